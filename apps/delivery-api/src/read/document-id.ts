import { BadInput, type ProblemPath } from '#platform';

/** What an opaque id names. `asOf` is an `Almanac-As-Of` value. */
export interface DocumentName {
  readonly documentId: string;
  readonly locale: string;
  readonly edition: number | null;
  readonly asOf: string | null;
  /** The locale that was asked for with a fallback: by it the links of the document are read. Null where it was read exactly. */
  readonly wanted: string | null;
}

const VERSION = 1;
const LONGEST_LOCALE = 100;
/** Room for a name that has nothing but a document and a locale. */
const PLAIN = Buffer.alloc(50 + LONGEST_LOCALE);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LOCALE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** Two reads have the same id exactly when a client's cache may keep them under one entry. */
export function encodeDocumentName(name: DocumentName): string {
  const { documentId, locale, edition, asOf, wanted } = name;
  if (edition === null && asOf === null && wanted === null && locale.length <= LONGEST_LOCALE)
    // The same as below, for nearly every document of a list; neither a UUID nor a locale has anything to escape.
    return PLAIN.toString('base64url', 0, PLAIN.write(`[${VERSION},"${documentId}","${locale}"]`, 'latin1'));
  const parts = [VERSION, documentId, locale, edition, asOf, wanted];
  while (parts.at(-1) === null) parts.pop();
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Null for anything that `encodeDocumentName` did not write. */
export function decodeDocumentName(id: string): DocumentName | null {
  if (id.length > 500) return null;
  const bytes = Buffer.from(id, 'base64url');
  if (bytes.toString('base64url') !== id) return null;
  let parts: unknown;
  try {
    parts = JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
  if (!Array.isArray(parts) || parts.length < 3 || parts.length > 6 || parts[0] !== VERSION) return null;
  const [, documentId, locale, edition = null, asOf = null, wanted = null] = parts as unknown[];
  if (typeof documentId !== 'string' || !UUID.test(documentId) || typeof locale !== 'string' || !LOCALE.test(locale))
    return null;
  if (edition !== null && !isEdition(edition)) return null;
  if (asOf !== null && typeof asOf !== 'string') return null;
  if (wanted !== null && !(typeof wanted === 'string' && LOCALE.test(wanted))) return null;
  const name = { documentId, locale, edition, asOf, wanted };
  return encodeDocumentName(name) === id ? name : null;
}

export function isDocumentId(id: string): boolean {
  return UUID.test(id);
}

/** The document that an argument names, whether it is a documentId or an opaque id. */
export function documentIdOf(id: string, path: ProblemPath): string {
  if (isDocumentId(id)) return id.toLowerCase();
  const name = decodeDocumentName(id);
  if (name) return name.documentId;
  throw malformedId(path);
}

export function malformedId(path: ProblemPath): BadInput {
  return new BadInput('This is not an id: give a documentId (a UUID) or an id that this API returned.', path);
}

function isEdition(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 2_147_483_647;
}
