import type { Kind } from '#content';
import type { OperationFacts } from '#edge';

const KIND_OF_TYPE: Readonly<Record<string, Kind>> = {
  Article: 'article',
  Collection: 'collection',
  Course: 'course',
  Fact: 'fact',
  MythFact: 'myth-fact',
  Notice: 'notice',
  Source: 'source',
  Topic: 'topic',
};

/** What rich text may show inside itself, whether or not the operation names it. */
const EMBEDDED = ['fact', 'myth-fact', 'notice'] as const satisfies readonly Kind[];

/** Notices go with everything; the tree of topics decides what a scope and a list hold. */
const ALWAYS = ['notice', 'topic'] as const satisfies readonly Kind[];

/**
 * The kinds whose publications may change the answer; null when it depends on the very head: an `asOf` is measured against
 * it. What withdrawals, scopes and labels change is no question of kinds: they drop every answer.
 */
export function dependenciesOf({ types, argumentNames }: OperationFacts): readonly Kind[] | null {
  if (argumentNames.has('asOf')) return null;
  const kinds = new Set<Kind>(ALWAYS);
  for (const type of types) {
    const kind = KIND_OF_TYPE[type];
    if (kind) kinds.add(kind);
    if (type === 'RichText') for (const embedded of EMBEDDED) kinds.add(embedded);
    // What was withdrawn may be of any kind, and so may what took its address or its place.
    if (type === 'Withdrawal') for (const any of Object.values(KIND_OF_TYPE)) kinds.add(any);
  }
  return [...kinds].sort();
}
