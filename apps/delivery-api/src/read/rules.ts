import { createHash } from 'node:crypto';
import { BadInput, type Clock, type Config, localeChain, type ProblemPath, Seal, type Secrets } from '#platform';
import { asOfSeal } from '#delivery';
import { documentIdOf } from './document-id.js';

/** Locales in the order in which they are wanted; the first alone is a read without a fallback. */
export type Wanted = readonly [string, ...string[]];

/** What reading depends on besides the request: configuration, the seals of opaque values, and the present. */
export interface ReadRules {
  readonly locales: readonly [string, ...string[]];
  /** Of each locale, where readers are led who ask for a fallback; itself first. */
  readonly chains: ReadonlyMap<string, Wanted>;
  readonly audiences: ReadonlySet<string>;
  readonly asOfSeal: Seal;
  readonly cursorSeal: Seal;
  readonly syncSeal: Seal;
  readonly clock: Clock;
}

export function readRules(config: Config, secrets: Secrets, clock: Clock): ReadRules {
  return {
    locales: config.locales,
    chains: new Map(config.locales.map((locale) => [locale, localeChain(config, locale)])),
    audiences: new Set(config.audiences.map((audience) => audience.key)),
    asOfSeal: asOfSeal(secrets.root),
    cursorSeal: new Seal(secrets.root, 'cursor'),
    syncSeal: new Seal(secrets.root, 'sync'),
    clock,
  };
}

export function checkLocale(rules: ReadRules, locale: string | null | undefined): string {
  if (locale === null || locale === undefined) return rules.locales[0];
  if (rules.locales.includes(locale)) return locale;
  throw new BadInput(`The locale is not one of those configured here: ${rules.locales.join(', ')}.`, ['locale']);
}

/** The locales to look in: the one alone, or with where readers are led from it. An edition is one of a locale. */
export function localesToRead(
  rules: ReadRules,
  locale: string,
  asked: { readonly fallback: boolean; readonly edition: number | null },
): Wanted {
  if (!asked.fallback) return [locale];
  if (asked.edition !== null)
    throw new BadInput('An edition is one of a locale: leave "fallback" out, or "edition".', ['fallback']);
  return rules.chains.get(locale) ?? [locale];
}

export function checkFirst(first: number): number {
  if (first >= 1 && first <= 100) return first;
  throw new BadInput('"first" says how many to return: it must be from 1 to 100.', ['first']);
}

export function checkAudiences(rules: ReadRules, audiences: readonly string[], path: ProblemPath): readonly string[] {
  const unknown = audiences.findIndex((key) => !rules.audiences.has(key));
  if (unknown < 0) return audiences;
  throw new BadInput(`An audience is not one of those configured here: ${[...rules.audiences].join(', ')}.`, [
    ...path,
    unknown,
  ]);
}

export function checkRegion(region: string | null | undefined): string | null {
  if (region === null || region === undefined) return null;
  if (/^(global|[A-Z]{2}(-[A-Z0-9]{1,3})?)$/.test(region)) return region;
  throw new BadInput('"region" must be an ISO 3166 code such as US or US-MO, or "global".', ['region']);
}

export interface AskedFilter {
  readonly topics?: readonly string[] | null;
  readonly audiences?: readonly string[] | null;
}

/** Topics as document ids, audiences as configured keys. */
export function checkFilter(
  rules: ReadRules,
  filter: AskedFilter | null | undefined,
): { topics?: readonly string[]; audiences?: readonly string[] } {
  const { topics, audiences } = filter ?? {};
  for (const list of ['topics', 'audiences'] as const) {
    if ((filter?.[list]?.length ?? 0) > 50) throw new BadInput(`"filter.${list}" may list up to 50.`, ['filter', list]);
  }
  if (audiences) checkAudiences(rules, audiences, ['filter', 'audiences']);
  return {
    ...(topics ? { topics: topics.map((id, index) => documentIdOf(id, ['filter', 'topics', index])) } : {}),
    ...(audiences ? { audiences } : {}),
  };
}

/** Text that PostgreSQL can hold; no slug of ours has more. */
export function couldBeSlug(slug: string): boolean {
  return slug.length > 0 && slug.length <= 300 && !slug.includes('\u0000');
}

/** A short name for the list that a cursor belongs to. */
export function fingerprint(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}
