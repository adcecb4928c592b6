import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { Format, Kind } from '#content';
import { type Portion, WHOLE } from '#delivery';

/** What a field needs of the documents that it is read from, beyond their cards. */
interface Need {
  readonly bodies?: readonly Kind[];
  readonly texts?: readonly Kind[];
  readonly format?: Format;
}

const CARD: Need = {};
/** Kinds with rich text, and kinds that stand embedded in it. */
const WITH_TEXT = ['article', 'myth-fact'] as const satisfies readonly Kind[];
const EMBEDDED = ['fact', 'myth-fact', 'notice'] as const satisfies readonly Kind[];

const cards = (...fields: readonly string[]): Readonly<Record<string, Need>> =>
  Object.fromEntries(fields.map((field) => [field, CARD]));
const rendered = (format: Format): Need => ({
  bodies: EMBEDDED,
  texts: [...new Set([...WITH_TEXT, ...EMBEDDED])],
  format,
});

const EVERY_DOCUMENT = cards(
  'id',
  'documentId',
  'kind',
  'slug',
  'locale',
  'redirectedFrom',
  'listedAt',
  'edition',
  'attribution',
  'notices',
);
const CONNECTION = cards('edges', 'pageInfo');
const EDGE = cards('cursor', 'node', 'position');

/** By type and field. Types of which every field is the document's own, whatever was read of it, are null. */
const NEEDS: Readonly<Record<string, Readonly<Record<string, Need>> | null>> = {
  Query: cards(
    ...['article', 'mythFact', 'course', 'fact', 'source', 'topic', 'collection', 'notice', 'node', 'nodes', 'notices'],
    ...['articles', 'mythFacts', 'courses', 'facts', 'sources', 'topics', 'collections', 'withdrawal', '_entities'],
  ),
  Node: EVERY_DOCUMENT,
  ContentDocument: EVERY_DOCUMENT,
  Article: {
    ...EVERY_DOCUMENT,
    ...cards('title', 'summary', 'reviewBy', 'readingMinutes', 'wordCount', 'readingGrade'),
    ...cards('topics', 'audiences', 'sources', 'related'),
    // What is wanted of it, the fields of RichText say.
    body: CARD,
    mythFacts: { bodies: ['article'] },
  },
  MythFact: {
    ...EVERY_DOCUMENT,
    ...cards('myth', 'fact', 'otherPhrasings', 'verdict', 'topics', 'sources'),
    // Null when there is none, which only the body tells.
    explanation: { bodies: ['myth-fact'] },
  },
  RichText: {
    html: rendered('html'),
    markdown: rendered('markdown'),
    text: rendered('text'),
    portableText: { bodies: WITH_TEXT },
    references: { bodies: WITH_TEXT },
  },
  Course: {
    ...EVERY_DOCUMENT,
    ...cards('title', 'summary', 'level', 'objectives', 'topics', 'audiences', 'prerequisites'),
    totalMinutes: { bodies: ['course'] },
    modules: { bodies: ['course'] },
  },
  Topic: {
    ...EVERY_DOCUMENT,
    ...cards('name', 'description', 'broader', 'narrower', 'articles', 'mythFacts', 'courses'),
  },
  Collection: {
    ...EVERY_DOCUMENT,
    ...cards('title', 'summary', 'audiences'),
    sections: { bodies: ['collection'] },
  },
  // These kinds have no long fields, so that a card is the body.
  Fact: null,
  Source: null,
  Notice: null,
  // Parts of a document whose own fields were asked for above them.
  Audience: null,
  Author: null,
  Citation: null,
  CollectionSection: null,
  CourseModule: null,
  Edition: null,
  Lesson: null,
  LessonUse: null,
  Measure: null,
  PageInfo: null,
  TextLine: null,
  Withdrawal: null,
  ArticleConnection: CONNECTION,
  ArticleEdge: EDGE,
  CollectionConnection: CONNECTION,
  CollectionEdge: EDGE,
  CourseConnection: CONNECTION,
  CourseEdge: EDGE,
  FactConnection: CONNECTION,
  FactEdge: EDGE,
  MythFactConnection: CONNECTION,
  MythFactEdge: EDGE,
  SourceConnection: CONNECTION,
  SourceEdge: EDGE,
  TopicConnection: CONNECTION,
  TopicEdge: EDGE,
  TopicMythFactConnection: CONNECTION,
  TopicMythFactEdge: EDGE,
};

const KNOWN = new WeakMap<DocumentNode, Portion>();

/**
 * How much of its documents an operation shows, whatever its variables. Worked out once: documents are parsed once. A field
 * that nobody has thought about here needs everything, so forgetting one costs speed and never hides a text.
 */
export function portionOf(schema: GraphQLSchema, document: DocumentNode): Portion {
  const known = KNOWN.get(document);
  if (known) return known;
  const portion = workOut(schema, document);
  KNOWN.set(document, portion);
  return portion;
}

function workOut(schema: GraphQLSchema, document: DocumentNode): Portion {
  const bodies = new Set<Kind>();
  const texts = new Set<Kind>();
  const formats = new Set<Format>();
  let everything = false;
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field({ name }) {
        const parent = info.getParentType()?.name ?? '';
        if (name.value.startsWith('__')) return;
        const fields = NEEDS[parent];
        if (fields === null) return;
        const need = fields?.[name.value];
        if (!need) everything = true;
        for (const kind of need?.bodies ?? []) bodies.add(kind);
        for (const kind of need?.texts ?? []) texts.add(kind);
        if (need?.format) formats.add(need.format);
      },
    }),
  );
  if (everything) return WHOLE;
  const [format, ...others] = formats;
  return { bodies: [...bodies], texts: [...texts], format: others.length > 0 ? null : (format ?? null) };
}
