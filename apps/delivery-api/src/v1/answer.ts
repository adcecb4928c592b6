import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EXPOSED_HEADERS, refusalBody } from '#edge';
import { BadInput, Problems } from '#platform';
import { closeAsOf } from '../read/public-read.js';
import type { ReadSession } from '../read/read-session.js';

export interface Answer {
  readonly status: 200 | 308 | 404 | 406 | 410;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a cache in between may be told to drop this by. */
  readonly tags?: readonly string[];
}

export const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * A shared cache may answer for a second, and for one more while it asks again: a correction reaches everybody within two. Only
 * when we cannot be reached at all may it go on.
 */
const SHARED = 'public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=300';
const VARY = 'Accept, Authorization, Almanac-Key';
/** A document's markup needs nothing from anywhere. */
const HTML_HEADERS = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** The same for what does not exist and for what this caller may not see. */
export const NOT_FOUND: Answer = {
  status: 404,
  contentType: JSON_TYPE,
  body: JSON.stringify(refusalBody('NOT_FOUND', 'There is nothing at this address.')),
};

export function jsonAnswer(value: unknown, more: Partial<Answer> = {}): Answer {
  return { status: 200, contentType: JSON_TYPE, body: `${JSON.stringify(value)}\n`, ...more };
}

export function notAcceptable(offered: readonly string[]): Answer {
  const message = `This address answers in ${offered.join(', ')}: name one of these in Accept, or leave it out.`;
  return { status: 406, contentType: JSON_TYPE, body: JSON.stringify(refusalBody('NOT_ACCEPTABLE', message)) };
}

/** An answer with everything that follows from who asked and as of when: nothing of the request is missing but what it holds. */
export interface Described {
  readonly status: Answer['status'];
  readonly contentType: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a 200. */
  readonly etag: string | null;
}

/** `session` is null for what is the same for all. */
export async function describe(answer: Answer, session: ReadSession | null, isPast: boolean): Promise<Described> {
  // What was answered without reading is the same for everybody.
  const asker = session?.begun ? session : null;
  const partner = asker && (await asker.partner());
  const read = asker && (await asker.current());
  const isShared = partner === null || partner.handle === 'public';
  const isCacheable = answer.status === 200 && isShared && !isPast;
  const { status, contentType, body } = answer;
  return {
    status,
    contentType,
    body,
    headers: {
      ...answer.headers,
      ...(contentType.startsWith('text/html') ? HTML_HEADERS : {}),
      ...(partner === null ? {} : { 'almanac-partner': partner.handle }),
      ...(read?.snapshot ? { 'almanac-as-of': closeAsOf(read.rules, read.snapshot) } : {}),
      ...(isCacheable && answer.tags ? tagHeaders(answer.tags) : {}),
      ...(isShared ? { 'access-control-expose-headers': `${EXPOSED_HEADERS}, Link, Content-Language` } : {}),
      'cache-control': isCacheable ? SHARED : isShared ? 'no-cache' : 'private, no-cache',
      'x-content-type-options': 'nosniff',
    },
    etag: status === 200 ? etagOf(contentType, body) : null,
  };
}

export function send(request: FastifyRequest, reply: FastifyReply, answer: Described): FastifyReply {
  const { status, contentType, body, headers, etag } = answer;
  reply.headers({ ...headers, vary: reply.raw.hasHeader('vary') ? `${VARY}, Origin` : VARY });
  if (etag !== null) {
    reply.header('etag', etag);
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
  }
  return reply.code(status).type(contentType).send(body);
}

function etagOf(contentType: string, body: string): string {
  return `"${createHash('sha256').update(contentType).update('\n').update(body).digest('base64url').slice(0, 32)}"`;
}

/** A refusal of the request itself, naming the parameter; null for what is no refusal. */
export function refuse(reply: FastifyReply, thrown: unknown): FastifyReply | null {
  const problem = Problems.of(thrown)?.find((each) => each instanceof BadInput);
  if (!problem) return null;
  const message = problem.message.replace(/"asOf\.(instant|token)"/gu, '"asOf"');
  return reply
    .code(400)
    .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .type(JSON_TYPE)
    .send(JSON.stringify(refusalBody(problem.kind, message, { argument: parameterOf(problem) })));
}

/** Rules shared with GraphQL name the argument there. */
function parameterOf({ path }: BadInput): string {
  const [first, second] = path;
  if (first === 'filter') return second === 'audiences' ? 'audience' : 'topic';
  return String(first ?? '');
}

function tagHeaders(tags: readonly string[]): Readonly<Record<string, string>> {
  const shown = ['almanac', ...tags];
  return { 'surrogate-key': shown.join(' '), 'cache-tag': shown.join(',') };
}

/** If-None-Match compares weakly: a proxy that compressed the body has marked our tag. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//u, '') === etag);
}
