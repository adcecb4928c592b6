// A little longer than other files: it is a table, and its use is that all of it can be seen at once.
import { FACT_STATUSES, type Kind } from '#content';

/** A document of the sandbox. `{ $ref: key }` stands for the id of another one, at any depth. */
export interface Fixture {
  readonly key: string;
  readonly kind: Kind;
  readonly fields: Readonly<Record<string, unknown>>;
}

const ref = (key: string) => ({ $ref: key });
const words = (key: string, text: string) => ({
  _type: 'block',
  _key: key,
  style: 'normal',
  markDefs: [],
  children: [{ _type: 'span', _key: `${key}s`, text, marks: [] }],
});
const embed = (key: string, type: string, document: string) => ({ _type: type, _key: key, document: ref(document) });

const NOTICE_DETAILS = {
  message: 'Sandbox: this is no real service.',
  hours: 'Always',
  languages: ['en', 'es'],
  region: 'global',
  priority: 900,
  operator: 'Sandbox',
  verifiedOn: '2026-01-01',
  verifyBy: '2099-01-01',
  emergency: false,
};

/** One of each kind with everything that it can hold, and one with nothing but what it must; and what is about to be lost. */
export const FIXTURES: readonly Fixture[] = [
  {
    key: 'notice-phone',
    kind: 'notice',
    fields: { name: 'Sandbox: by phone', phone: '1-800-555-0100', ...NOTICE_DETAILS },
  },
  {
    key: 'notice-text',
    kind: 'notice',
    fields: { name: 'Sandbox: by text', text: { number: '555-0101', code: 'HELP' }, ...NOTICE_DETAILS },
  },
  {
    key: 'notice-text-bare',
    kind: 'notice',
    fields: { name: 'Sandbox: by text without a word', text: { number: '555-0102' } },
  },
  {
    key: 'notice-chat',
    kind: 'notice',
    fields: { name: 'Sandbox: by chat', chatUrl: 'https://chat.example.org/', ...NOTICE_DETAILS, emergency: true },
  },
  {
    key: 'notice-tty',
    kind: 'notice',
    fields: { name: 'Sandbox: by text telephone', tty: '1-800-555-0103', region: 'US-MO' },
  },
  {
    key: 'source',
    kind: 'source',
    fields: {
      type: 'report',
      title: 'A report of the sandbox',
      authors: [{ family: 'Doe', given: 'Jo' }, { family: 'Roe' }, { literal: 'An organisation' }],
      publisher: 'Sandbox',
      issued: '2026-01-31',
      url: 'https://www.example.org/report',
      doi: '10.1234/sandbox',
      accessed: '2026-02-01',
      archiveUrl: 'https://archive.example.org/report',
    },
  },
  { key: 'source-bare', kind: 'source', fields: { title: 'A source with a title alone' } },
  {
    key: 'topic',
    kind: 'topic',
    fields: {
      name: 'A topic of the sandbox',
      description: 'It has a broader one and a pair.',
      broader: ref('topic-bare'),
      mythFacts: [ref('myth-fact')],
    },
  },
  { key: 'topic-bare', kind: 'topic', fields: { name: 'A topic with a name alone' } },
  ...FACT_STATUSES.map((status): Fixture => ({
    key: `fact-${status.toLowerCase().replaceAll('_', '-')}`,
    kind: 'fact',
    fields: {
      statement: `A fact of the sandbox that is ${status}.`,
      status,
      ...(status === 'SUPPORTED' ? {} : { notice: `What readers must know of a fact that is ${status}.` }),
      ...(status === 'UNVERIFIED' ? {} : { measure: { what: 'A share', value: 12.5, low: 10, high: 15, unit: '%' } }),
      ...(status === 'SUPERSEDED' ? { supersededBy: ref('fact-supported') } : {}),
      population: 'Everybody',
      place: 'US-MO',
      period: '2026',
      verifyBy: '2099-01-01',
      citations: [
        { _key: 'a', source: ref('source'), role: 'PRIMARY', locator: 'p. 1', quote: 'Words that it relies on.' },
        { _key: 'b', source: ref('source-bare'), role: 'SECONDARY' },
      ],
    },
  })),
  {
    key: 'fact-bare',
    kind: 'fact',
    fields: { statement: 'A fact with a statement alone.', status: 'UNVERIFIED', notice: 'Nobody has checked this.' },
  },
  {
    key: 'fact-measured',
    kind: 'fact',
    fields: {
      statement: 'A fact whose measure says little.',
      status: 'UNVERIFIED',
      notice: 'Nobody has checked this.',
      measure: { unit: 'people' },
    },
  },
  {
    key: 'fact-counted',
    kind: 'fact',
    fields: {
      statement: 'A fact whose measure is a number alone.',
      status: 'UNVERIFIED',
      notice: 'Nobody has checked this.',
      measure: { value: 3 },
    },
  },
  {
    key: 'myth-fact',
    kind: 'myth-fact',
    fields: {
      myth: 'A myth of the sandbox.',
      fact: 'The fact that corrects it.',
      explanation: [words('a', 'Why it is a myth.'), embed('b', 'factEmbed', 'fact-supported')],
      otherPhrasings: ['Another way to say the myth.'],
      verdict: 'MISLEADING',
      topics: [ref('topic')],
      sources: [ref('source')],
    },
  },
  { key: 'myth-fact-bare', kind: 'myth-fact', fields: { myth: 'A bare myth.', fact: 'A bare fact.' } },
  {
    key: 'article',
    kind: 'article',
    fields: {
      title: 'An article of the sandbox',
      summary: 'It embeds a fact of each status, a pair and a notice.',
      body: [
        words('a', 'This article holds everything that an article can hold. It says so in a sentence or two.'),
        ...FACT_STATUSES.map((status) =>
          embed(`f-${status.toLowerCase()}`, 'factEmbed', `fact-${status.toLowerCase().replaceAll('_', '-')}`),
        ),
        embed('m', 'mythFactEmbed', 'myth-fact'),
        embed('n', 'noticeEmbed', 'notice-phone'),
      ],
      topics: [ref('topic')],
      audiences: [],
      sources: [ref('source')],
      related: [ref('article-bare'), ref('course')],
      reviewBy: '2099-01-01',
    },
  },
  { key: 'article-bare', kind: 'article', fields: { title: 'A bare article', body: [words('a', 'Words.')] } },
  {
    key: 'article-corrected',
    kind: 'article',
    fields: { title: 'An article that was corrected', body: [words('a', 'Before.')] },
  },
  { key: 'article-gone', kind: 'article', fields: { title: 'An article that is gone', body: [words('a', 'Words.')] } },
  {
    key: 'article-replaced',
    kind: 'article',
    fields: { title: 'An article that was replaced', body: [words('a', 'Words.')] },
  },
  {
    key: 'article-retracted',
    kind: 'article',
    fields: { title: 'An article that was taken back', body: [words('a', 'Words.')] },
  },
  {
    key: 'article-expunged',
    kind: 'article',
    fields: { title: 'An article that must not exist', body: [words('a', 'Words.')] },
  },
  {
    key: 'course',
    kind: 'course',
    fields: {
      title: 'A course of the sandbox',
      summary: 'It has a module and lessons.',
      topics: [ref('topic')],
      audiences: [],
      level: 'introductory',
      prerequisites: [ref('course-bare')],
      objectives: ['To try everything.'],
      modules: [
        {
          _key: 'a',
          title: 'A module',
          summary: 'It has two lessons.',
          lessons: [
            {
              _key: 'a',
              title: 'A lesson',
              minutes: 20,
              kind: 'reading',
              objectives: ['To read.'],
              uses: [
                { document: ref('article') },
                { document: ref('fact-disputed'), locale: 'en', edition: 1 },
                { document: ref('article-gone') },
              ],
            },
            { _key: 'b', title: 'A bare lesson' },
          ],
        },
        { _key: 'b', title: 'A bare module' },
      ],
    },
  },
  { key: 'course-bare', kind: 'course', fields: { title: 'A bare course' } },
  {
    key: 'collection',
    kind: 'collection',
    fields: {
      title: 'A collection of the sandbox',
      summary: 'It has two sections.',
      audiences: [],
      sections: [
        { _key: 'a', title: 'A section', text: 'A sentence about it.', items: [ref('article'), ref('myth-fact')] },
        { _key: 'b', items: [ref('course')] },
      ],
    },
  },
  { key: 'collection-bare', kind: 'collection', fields: { title: 'A bare collection', sections: [{ _key: 'a' }] } },
];

export const slugOf = ({ key }: Pick<Fixture, 'key'>) => `sandbox-${key}`;

/** `{ "$ref": key }` as the id of that document, at any depth. */
export function resolved(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolved(entry, ids));
  if (typeof value !== 'object' || value === null) return value;
  if ('$ref' in value) {
    const id = ids.get(String(value.$ref));
    if (id === undefined) throw new Error(`nothing has the key "${String(value.$ref)}"`);
    return id;
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolved(member, ids)]));
}
