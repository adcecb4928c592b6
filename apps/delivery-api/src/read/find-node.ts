import type { ProblemPath } from '#platform';
import type { ContentDocument } from '../schema/content-document.js';
import { documentOf } from '../schema/documents.js';
import { decodeDocumentName, malformedId } from './document-id.js';
import { goneOrNull } from './expunged.js';
import { readFor } from './fallback.js';
import type { AskedAsOf, ReadSession } from './read-session.js';

/** What an opaque id names, as it was read when the id was returned; null when the caller may not see it (any more). Throws `Gone` when it was expunged. */
export async function findNode(
  session: ReadSession,
  id: string,
  path: ProblemPath,
  asOf: AskedAsOf | null = null,
): Promise<ContentDocument | null> {
  const name = decodeDocumentName(id);
  if (!name) throw malformedId(path);
  if (!session.rules.locales.includes(name.locale)) return null;
  const read = await session.at(name.asOf, asOf);
  const { documentId, locale, edition, wanted } = name;
  const published = await read.load.byKey.load({ documentId, locale, ...(edition === null ? {} : { edition }) });
  return published
    ? documentOf(published, readFor(read, wanted), edition !== null)
    : goneOrNull(read, { documentId }, locale, path);
}
