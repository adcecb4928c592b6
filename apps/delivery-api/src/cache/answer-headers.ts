import { type Answer, type Encoding, EXPOSED_HEADERS } from '#edge';
import type { Standing } from './standing.js';

/** Seconds that public answers may be served from memory, marked stale, while the database is gone. */
export const STALE_IF_ERROR = 86_400;

export const STALE_WARNING = '110 almanac "Response is Stale"';

const VARY = 'Accept, Accept-Encoding, Authorization, Almanac-Key';

/** What the head of an answer says of who asked and as of what; without a handle and a state where neither makes a difference. */
export type Asker = Pick<Standing, 'isPublic' | 'byOrigin' | 'asOf' | 'stale'> & { readonly handle: string | null };

/** Names and values in turn, as `writeHead` takes them fastest. `length` null: a 304, which has no body to describe. */
export function headersOf(answer: Answer, asker: Asker, encoding: Encoding, length: number | null): string[] {
  const { handle, isPublic, byOrigin, stale } = asker;
  const shared = isPublic && answer.asOf === null && answer.status === 200;
  const asOf = answer.asOf ?? asker.asOf;
  const headers = [
    ...answer.headers,
    'cache-control',
    shared ? answer.shared : isPublic ? 'no-cache' : 'private, no-cache',
    'vary',
    byOrigin ? `${VARY}, Origin` : VARY,
  ];
  if (answer.status === 200) headers.push('etag', answer.etagIn(encoding));
  if (handle !== null) headers.push('almanac-partner', handle);
  if (asOf !== '') headers.push('almanac-as-of', asOf);
  // Which page may read a partner's answer is decided for each request, before it is looked up.
  if (!byOrigin) headers.push('access-control-allow-origin', '*', 'access-control-expose-headers', EXPOSED_HEADERS);
  if (shared) headers.push('surrogate-key', answer.tags.join(' '), 'cache-tag', answer.tags.join(','));
  if (stale) headers.push('warning', STALE_WARNING);
  if (length === null) return headers;
  if (encoding !== 'identity') headers.push('content-encoding', encoding);
  headers.push('content-type', answer.contentType, 'content-length', String(length));
  return headers;
}
