import type { Kind } from '#content';
import type { AudienceBits, Scope, View } from './view.js';

/** What the scope predicate looks at: a listing, and for a topic its own number. */
export interface Scoped {
  readonly kind: Kind;
  readonly locale: string;
  readonly audience: number;
  readonly topics: readonly number[];
  readonly ownTopic: number | null;
}

/** Kinds that are filed under topics. The others are never in a scope that names topics; hosts carry them. */
export const FILED_KINDS = ['article', 'myth-fact', 'course'] as const satisfies readonly Kind[];

/** Kinds that bring what they embed, cite or come from into a scope, wherever else something refers to it. */
export const CARRIERS = ['article', 'fact', 'myth-fact'] as const satisfies readonly Kind[];

/** All bits that `listing.audience` can have. */
export const ALL_AUDIENCES = 0x7fff;

export const EMPTY_SCOPE: Scope = { kinds: [], topics: null, audiences: null, locales: null };

/** The predicate itself. `persistence/fragments.ts` says the same in SQL; a test holds the two together. */
export function allows(scope: Scope, row: Scoped): boolean {
  // Safety contacts are for everybody, whatever else a partner may see.
  if (row.kind === 'notice') return true;
  return (
    (scope.kinds === null || scope.kinds.includes(row.kind)) &&
    (scope.locales === null || scope.locales.includes(row.locale)) &&
    (scope.audiences === null || row.audience === 0 || (row.audience & scope.audiences) !== 0) &&
    (scope.topics === null || isUnder(scope.topics, row))
  );
}

function isUnder(topics: readonly number[], row: Scoped): boolean {
  if (row.kind === 'topic') return row.ownTopic !== null && topics.includes(row.ownTopic);
  return isFiled(row.kind) && row.topics.some((topic) => topics.includes(topic));
}

export function isFiled(kind: Kind): boolean {
  return (FILED_KINDS as readonly Kind[]).includes(kind);
}

export function sameScope(a: Scope, b: Scope): boolean {
  return (
    a.audiences === b.audiences &&
    sameSet(a.kinds, b.kinds) &&
    sameSet(a.topics, b.topics) &&
    sameSet(a.locales, b.locales)
  );
}

function sameSet<T>(a: readonly T[] | null, b: readonly T[] | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && isSubset(a, b);
}

export function isSubset<T>(part: readonly T[], whole: readonly T[]): boolean {
  const members = new Set(whole);
  return part.every((member) => members.has(member));
}

/**
 * Both scopes of a view as one set of bounds. Kinds and locales of the two intersect; audiences and topics are kept apart,
 * because a document with two audiences may meet one scope by the first and the other by the second.
 */
export interface Bounds {
  /** Nothing is restricted: statements without the predicate will do. */
  readonly open: boolean;
  readonly kinds: readonly Kind[] | null;
  readonly locales: readonly string[] | null;
  readonly audiences: readonly [number, number];
  readonly topics: readonly [readonly number[] | null, readonly number[] | null];
}

export function boundsOf(view: Pick<View, 'scopes'>): Bounds {
  const [then, now = then] = view.scopes;
  return {
    open: view.scopes.every(
      (scope) => scope.kinds === null && scope.topics === null && scope.audiences === null && scope.locales === null,
    ),
    kinds: intersect(then.kinds, now.kinds),
    locales: intersect(then.locales, now.locales),
    audiences: [then.audiences ?? ALL_AUDIENCES, now.audiences ?? ALL_AUDIENCES],
    topics: [then.topics, now.topics],
  };
}

/** Whether a list of this kind and locale can hold anything at all. */
export function admits(bounds: Bounds, kind: Kind, locale: string): boolean {
  if (kind === 'notice') return true;
  if (bounds.kinds !== null && !bounds.kinds.includes(kind)) return false;
  if (bounds.locales !== null && !bounds.locales.includes(locale)) return false;
  return bounds.topics.every((topics) => topics === null || isFiled(kind) || kind === 'topic');
}

function intersect<T>(a: readonly T[] | null, b: readonly T[] | null): readonly T[] | null {
  if (a === null || b === null) return a ?? b;
  const other = new Set(b);
  return a.filter((member) => other.has(member));
}

/** Drops every set that contains another of them: what is in the smaller one is in the larger one. */
export function narrowest<T>(sets: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return sets.filter(
    (set, index) =>
      !sets.some((other, at) => at !== index && isSubset(other, set) && (other.length < set.length || at < index)),
  );
}

/** Bits of the audiences; a key that was never published has none. */
export function maskOf(bits: AudienceBits, audiences: readonly string[]): number {
  return audiences.reduce((mask, key) => (Object.hasOwn(bits, key) ? mask | (1 << (bits[key] ?? 0)) : mask), 0);
}
