import { KINDS, type Kind } from '#content';
import { boundsOf, CARRIERS, type View } from '#delivery';
import { entityTypes, type OperationFacts } from '#edge';

/** Which kinds decide what a type shows; a list shows something of a kind though no document is asked for. */
const KINDS_OF_TYPE: Readonly<Record<string, readonly Kind[]>> = {
  Article: ['article'],
  ArticleConnection: ['article'],
  ArticleEdge: ['article'],
  Collection: ['collection'],
  CollectionConnection: ['collection'],
  CollectionEdge: ['collection'],
  Course: ['course'],
  CourseConnection: ['course'],
  CourseEdge: ['course'],
  Fact: ['fact'],
  FactConnection: ['fact'],
  FactEdge: ['fact'],
  MythFact: ['myth-fact'],
  MythFactConnection: ['myth-fact'],
  MythFactEdge: ['myth-fact'],
  Notice: ['notice'],
  Source: ['source'],
  SourceConnection: ['source'],
  SourceEdge: ['source'],
  Topic: ['topic'],
  TopicConnection: ['topic'],
  TopicEdge: ['topic'],
  TopicMythFactConnection: ['myth-fact'],
  TopicMythFactEdge: ['myth-fact'],
  // What it may embed, whether or not the operation names it.
  RichText: ['fact', 'myth-fact', 'notice'],
  Citation: ['source'],
  // Parts of a document whose own type is in the operation too, and nothing else.
  Audience: [],
  // Of no kind: a change of terms drops every answer.
  Attribution: [],
  Author: [],
  CollectionSection: [],
  CourseModule: [],
  Edition: [],
  Lesson: [],
  Measure: [],
  PageInfo: [],
  TextLine: [],
};

/** Notices go with everything; the tree of topics decides what a scope and a list hold. */
export const ALWAYS = ['notice', 'topic'] as const satisfies readonly Kind[];

/**
 * The kinds whose publications may change the answer; null when it depends on the very head: an `asOf` is measured against
 * it. A type that nobody has thought about here depends on every kind, so forgetting one costs speed and never shows
 * something outdated. What withdrawals, scopes and labels change is no question of kinds: they drop every answer.
 */
export function dependenciesOf({
  types,
  argumentNames,
}: Pick<OperationFacts, 'types' | 'argumentNames'>): readonly Kind[] | null {
  if (argumentNames.has('asOf')) return null;
  const kinds = new Set<Kind>(ALWAYS);
  for (const type of types) for (const kind of kindsOf(type)) kinds.add(kind);
  return [...kinds].sort();
}

/**
 * Of an operation that asks for documents by keys which its variables hold. A key names a type, and names nothing of another kind;
 * so the answer shows documents of the kinds that are named, and what the operation asks of them.
 */
export function dependenciesWith(
  { types, argumentNames, entities }: Pick<OperationFacts, 'types' | 'argumentNames' | 'entities'>,
  variables: () => Readonly<Record<string, unknown>>,
): readonly Kind[] | null {
  if (entities === null) return dependenciesOf({ types, argumentNames });
  const named = entities.variables.size > 0 ? entityTypes(entities, variables()) : [...entities.types];
  return dependenciesOf({ types: new Set([...types, ...(named ?? ['_Entity'])]), argumentNames });
}

/** A caller may have written the name. */
function kindsOf(type: string): readonly Kind[] {
  return Object.hasOwn(KINDS_OF_TYPE, type) ? (KINDS_OF_TYPE[type] ?? KINDS) : KINDS;
}

/** Of those kinds, and of what may bring their documents into the scope or take them out of it. */
export function kindsWithin(view: View, kinds: Iterable<Kind>): readonly Kind[] {
  return [...new Set([...kinds, ...(boundsOf(view).open ? [] : CARRIERS)])].sort();
}
