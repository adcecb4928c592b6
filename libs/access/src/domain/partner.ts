import { BadInput, isUuid, type Problem } from '#platform';
import type { ScopeRule } from './scope-rule.js';
import type { Site } from './site.js';

/** How often a partner may ask; null: as often as it likes. */
export interface PartnerQuotas {
  readonly perMinute: number | null;
  readonly perDay: number | null;
}

/** An organisation that reads what is published. */
export interface Partner {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  /** Whose notices its readers see first. */
  readonly region: string | null;
  /** Web pages that may read answers to its keys, such as https://www.example.org; null for any. */
  readonly origins: readonly string[] | null;
  readonly quotas: PartnerQuotas;
  readonly createdAt: Date;
  /** What it may see today. */
  readonly scope: ScopeRule;
  /** Where its own site shows documents. */
  readonly site: Site | null;
  /** Since when its keys open nothing; null: it may read. */
  readonly pausedAt: Date | null;
  /** Since when it is no partner any more; null: it is one. */
  readonly closedAt: Date | null;
  /** Counts every change of it. */
  readonly version: number;
}

export interface NewPartner {
  readonly handle: string;
  readonly name: string;
  readonly region: string | null;
  readonly scope: ScopeRule;
}

/** A partner, as somebody saw it who now changes it. */
export interface SeenPartner {
  readonly partnerId: string;
  readonly expectedVersion: number;
}

/** Nothing of a partner that is closed changes any more. */
export function closed(): BadInput {
  return new BadInput('This partner is closed: make another one for whoever is to read.', ['partnerId']);
}

const LONGEST_NAME = 200;
const MOST_ORIGINS = 50;
/** Of a list in a scope. */
const MOST_NAMED = 200;

/** What the table's checks would refuse, each with what to do about it. */
export function strangePartner({ handle, name, region }: Omit<NewPartner, 'scope'>): readonly Problem[] {
  const problems: Problem[] = [];
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(handle))
    problems.push(
      new BadInput('A handle is at most 63 small Latin letters, digits and inner hyphens: choose another.', ['handle']),
    );
  if (name.trim() === '' || [...name].length > LONGEST_NAME || /\p{Cc}/u.test(name))
    problems.push(new BadInput(`Give the partner a name of at most ${LONGEST_NAME} characters.`, ['name']));
  if (region !== null && !/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(region))
    problems.push(
      new BadInput('A region is an ISO 3166-1 or 3166-2 code such as US or US-MO: give one, or leave it out.', [
        'region',
      ]),
    );
  return problems;
}

/** A browser sends scheme, host and port and nothing else, so anything else would never match. */
export function strangeOrigins(origins: readonly string[] | null): readonly Problem[] {
  if (origins !== null && (origins.length === 0 || origins.length > MOST_ORIGINS))
    return [new BadInput(`Give from 1 to ${MOST_ORIGINS} origins, or allow any.`, ['origins'])];
  return (origins ?? []).flatMap((origin, index) =>
    /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin
      ? []
      : [
          new BadInput(
            `"${origin.slice(0, 80)}" is not an origin: write scheme, host and port alone, such as https://www.example.org.`,
            ['origins', index],
          ),
        ],
  );
}

const MOST_REQUESTS = 2_000_000_000;

export function strangeQuotas(quotas: PartnerQuotas): readonly Problem[] {
  return (['perMinute', 'perDay'] as const)
    .filter((name) => {
      const quota = quotas[name];
      return quota !== null && !(Number.isInteger(quota) && quota >= 1 && quota <= MOST_REQUESTS);
    })
    .map(
      (name) => new BadInput(`A quota is a whole number from 1 to ${MOST_REQUESTS}, or nothing for no limit.`, [name]),
    );
}

/** What a scope may name. */
export interface Nameable {
  readonly kinds: readonly string[];
  readonly audiences: readonly string[];
  readonly locales: readonly string[];
}

/** A scope with a misspelt name in it would silently hold nothing. Topics are ids: whether there are such is not for a scope to say. */
export function strangeScope(scope: ScopeRule, nameable: Nameable): readonly Problem[] {
  const unknown = (['kinds', 'audiences', 'locales'] as const).flatMap((list) =>
    (scope[list] ?? []).flatMap((each, index) =>
      nameable[list].includes(each)
        ? []
        : [
            new BadInput(`"${each.slice(0, 60)}" is none of the ${list} ${nameable[list].join(', ')}.`, [
              'scope',
              list,
              index,
            ]),
          ],
    ),
  );
  const lengths = (['kinds', 'topics', 'audiences', 'locales'] as const)
    .filter((list) => (scope[list]?.length ?? 0) > MOST_NAMED)
    .map((list) => new BadInput(`A scope names at most ${MOST_NAMED} of one sort.`, ['scope', list]));
  return [...unknown, ...strangeTopics(scope), ...lengths];
}

export function strangeTopics({ topics }: ScopeRule): readonly Problem[] {
  return (topics ?? []).flatMap((topic, index) =>
    isUuid(topic)
      ? []
      : [new BadInput(`"${topic.slice(0, 60)}" is not the id of a topic: check it.`, ['scope', 'topics', index])],
  );
}
