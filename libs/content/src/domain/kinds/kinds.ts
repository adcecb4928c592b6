import { type Static, Type } from 'typebox';
import { RichText } from './rich-text-shape.js';
import { Choice, Day, Key, Line, ListOf, Paragraph, Reference, Shape, WebAddress } from './shapes.js';

const optional = Type.Optional;

export const KINDS = ['article', 'myth-fact', 'course', 'fact', 'source', 'notice', 'topic', 'collection'] as const;
export type Kind = (typeof KINDS)[number];

export const VERDICTS = ['FALSE', 'MISLEADING', 'LACKS_CONTEXT', 'PARTLY_TRUE'] as const;
export const FACT_STATUSES = [
  'SUPPORTED',
  'SUPPORTED_WITH_LIMITS',
  'DISPUTED',
  'UNVERIFIED',
  'SUPERSEDED',
  'RETRACTED',
] as const;
export const CITATION_ROLES = ['PRIMARY', 'SECONDARY', 'REPEATS', 'CRITIQUES', 'SUPERSEDES'] as const;
export const LESSON_KINDS = ['reading', 'video', 'discussion', 'activity', 'quiz'] as const;
export const COURSE_LEVELS = ['introductory', 'intermediate', 'advanced'] as const;

const topics = optional(ListOf(Reference('TOPIC', ['topic'], 'A topic.'), 'Topics, most important first.'));
const audiences = optional(ListOf(Line('Key of a configured audience.'), 'Whom it is for; none means everyone.'));
const sources = optional(ListOf(Reference('SOURCE', ['source'], 'A source.'), 'Where it comes from.'));

const Article = Shape(
  {
    title: optional(Line('Title.')),
    summary: optional(Paragraph('One paragraph for lists and previews.')),
    body: optional(RichText),
    topics,
    audiences,
    sources,
    related: optional(ListOf(Reference('RELATED', [], 'Something to read next.'), 'Further reading, in order.')),
    reviewBy: optional(Day('When somebody must look at it again.')),
  },
  'An educational article.',
);

const MythFact = Shape(
  {
    myth: optional(Paragraph('The claim, as people say it.')),
    fact: optional(Paragraph('The correction, in one or two sentences.')),
    explanation: optional(RichText),
    otherPhrasings: optional(
      ListOf(Paragraph('Another way in which people say the myth.'), 'Other phrasings of the myth.'),
    ),
    verdict: optional(Choice(VERDICTS, 'What is wrong with the claim.')),
    topics,
    sources,
  },
  'A myth and the fact that corrects it.',
);

const Use = Shape(
  {
    document: optional(Reference('USES', [], 'The document that the lesson uses.')),
    locale: optional(Line('With `edition`: pins the use to that locale.')),
    edition: optional(Type.Integer({ minimum: 1, description: 'With `locale`: pins the use to that edition.' })),
  },
  'A document used in a lesson: floating, or pinned to locale and edition.',
);

const Lesson = Shape(
  {
    _key: Key,
    title: optional(Line('Title.')),
    minutes: optional(Type.Integer({ minimum: 0, maximum: 10_000, description: 'Planned length in minutes.' })),
    kind: optional(Choice(LESSON_KINDS, 'What learners do.')),
    objectives: optional(ListOf(Paragraph('What a learner can do afterwards.'), 'Objectives.')),
    uses: optional(ListOf(Use, 'What the lesson uses, in order.')),
  },
  'A lesson.',
);

const Module = Shape(
  {
    _key: Key,
    title: optional(Line('Title.')),
    summary: optional(Paragraph('Summary.')),
    lessons: optional(ListOf(Lesson, 'Lessons, in order.')),
  },
  'A module of a course.',
);

const Course = Shape(
  {
    title: optional(Line('Title.')),
    summary: optional(Paragraph('Summary.')),
    topics,
    audiences,
    level: optional(Choice(COURSE_LEVELS, 'How much it expects.')),
    prerequisites: optional(
      ListOf(Reference('PREREQUISITE', ['course'], 'A course to take first.'), 'Courses to take first.'),
    ),
    objectives: optional(ListOf(Paragraph('What a learner can do afterwards.'), 'Objectives.')),
    modules: optional(ListOf(Module, 'Modules, in order.')),
  },
  'A course outline.',
);

const Measure = Shape(
  {
    what: optional(Line('What is counted or measured.')),
    value: optional(Type.Number({ description: 'A single value.' })),
    low: optional(Type.Number({ description: 'Lower end of a range.' })),
    high: optional(Type.Number({ description: 'Upper end of a range.' })),
    unit: optional(Line('Unit.')),
  },
  'What a fact measures.',
);

const Citation = Shape(
  {
    _key: Key,
    source: optional(Reference('CITATION', ['source'], 'The source cited.')),
    role: optional(Choice(CITATION_ROLES, 'What the source does for the claim.')),
    locator: optional(Line('Page, section or table.')),
    quote: optional(Paragraph('The words relied on.')),
  },
  'A citation with its role.',
);

const Fact = Shape(
  {
    statement: optional(Paragraph('The claim.')),
    measure: optional(Measure),
    population: optional(Line('Whom it speaks of.')),
    place: optional(Line('Where it holds.')),
    period: optional(Line('When it holds.')),
    status: optional(Choice(FACT_STATUSES, 'What the evidence allows to say.')),
    notice: optional(Paragraph('What readers must know; required unless SUPPORTED.')),
    citations: optional(ListOf(Citation, 'Citations.')),
    supersededBy: optional(Reference('SUPERSEDED_BY', ['fact'], 'The fact that replaces it.')),
    verifyBy: optional(Day('When the evidence must be looked at again.')),
  },
  'A versioned claim with its evidence.',
);

const Name = Shape(
  {
    family: optional(Line('Family name.')),
    given: optional(Line('Given names.')),
    literal: optional(Line('An organisation, or a name that does not split.')),
  },
  'An author (CSL-JSON name).',
);

const Source = Shape(
  {
    type: optional(Line('CSL item type, such as report or legislation.')),
    title: optional(Line('Title.')),
    authors: optional(ListOf(Name, 'Authors, in order.')),
    publisher: optional(Line('Publisher.')),
    issued: optional(
      Type.String({ pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$', description: 'Year, month or day of publication.' }),
    ),
    url: optional(WebAddress('Where it is.')),
    doi: optional(
      Type.String({ pattern: '^10\\.\\d{4,9}/\\S+$', maxLength: 300, description: 'Digital object identifier.' }),
    ),
    accessed: optional(Day('When it was read.')),
    archiveUrl: optional(WebAddress('An archived copy.')),
  },
  'A bibliographic record (CSL-JSON).',
);

const TextLine = Shape(
  { number: optional(Line('Number or short code to write to.')), code: optional(Line('Word to send.')) },
  'A text line.',
);

const Notice = Shape(
  {
    name: optional(Line('Name of the service.')),
    message: optional(Paragraph('What the banner says.')),
    phone: optional(Line('Telephone number, as it is dialled.')),
    text: optional(TextLine),
    chatUrl: optional(WebAddress('Where to chat.')),
    tty: optional(Line('Text telephone number.')),
    emergency: optional(Type.Boolean({ description: 'The emergency number of its region.' })),
    hours: optional(Line('When it answers.')),
    languages: optional(ListOf(Line('BCP 47 language tag.'), 'Languages spoken.')),
    region: optional(
      Type.String({
        pattern: '^(global|[A-Z]{2}(-[A-Z0-9]{1,3})?)$',
        description: 'ISO 3166-1 or 3166-2 code, or `global` (the default).',
      }),
    ),
    priority: optional(
      Type.Integer({ minimum: 0, maximum: 1_000, description: 'Smaller comes first; 100 when absent.' }),
    ),
    operator: optional(Line('Who runs it.')),
    verifiedOn: optional(Day('When somebody last checked it.')),
    verifyBy: optional(Day('When it must be checked again.')),
  },
  'A safety contact: one service and its channels.',
);

const Topic = Shape(
  {
    name: optional(Line('Name.')),
    description: optional(Paragraph('Description.')),
    broader: optional(Reference('BROADER', ['topic'], 'The topic that contains this one.')),
    mythFacts: optional(
      ListOf(Reference('ITEM', ['myth-fact'], 'A myth/fact pair.'), 'Its myth/fact pairs, in order.'),
    ),
  },
  'A topic.',
);

const Section = Shape(
  {
    _key: Key,
    title: optional(Line('Heading.')),
    text: optional(Paragraph('A sentence or two of introduction.')),
    items: optional(ListOf(Reference('ITEM', [], 'A document.'), 'Documents, in order.')),
  },
  'A section of a collection.',
);

const Collection = Shape(
  {
    title: optional(Line('Title.')),
    summary: optional(Paragraph('Summary.')),
    audiences,
    sections: optional(ListOf(Section, 'Sections, in order.')),
  },
  'An ordered, sectioned selection of documents.',
);

/** The one description of what each kind holds: types, validation, reference extraction and the published JSON Schemas follow from it. */
export const SHAPES = {
  article: Article,
  'myth-fact': MythFact,
  course: Course,
  fact: Fact,
  source: Source,
  notice: Notice,
  topic: Topic,
  collection: Collection,
} as const satisfies Record<Kind, unknown>;

export interface Bodies {
  article: Static<typeof Article>;
  'myth-fact': Static<typeof MythFact>;
  course: Static<typeof Course>;
  fact: Static<typeof Fact>;
  source: Static<typeof Source>;
  notice: Static<typeof Notice>;
  topic: Static<typeof Topic>;
  collection: Static<typeof Collection>;
}

/** What a draft or a revision of a kind holds. Everything may be missing: publishing says what it needs. */
export type Body<K extends Kind = Kind> = Bodies[K];

/** The field that names a document of each kind for a person. */
export const TITLE_FIELD = {
  article: 'title',
  'myth-fact': 'myth',
  course: 'title',
  fact: 'statement',
  source: 'title',
  notice: 'name',
  topic: 'name',
  collection: 'title',
} as const satisfies { [K in Kind]: keyof Bodies[K] };

export function titleOf<K extends Kind>(kind: K, body: Body<K>): string | null {
  const value = (body as Record<string, unknown>)[TITLE_FIELD[kind]];
  return typeof value === 'string' ? value : null;
}

export function isKind(value: string): value is Kind {
  return (KINDS as readonly string[]).includes(value);
}

/** The format in which bodies are written today; older ones are upcast on read. */
export const BODY_FORMAT = 1;
