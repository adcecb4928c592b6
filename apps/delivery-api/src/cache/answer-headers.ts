import { type Answer, type Encoding, EXPOSED_HEADERS } from '#edge';
import type { Standing } from './standing.js';

/** Seconds that public answers may be served from memory, marked stale, while the database is gone. */
export const STALE_IF_ERROR = 86_400;

export const STALE_WARNING = '110 almanac "Response is Stale"';

const PUBLIC = `public, max-age=0, s-maxage=5, stale-while-revalidate=30, stale-if-error=${STALE_IF_ERROR}`;

const VARY = 'Accept, Accept-Encoding, Authorization, Almanac-Key';

/** Names and values in turn, as `writeHead` takes them fastest. `length` null: a 304, which has no body to describe. */
export function headersOf(answer: Answer, standing: Standing, encoding: Encoding, length: number | null): string[] {
  const shared = standing.isPublic && answer.asOf === null;
  const headers = [
    'cache-control',
    shared ? PUBLIC : standing.isPublic ? 'no-cache' : 'private, no-cache',
    'etag',
    answer.etagIn(encoding),
    'vary',
    standing.partner.origins ? `${VARY}, Origin` : VARY,
    'almanac-partner',
    standing.partner.handle,
    'almanac-as-of',
    answer.asOf ?? standing.asOf,
  ];
  // Which page may read a partner's answer is decided for each request, before it is looked up.
  if (!standing.partner.origins)
    headers.push('access-control-allow-origin', '*', 'access-control-expose-headers', EXPOSED_HEADERS);
  if (shared) headers.push('surrogate-key', answer.tags.join(' '), 'cache-tag', answer.tags.join(','));
  if (standing.stale) headers.push('warning', STALE_WARNING);
  if (length === null) return headers;
  if (encoding !== 'identity') headers.push('content-encoding', encoding);
  headers.push('content-type', answer.contentType, 'content-length', String(length));
  return headers;
}
