import { HttpRefusal } from './refusal.js';
import { readExtensions } from './request-extensions.js';

/** Where the texts of registered operations are; null for an id that nobody registered. */
export interface DocumentSource {
  find(id: string): Promise<string | null>;
}

export const UNKNOWN_DOCUMENT = {
  status: 404,
  code: 'PERSISTED_DOCUMENT_NOT_FOUND',
  message:
    'No operation is registered under this documentId: send the query itself, or ask the operator to register it.',
} as const;

/** For an operation that could run when it was registered and cannot any more: the schema has changed since. */
export function outdatedDocument(objection: string): HttpRefusal {
  return new HttpRefusal(
    400,
    'PERSISTED_DOCUMENT_OUTDATED',
    `The schema has changed since the operation behind this id was registered. ${objection} Build the app against the present schema, and have its operations registered anew.`,
  );
}

/**
 * Puts the text of a registered operation where the query would stand, and says whether it did: whatever comes after sees
 * an ordinary request. A manifest of Apollo's names operations by the hash that its clients send as a persisted query, so that is an id as well.
 */
export async function putQuery(members: Record<string, unknown>, documents: DocumentSource): Promise<boolean> {
  const id = members['documentId'] ?? null;
  const hasQuery = (members['query'] ?? null) !== null;
  if (id === null) return !hasQuery && putPersisted(members, documents);
  if (typeof id !== 'string') throw new HttpRefusal(400, 'BAD_REQUEST', 'The member "documentId" must be a string.');
  if (hasQuery) throw new HttpRefusal(400, 'BAD_REQUEST', 'Send either "query" or "documentId", not both.');
  const text = await documents.find(id);
  if (text === null) throw new HttpRefusal(UNKNOWN_DOCUMENT.status, UNKNOWN_DOCUMENT.code, UNKNOWN_DOCUMENT.message);
  delete members['documentId'];
  members['query'] = text;
  return true;
}

/** Leaves alone what is not registered: automatic persisted queries are somebody else's. */
async function putPersisted(members: Record<string, unknown>, documents: DocumentSource): Promise<boolean> {
  const given = members['extensions'] ?? {};
  // An object in a body, JSON in an address.
  const extensions = typeof given === 'string' ? parsed(given) : given;
  const hash = readExtensions(extensions)?.persisted;
  const text = typeof hash === 'string' ? await documents.find(hash) : null;
  if (text === null) return false;
  const { persistedQuery: _used, ...others } = extensions as Record<string, unknown>;
  members['extensions'] = typeof given === 'string' ? JSON.stringify(others) : others;
  members['query'] = text;
  return true;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
