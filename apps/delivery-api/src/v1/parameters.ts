import { KINDS } from '#content';
import { BadInput } from '#platform';
import { isInstant } from '#delivery';
import { openAsOf } from '../read/public-read.js';
import type { AskedAsOf } from '../read/read-session.js';
import type { ReadRules } from '../read/rules.js';

/** A query parameter: how it is checked, and how OpenAPI describes it. */
export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly pattern: RegExp;
  /** Completes the sentence `"name" must be ...`. */
  readonly expects: string;
  readonly repeats?: true;
}

export const LOCALE: Parameter = {
  name: 'locale',
  description:
    'One of the configured locales. What is not published in it is not found, unless a fallback is asked for.',
  schema: { type: 'string', examples: ['en'] },
  pattern: /^[A-Za-z0-9-]{1,35}$/,
  expects: 'a language tag such as en',
};
export const FALLBACK: Parameter = {
  name: 'fallback',
  description:
    'Whether what is not published in the locale may be shown in another, in the configured order. `Content-Language` says in which.',
  schema: { type: 'boolean', default: false },
  pattern: /^(true|false)$/,
  expects: 'true or false',
};
export const AS_OF: Parameter = {
  name: 'asOf',
  description: 'Read as of an instant that has passed, or of a value of the response header Almanac-As-Of.',
  schema: { type: 'string', examples: ['2026-01-31T12:00:00Z'] },
  pattern: /^\S{1,300}$/,
  expects: 'an instant such as 2026-01-31T12:00:00Z, or a value of the response header Almanac-As-Of of this API',
};
export const EDITION: Parameter = {
  name: 'edition',
  description: 'The edition with this number instead of the newest; it counts from 1.',
  schema: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
  pattern: /^[1-9]\d{0,8}$/,
  expects: 'the number of an edition, from 1',
};
export const REGION: Parameter = {
  name: 'region',
  description: 'Whose safety contacts to carry: an ISO 3166 code or `global`; the region of the partner when absent.',
  schema: { type: 'string', examples: ['US-MO'] },
  pattern: /^(global|[A-Z]{2}(-[A-Z0-9]{1,3})?)$/,
  expects: 'an ISO 3166 code such as US or US-MO, or global',
};
export const FIRST: Parameter = {
  name: 'first',
  description: 'How many to return.',
  schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  pattern: /^([1-9]\d?|100)$/,
  expects: 'a number from 1 to 100',
};
export const AFTER: Parameter = {
  name: 'after',
  description: 'A cursor: follow `next` of the page before instead of making one.',
  schema: { type: 'string' },
  pattern: /^\S{1,500}$/,
  expects: 'a cursor that this same list returned',
};
export const TOPIC: Parameter = {
  name: 'topic',
  description: 'Under this topic or a topic below it (documentId). Several: under any of them.',
  schema: { type: 'array', items: { type: 'string', format: 'uuid' }, maxItems: 50 },
  pattern: /^\S{1,500}$/,
  expects: 'the documentId of a topic',
  repeats: true,
};
export const AUDIENCE: Parameter = {
  name: 'audience',
  description: 'For this audience, or for everyone (configured key). Several: for any of them.',
  schema: { type: 'array', items: { type: 'string' }, maxItems: 50 },
  pattern: /^[a-z0-9-]{1,100}$/,
  expects: 'the key of a configured audience',
  repeats: true,
};
export const ORDER: Parameter = {
  name: 'order',
  description: 'By first publication: newest or oldest first.',
  schema: { type: 'string', enum: ['newest', 'oldest'], default: 'newest' },
  pattern: /^(newest|oldest)$/,
  expects: 'newest or oldest',
};

export const SYNC_TOKEN: Parameter = {
  name: 'token',
  description: 'That of the last page or line; none for a new copy.',
  schema: { type: 'string' },
  pattern: /^\S{1,1000}$/,
  expects: 'a token that this address returned',
};
export const SYNC_FIRST: Parameter = {
  name: 'first',
  description: 'How many changes to return at most. A page may be shorter.',
  schema: { type: 'integer', minimum: 1, maximum: 1000, default: 200 },
  pattern: /^([1-9]\d{0,2}|1000)$/,
  expects: 'a number from 1 to 1000',
};
export const SYNC_KINDS: Parameter = {
  name: 'kind',
  description:
    'Only this kind, with what it embeds and cites and every notice. Several: all of them. Part of the token, like `locale` and `schemaTag`.',
  schema: { type: 'array', items: { type: 'string', enum: KINDS } },
  pattern: new RegExp(`^(${KINDS.join('|')})$`),
  expects: `one of ${KINDS.join(', ')}`,
  repeats: true,
};
export const SYNC_LOCALES: Parameter = {
  ...LOCALE,
  description: 'Only this locale. Several: all of them.',
  schema: { type: 'array', items: { type: 'string' } },
  repeats: true,
};
export const SYNC_TAG: Parameter = {
  name: 'schemaTag',
  description: 'A name for the version of your own data: a token of another one is refused, and the copy made anew.',
  schema: { type: 'string', maxLength: 64 },
  pattern: /^[\x20-\x7e]{1,64}$/,
  expects: 'up to 64 ASCII characters',
};

/** Of `/v1/sync.ndjson`, which sends every page at once. */
export const SNAPSHOT_PARAMETERS: readonly Parameter[] = [SYNC_TOKEN, SYNC_KINDS, SYNC_LOCALES, SYNC_TAG];

/** What was given, by name: a list for each. */
export type Given = ReadonlyMap<string, readonly string[]>;

/** `query` from the question mark of an address on. Names that the address does not know are refused, never ignored. */
export function checkQuery(parameters: readonly Parameter[], query: string): Given {
  const given = new Map<string, readonly string[]>();
  const sent = new URLSearchParams(query);
  for (const name of new Set(sent.keys())) {
    const values = sent.getAll(name);
    const parameter = parameters.find((each) => each.name === name);
    if (!parameter) throw unknownParameter(name, parameters);
    if (values.length > 1 && !parameter.repeats)
      throw new BadInput(`"${parameter.name}" may be given once.`, [parameter.name]);
    if (values.some((each) => !parameter.pattern.test(each)))
      throw new BadInput(`"${parameter.name}" must be ${parameter.expects}.`, [parameter.name]);
    given.set(parameter.name, values);
  }
  return given;
}

function unknownParameter(name: string, parameters: readonly Parameter[]): BadInput {
  const known =
    parameters.length === 0 ? 'it takes none' : `it takes ${parameters.map((each) => each.name).join(', ')}`;
  const shown = name.slice(0, 40);
  return new BadInput(`"${shown}" is not a parameter of this address: ${known}.`, [shown]);
}

export function one(given: Given, parameter: Parameter): string | null {
  return given.get(parameter.name)?.[0] ?? null;
}

/** Instants and as-of values cannot be mistaken for each other: an instant begins with a year. */
export function askedAsOf(rules: ReadRules, given: Given): readonly AskedAsOf[] {
  const value = one(given, AS_OF);
  if (value === null) return [];
  if (isInstant(value)) return [{ instant: value }];
  if (openAsOf(rules, value)) return [{ token: value }];
  throw new BadInput(`"asOf" must be ${AS_OF.expects}.`, ['asOf']);
}
