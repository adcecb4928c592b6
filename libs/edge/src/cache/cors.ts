import type { IncomingMessage, ServerResponse } from 'node:http';

/** What any page may read of a public answer, besides the body. */
export const EXPOSED_HEADERS =
  'ETag, Almanac-As-Of, Almanac-Partner, Almanac-Withdrawn, Link, RateLimit, RateLimit-Policy, Retry-After';

const PREFLIGHT = [
  'access-control-allow-origin',
  '*',
  'access-control-allow-methods',
  'GET, HEAD, POST, OPTIONS',
  'access-control-allow-headers',
  'Accept, Accept-Language, Almanac-Key, Almanac-Preview, Apollo-Require-Preflight, Authorization, Content-Type, If-None-Match, X-Apollo-Operation-Name',
  'access-control-max-age',
  '86400',
  'vary',
  'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
  'content-length',
  '0',
];

/** Answers a preflight: any origin, never with credentials, the same for everybody. False when it is none. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'OPTIONS') return false;
  if (request.headers.origin === undefined || request.headers['access-control-request-method'] === undefined)
    return false;
  response.writeHead(204, PREFLIGHT).end();
  return true;
}

/** Responses of which it has been decided which page may read them. */
const decided = new WeakSet<ServerResponse>();

/** Lets pages of these origins read the answer, and no others, whatever is called later. */
export function allowOrigins(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): void {
  decided.add(response);
  response.setHeader('vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
}

/** For answers that are made behind the front. */
export function allowAnyOrigin(response: ServerResponse): void {
  if (decided.has(response)) return;
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
}
