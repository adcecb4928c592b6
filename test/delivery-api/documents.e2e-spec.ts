import { embed, paragraph } from '../kit/world.js';
import { Api } from './api.js';

let api: Api;
beforeAll(async () => {
  api = await Api.over();
});
afterAll(() => api.end());

test('an article comes with its text in every form, its pairs in reading order, and the notices', async () => {
  const { given } = api.world;
  const topic = await given.published('topic', { name: 'Basics' });
  const source = await given.published('source', {
    title: 'A report',
    authors: [{ literal: 'An agency' }],
    issued: '2024',
    url: 'https://example.org/r',
  });
  const second = await given.published('myth-fact', { myth: 'It is rare.', fact: 'It is not.', verdict: 'FALSE' });
  const first = await given.published('myth-fact', {
    myth: 'It needs a border.',
    fact: 'It does not.',
    explanation: [paragraph('e', 'Movement is not needed.')],
  });
  await given.published(
    'article',
    {
      title: 'What it is',
      summary: 'In short.',
      topics: [topic.documentId],
      audiences: ['educators'],
      sources: [source.documentId],
      body: [
        paragraph('a', 'Before.'),
        embed('m1', 'mythFactEmbed', first.documentId),
        embed('m2', 'mythFactEmbed', second.documentId),
      ],
    },
    { slug: 'what-it-is' },
  );
  const { data, errors, headers } = await api.ask(`{
    article(slug: "what-it-is") {
      __typename kind slug locale title summary redirectedFrom wordCount readingMinutes
      edition { number kind note }
      topics { name slug } audiences { key name } sources { title issued url authors { literal } }
      mythFacts { myth verdict } notices { name phone region emergency priority }
      body { text markdown html references { __typename slug } }
    }
  }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({
    article: {
      __typename: 'Article',
      kind: 'ARTICLE',
      slug: 'what-it-is',
      locale: 'en',
      title: 'What it is',
      summary: 'In short.',
      redirectedFrom: null,
      wordCount: 1,
      readingMinutes: 1,
      edition: { number: 1, kind: 'MAJOR', note: null },
      topics: [{ name: 'Basics', slug: topic.slug }],
      audiences: [{ key: 'educators', name: 'Educators' }],
      sources: [
        { title: 'A report', issued: '2024', url: 'https://example.org/r', authors: [{ literal: 'An agency' }] },
      ],
      mythFacts: [
        { myth: 'It needs a border.', verdict: null },
        { myth: 'It is rare.', verdict: 'FALSE' },
      ],
      notices: [{ name: 'Helpline', phone: '1-800-555-0100', region: 'global', emergency: false, priority: 100 }],
      body: {
        text: 'Before.\n\nMyth: It needs a border.\n\nFact: It does not.\n\nMovement is not needed.\n\nMyth: It is rare.\n\nFact: It is not.',
        markdown: expect.stringContaining('**Myth:** It needs a border.') as unknown,
        html: expect.stringMatching(
          /^<p>Before\.<\/p><figure class="almanac-myth-fact".*Movement is not needed/s,
        ) as unknown,
        references: [
          { __typename: 'MythFact', slug: first.slug },
          { __typename: 'MythFact', slug: second.slug },
        ],
      },
    },
  });
  expect(headers['almanac-partner']).toBe('public');
  expect(headers['almanac-as-of']).toMatch(/^[\w-]{40,}$/);
});

test('a course shows its modules, its minutes, and what lessons use, floating or pinned', async () => {
  const { given } = api.world;
  const used = await given.published('article', { title: 'First words', body: [paragraph('a', 'One.')] });
  await given.published(
    'course',
    {
      title: 'For teachers',
      audiences: ['educators'],
      level: 'introductory',
      modules: [
        {
          _key: 'm',
          title: 'Module one',
          lessons: [
            {
              _key: 'l1',
              title: 'Read',
              kind: 'reading',
              minutes: 10,
              uses: [{ document: used.documentId }, { document: used.documentId, locale: 'en', edition: 1 }],
            },
            { _key: 'l2', title: 'Talk', kind: 'discussion', minutes: 25 },
          ],
        },
      ],
    },
    { slug: 'for-teachers' },
  );
  await api.change(used.documentId, { title: 'Second words' });
  const { data, errors } = await api.ask(
    `{ course(slug: "for-teachers") { level totalMinutes modules { title lessons { title kind minutes uses { pinned document { ... on Article { title edition { number } } } } } } } }`,
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    course: {
      level: 'INTRODUCTORY',
      totalMinutes: 35,
      modules: [
        {
          title: 'Module one',
          lessons: [
            {
              title: 'Read',
              kind: 'READING',
              minutes: 10,
              uses: [
                { pinned: false, document: { title: 'Second words', edition: { number: 2 } } },
                { pinned: true, document: { title: 'First words', edition: { number: 1 } } },
              ],
            },
            { title: 'Talk', kind: 'DISCUSSION', minutes: 25, uses: [] },
          ],
        },
      ],
    },
  });
});

test('a fact comes with its evidence, and a collection with its sections', async () => {
  const { given } = api.world;
  const source = await given.published('source', { title: 'A study' });
  const fact = await given.published('fact', {
    statement: 'Half of them.',
    status: 'DISPUTED',
    notice: 'Sources disagree.',
    measure: { what: 'share', low: 0.4, high: 0.6 },
    citations: [{ _key: 'c', source: source.documentId, role: 'CRITIQUES', locator: 'p. 4', quote: 'It is not half.' }],
  });
  await given.published(
    'collection',
    { title: 'Start here', sections: [{ _key: 's', title: 'Facts', text: 'Read these.', items: [fact.documentId] }] },
    { slug: 'start-here' },
  );
  const { data } =
    await api.ask(`{ collection(slug: "start-here") { title sections { title text items { kind ... on Fact {
    statement status notice measure { what low high value } citations { role locator quote source { title } } supersededBy { id } } } } } }`);
  expect(data).toEqual({
    collection: {
      title: 'Start here',
      sections: [
        {
          title: 'Facts',
          text: 'Read these.',
          items: [
            {
              kind: 'FACT',
              statement: 'Half of them.',
              status: 'DISPUTED',
              notice: 'Sources disagree.',
              measure: { what: 'share', low: 0.4, high: 0.6, value: null },
              citations: [
                { role: 'CRITIQUES', locator: 'p. 4', quote: 'It is not half.', source: { title: 'A study' } },
              ],
              supersededBy: null,
            },
          ],
        },
      ],
    },
  });
});

test('a former slug still finds the document and says which slug was asked for', async () => {
  const article = await api.world.given.published(
    'article',
    { title: 'Moved', body: [paragraph('a', 'x')] },
    { slug: 'old-place' },
  );
  await api.change(article.documentId, { title: 'Moved' }, 'en', 'new-place');
  const { data } = await api.ask(
    '{ old: article(slug: "old-place") { slug redirectedFrom } new: article(slug: "new-place") { slug redirectedFrom } }',
  );
  expect(data).toEqual({
    old: { slug: 'new-place', redirectedFrom: 'old-place' },
    new: { slug: 'new-place', redirectedFrom: null },
  });
});

test('a change leaves when a document was first published, and says when it was changed', async () => {
  const ask = async () => {
    const { data } = await api.ask('{ topic(slug: "kept-day") { listedAt edition { publishedAt } } }');
    return (data as { topic: { listedAt: string; edition: { publishedAt: string } } }).topic;
  };
  const topic = await api.world.given.published('topic', { name: 'Kept' }, { slug: 'kept-day' });
  const first = await ask();
  expect(first.listedAt).toBe(first.edition.publishedAt);
  await api.change(topic.documentId, { description: 'More.' });
  const second = await ask();
  expect(second.listedAt).toBe(first.listedAt);
  expect(second.edition.publishedAt > first.listedAt).toBe(true);
});

test('an unknown slug, a draft, and a locale without a live variant are null', async () => {
  const draft = await api.world.given.article({}, { slug: 'only-a-draft' });
  const { data, errors } = await api.ask(
    `query ($id: ID!) { a: article(slug: "nowhere") { id } b: article(slug: "only-a-draft") { id } c: article(id: $id) { id } d: article(slug: "what-it-is", locale: "es") { id } e: article(slug: "\\u0000") { id } }`,
    { id: draft.documentId },
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({ a: null, b: null, c: null, d: null, e: null });
});

test('a document is not found as another kind', async () => {
  const pair = await api.world.given.published('myth-fact', { myth: 'a', fact: 'b' });
  const { data } = await api.ask('query ($id: ID!) { article(id: $id) { id } mythFact(id: $id) { myth } }', {
    id: pair.documentId,
  });
  expect(data).toEqual({ article: null, mythFact: { myth: 'a' } });
});
