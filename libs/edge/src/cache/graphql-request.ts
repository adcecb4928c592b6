import { hash } from 'node:crypto';
import { isObject, readExtensions } from '../http/request-extensions.js';
import { checkGraphqlRequest, MEMBERS_OR_ID, parseJson } from '../http/parse-body.js';

/** A request as GraphQL over HTTP describes it, before any schema is asked. */
export interface GraphqlRequest {
  /** Null when only the hash of a persisted query was sent, or an id. */
  readonly query: string | null;
  /** Names a registered operation; never beside a query. */
  readonly documentId: string | null;
  readonly operationName: string | null;
  /** Canonical JSON: equal variables are equal text, however the caller ordered and spaced them. */
  readonly variables: string;
  /** SHA-256 in hex, when the caller uses automatic persisted queries. */
  readonly persisted: string | null;
  /** The answer is to say what the operation cost. */
  readonly cost: boolean;
}

/** Null for everything that is not plainly a request; who refuses it, and how, is not decided here. */
export function readPost(contentType: string, body: Buffer): GraphqlRequest | null {
  try {
    return readMembers(parseJson(contentType, body));
  } catch {
    return null;
  }
}

export function readGet(url: string): GraphqlRequest | null {
  try {
    const members: Record<string, unknown> = {};
    for (const [name, value] of new URLSearchParams(url.slice(url.indexOf('?') + 1))) {
      if (Object.hasOwn(members, name)) return null;
      members[name] = name === 'variables' || name === 'extensions' ? (JSON.parse(value) as unknown) : value;
    }
    return readMembers(members);
  } catch {
    return null;
  }
}

function readMembers(members: unknown): GraphqlRequest | null {
  checkGraphqlRequest(members, MEMBERS_OR_ID);
  const {
    query = null,
    documentId = null,
    operationName = null,
    variables = null,
    extensions = null,
  } = members as Record<string, unknown>;
  if (query !== null && typeof query !== 'string') return null;
  if (documentId !== null && (typeof documentId !== 'string' || query !== null)) return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== null && !isObject(variables)) return null;
  const understood = readExtensions(extensions ?? {});
  if (understood === null || (query === null && understood.persisted === null && documentId === null)) return null;
  return { query, documentId, operationName, variables: canonical(variables ?? {}), ...understood };
}

export function isQueryOf(query: string, persisted: string): boolean {
  return hash('sha256', query, 'hex') === persisted;
}

/** JSON with the members of every object in one order. Throws on nesting that exhausts the stack, as its callers expect. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}
