import type { Kind } from '#content';

/** How each kind is spelled in type and mutation names. */
export const KIND_NAMES = {
  article: 'Article',
  'myth-fact': 'MythFact',
  course: 'Course',
  fact: 'Fact',
  source: 'Source',
  notice: 'Notice',
  topic: 'Topic',
  collection: 'Collection',
} as const satisfies Record<Kind, string>;

/** A row per kind, made by the same rule. */
export function forEachKind<T>(kinds: readonly Kind[], make: (kind: Kind) => T): Readonly<Record<Kind, T>> {
  return Object.fromEntries(kinds.map((kind) => [kind, make(kind)])) as Record<Kind, T>;
}
