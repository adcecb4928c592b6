import type { Kind } from '#content';

/** For each kind: what to make, what to change, and how to read it back. Every value of `fields` is in the answer again. */
export interface KindCase {
  readonly kind: Kind;
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly change: Readonly<Record<string, unknown>>;
  readonly selection: string;
}

/** In the one normal form in which text is kept. */
const words = (text: string) => ({
  _type: 'block',
  _key: 'p1',
  style: 'normal',
  children: [{ _type: 'span', _key: 'p1s', text }],
});

export const KIND_CASES: readonly KindCase[] = [
  {
    kind: 'article',
    name: 'Article',
    fields: {
      title: 'Two signs',
      summary: 'Short.',
      body: [words('Some words.')],
      audiences: ['educators'],
      reviewBy: '2027-01-31',
    },
    change: { title: 'Three signs' },
    selection: 'title summary body audiences reviewBy topics sources related',
  },
  {
    kind: 'myth-fact',
    name: 'MythFact',
    fields: {
      myth: 'It is always so.',
      fact: 'It is not.',
      explanation: [words('Because.')],
      otherPhrasings: ['Everybody knows it.'],
      verdict: 'LACKS_CONTEXT',
    },
    change: { verdict: 'FALSE' },
    selection: 'myth fact explanation otherPhrasings verdict topics sources',
  },
  {
    kind: 'course',
    name: 'Course',
    fields: {
      title: 'A course',
      level: 'INTRODUCTORY',
      objectives: ['Tell a myth from a fact.'],
      modules: [
        {
          _key: 'm1',
          title: 'One',
          summary: 'First.',
          lessons: [{ _key: 'l1', title: 'Reading', minutes: 10, kind: 'READING', objectives: ['Read.'], uses: [] }],
        },
      ],
    },
    change: { level: 'ADVANCED' },
    selection:
      'title level objectives modules { _key title summary lessons { _key title minutes kind objectives uses { document locale edition } } } prerequisites',
  },
  {
    kind: 'fact',
    name: 'Fact',
    fields: {
      statement: 'Half of them.',
      status: 'DISPUTED',
      notice: 'Sources differ.',
      measure: { what: 'share', value: 0.5, low: 0.4, high: 0.6, unit: 'of all' },
      citations: [],
    },
    change: { notice: 'Sources differ a lot.' },
    selection:
      'statement status notice measure { what value low high unit } citations { _key source role locator quote } supersededBy',
  },
  {
    kind: 'source',
    name: 'Source',
    fields: {
      type: 'report',
      title: 'A report',
      authors: [{ family: 'Ng', given: 'A.', literal: null }],
      issued: '2024',
      url: 'https://example.org/report',
      doi: '10.1000/182',
    },
    change: { issued: '2024-05' },
    selection: 'type title authors { family given literal } issued url doi publisher',
  },
  {
    kind: 'notice',
    name: 'Notice',
    fields: {
      name: 'Crisis line',
      message: 'Call.',
      phone: '1-800-555-0199',
      text: { number: '233733', code: 'HELP' },
      emergency: false,
      region: 'US-CA',
      priority: 5,
      languages: ['en', 'es'],
    },
    change: { priority: 6 },
    selection: 'name message phone text { number code } emergency region priority languages chatUrl',
  },
  {
    kind: 'topic',
    name: 'Topic',
    fields: { name: 'Signs', description: 'What to look for.', mythFacts: [] },
    change: { description: 'What to watch for.' },
    selection: 'name description broader mythFacts',
  },
  {
    kind: 'collection',
    name: 'Collection',
    fields: { title: 'Basics', sections: [{ _key: 's1', title: 'First', text: 'Begin here.', items: [] }] },
    change: { title: 'The basics' },
    selection: 'title sections { _key title text items } audiences',
  },
];
