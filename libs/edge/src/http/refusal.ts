import { isServerAway, isServerFull, TooSlow } from '#platform';

/** The status of an answer that was given up: what we asked did not answer in time. */
export const TOO_SLOW = 504;

/** What a caller did wrong before any schema was asked: shown as JSON with this status. */
export class HttpRefusal extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'HttpRefusal';
  }
}

/** What a caller is told when the database has no room: for what was to be written, or to sort what was asked for. */
export const FULL =
  'The disk of the database is full, so this could not be done and nothing of it was saved: free some space there, then try again.';
/** What a caller is told when no database can answer. */
export const AWAY = 'The content cannot be read at the moment: try again in a few seconds.';
/** Seconds for the header Retry-After. */
export const RETRY_AFTER = 2;

export interface RefusalBody {
  readonly errors: readonly [
    { readonly message: string; readonly extensions: Readonly<Record<string, boolean | number | string>> },
  ];
}

/** One shape for every answer that is not data, on every path: GraphQL clients understand it, and so does a person. */
export function refusalBody(
  code: string,
  message: string,
  more: Readonly<Record<string, boolean | number | string>> = {},
): RefusalBody {
  return { errors: [{ message, extensions: { code, ...more } }] };
}

const BY_FASTIFY: Readonly<Record<string, readonly [string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'TOO_COSTLY',
    'The request body is larger than 100 kB: send less, or split the operation.',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['BAD_REQUEST', 'The body is not as long as Content-Length says.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['BAD_REQUEST', 'The body is empty: send a JSON object with a member "query".'],
  FST_ERR_BAD_URL: ['BAD_REQUEST', 'The address is not a valid URL.'],
};

const BY_STATUS: Readonly<Record<number, readonly [string, string]>> = {
  400: ['BAD_REQUEST', 'The request cannot be understood.'],
  404: ['NOT_FOUND', 'There is nothing at this address.'],
  405: ['METHOD_NOT_ALLOWED', 'This address does not take this method.'],
  413: ['TOO_COSTLY', 'The request is too large.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.'],
};

/** Status and body for anything that was thrown outside GraphQL; null when it is a fault of ours. */
export function asRefusal(thrown: unknown): { readonly status: number; readonly body: RefusalBody } | null {
  if (thrown instanceof HttpRefusal)
    return { status: thrown.statusCode, body: refusalBody(thrown.code, thrown.message) };
  if (thrown instanceof TooSlow) return { status: TOO_SLOW, body: refusalBody(thrown.kind, thrown.message) };
  const { code, statusCode, status } = thrown as { code?: unknown; statusCode?: unknown; status?: unknown };
  const number = typeof statusCode === 'number' ? statusCode : status;
  if (typeof number !== 'number' || number < 400 || number > 499) return null;
  const [name, sentence] = (typeof code === 'string' ? BY_FASTIFY[code] : undefined) ??
    BY_STATUS[number] ?? ['BAD_REQUEST', 'The request cannot be understood.'];
  return { status: number, body: refusalBody(name, sentence) };
}

/** What a caller is told of anything that was thrown; the log has the rest under the same id. */
export function toldOf(
  thrown: unknown,
  requestId: string,
): { readonly status: number; readonly body: RefusalBody; readonly retryAfter?: number; readonly isOurs: boolean } {
  const refusal = asRefusal(thrown);
  if (refusal) return { ...refusal, isOurs: false };
  if (isServerAway(thrown))
    return { status: 503, body: refusalBody('UNAVAILABLE', AWAY), retryAfter: RETRY_AFTER, isOurs: true };
  if (isServerFull(thrown)) return { status: 507, body: refusalBody('STORAGE_FULL', FULL), isOurs: true };
  const message = `Something failed on our side. Tell the operator this request id: ${requestId}.`;
  return { status: 500, body: refusalBody('INTERNAL', message, { requestId }), isOurs: true };
}
