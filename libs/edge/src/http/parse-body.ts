import { HttpRefusal } from './refusal.js';

export const BODY_LIMIT = 100_000;

const MEMBERS: ReadonlySet<string> = new Set(['query', 'operationName', 'variables', 'extensions']);
/** Where operations can be registered, `documentId` may stand in place of `query`. */
export const MEMBERS_OR_ID: ReadonlySet<string> = new Set([...MEMBERS, 'documentId']);
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** JSON in UTF-8 or a refusal; nothing is guessed and nothing is repaired. */
export function parseJson(contentType: string, bytes: Buffer): unknown {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)"?/i.exec(contentType)?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    throw new HttpRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The charset of the body must be utf-8.');
  }
  if (bytes.length === 0)
    throw new HttpRefusal(400, 'BAD_REQUEST', 'The body is empty: send a JSON object with a member "query".');
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch {
    throw new HttpRefusal(400, 'BAD_REQUEST', 'The body is not valid JSON in UTF-8.');
  }
}

/** A GraphQL request has exactly the members of the GraphQL-over-HTTP specification, once, and never a list of requests. */
export function checkGraphqlRequest(members: unknown, allowed = MEMBERS): void {
  if (Array.isArray(members))
    throw new HttpRefusal(400, 'TOO_COSTLY', 'Send one operation per request: lists of operations are not taken.');
  if (typeof members !== 'object' || members === null)
    throw new HttpRefusal(400, 'BAD_REQUEST', 'The request must be a JSON object with a member "query".');
  const surplus = Object.keys(members).find((name) => !allowed.has(name));
  if (surplus !== undefined)
    throw new HttpRefusal(
      400,
      'BAD_REQUEST',
      `A GraphQL request may have the members ${[...allowed].join(', ')}, and no other.`,
    );
}
