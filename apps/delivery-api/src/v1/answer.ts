import type { Kind } from '#content';
import { Answer, refusalBody } from '#edge';
import { BadInput, type Problem, Problems } from '#platform';
import type { Refused } from '../cache/send-answer.js';
import { SyncReset } from '../sync/sync-token.js';

/** What a route answers with, whoever asked. */
export interface Written {
  readonly status: 200 | 308 | 404 | 406 | 410;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a cache in between may be told to drop this by. */
  readonly tags?: readonly string[];
  /** Kinds whose publications may change it. Any publication may where this is absent: leaving it out costs speed and never shows something outdated. */
  readonly shows?: readonly Kind[];
}

export const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * A shared cache may answer for a second, and for one more while it asks again: a correction reaches everybody within two. Only
 * when we cannot be reached at all may it go on.
 */
const SHARED = 'public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=300';
const HEADERS = ['x-content-type-options', 'nosniff'];
/** A document's markup needs nothing from anywhere. */
const HTML_HEADERS = [
  'content-security-policy',
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy',
  'no-referrer',
];

/** The same for what does not exist and for what this caller may not see. */
export const NOT_FOUND: Written = {
  status: 404,
  contentType: JSON_TYPE,
  body: JSON.stringify(refusalBody('NOT_FOUND', 'There is nothing at this address.')),
};

export function jsonAnswer(value: unknown, more: Partial<Written> = {}): Written {
  return { status: 200, contentType: JSON_TYPE, body: `${JSON.stringify(value)}\n`, ...more };
}

export function notAcceptable(offered: readonly string[]): Written {
  const message = `This address answers in ${offered.join(', ')}: name one of these in Accept, or leave it out.`;
  return { status: 406, contentType: JSON_TYPE, body: JSON.stringify(refusalBody('NOT_ACCEPTABLE', message)) };
}

/** `asOf` as of an answer: null for the head. */
export function answerOf({ status, contentType, body, headers = {}, tags = [] }: Written, asOf: string | null): Answer {
  const isHtml = contentType.startsWith('text/html');
  return new Answer({
    body: Buffer.from(body),
    contentType,
    status,
    asOf,
    shared: SHARED,
    tags: ['almanac', ...tags],
    headers: [...Object.entries(headers).flat(), ...(isHtml ? HTML_HEADERS : []), ...HEADERS],
  });
}

/** A refusal of the request itself, naming the parameter; null for what is no refusal. */
export function refusedFor(thrown: unknown): Refused | null {
  const problem = Problems.of(thrown)?.find((each) => each instanceof BadInput || each instanceof SyncReset);
  if (!problem) return null;
  const message = problem.message.replace(/"asOf\.(instant|token)"/gu, '"asOf"');
  return {
    status: problem instanceof SyncReset ? 409 : 400,
    headers: ['content-type', JSON_TYPE, ...HEADERS],
    body: JSON.stringify(refusalBody(problem.kind, message, { argument: parameterOf(problem), ...problem.details })),
  };
}

/** Rules shared with GraphQL name the argument there. */
function parameterOf({ path }: Problem): string {
  const [first, second] = path;
  if (first === 'filter') return second === 'audiences' ? 'audience' : 'topic';
  if (first === 'locales') return 'locale';
  return String(first ?? '');
}
