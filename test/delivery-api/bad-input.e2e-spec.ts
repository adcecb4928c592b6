import { paragraph } from '../kit/world.js';
import { Api } from './api.js';

let api: Api;
let id: string;
beforeAll(async () => {
  api = await Api.over();
  for (const slug of ['one', 'two', 'three']) {
    await api.world.given.published('article', { title: slug, body: [paragraph('a', 'x')] }, { slug });
  }
  id = (await api.ask<{ article: { id: string } }>('{ article(slug: "one") { id } }')).data.article.id;
});
afterAll(() => api.end());

const refusal = async (query: string, variables: Record<string, unknown> = {}) => {
  const { errors } = await api.ask(query, variables);
  expect(errors).not.toEqual([]);
  expect(errors[0]?.message.length).toBeGreaterThan(20);
  return `${String(errors[0]?.extensions['code'])} ${String(errors[0]?.extensions['argument'])}`;
};

test.each([
  ['first is missing', '{ articles { edges { cursor } } }', 'first'],
  ['first is 0', '{ articles(first: 0) { edges { cursor } } }', 'first'],
  ['first is negative', '{ articles(first: -1) { edges { cursor } } }', 'first'],
  ['first is over 100', '{ articles(first: 101) { edges { cursor } } }', 'first'],
  ['first is null', '{ articles(first: null) { edges { cursor } } }', 'first'],
  ['first is text', '{ articles(first: "ten") { edges { cursor } } }', 'first'],
  [
    'first is 0 below a topic',
    '{ topics(first: 0) { edges { node { articles(first: 0) { edges { cursor } } } } } }',
    'first',
  ],
  ['the cursor is broken', '{ articles(first: 1, after: "nonsense") { edges { cursor } } }', 'after'],
  ['the locale is unknown', '{ article(slug: "one", locale: "xx") { id } }', 'locale'],
  ['the locale of a list is unknown', '{ articles(first: 1, locale: "EN") { edges { cursor } } }', 'locale'],
  ['both id and slug are given', '{ article(id: "x", slug: "one") { id } }', 'id'],
  ['neither id nor slug is given', '{ article { id } }', 'id'],
  ['the id is malformed', '{ article(id: "one") { id } }', 'id'],
  ['a node id is malformed', '{ node(id: "one") { id } }', 'id'],
  ['the edition is 0', '{ article(slug: "one", edition: 0) { id } }', 'edition'],
  [
    'an audience is unknown',
    '{ articles(first: 1, filter: { audiences: ["martians"] }) { edges { cursor } } }',
    'filter',
  ],
  [
    'a topic of a filter is no id',
    '{ articles(first: 1, filter: { topics: ["basics"] }) { edges { cursor } } }',
    'filter',
  ],
  ['the region is malformed', '{ notices(region: "Missouri") { name } }', 'region'],
  ['asOf is a plain number', '{ article(slug: "one", asOf: { token: "17" }) { id } }', 'asOf'],
  ['asOf is in the future', '{ article(slug: "one", asOf: { instant: "2999-01-01T00:00:00Z" }) { id } }', 'asOf'],
  ['asOf is no instant', '{ article(slug: "one", asOf: { instant: "yesterday" }) { id } }', 'asOf'],
  [
    'asOf has both members',
    '{ article(slug: "one", asOf: { instant: "2020-01-01T00:00:00Z", token: "x" }) { id } }',
    'asOf',
  ],
  ['asOf has no member', '{ article(slug: "one", asOf: {}) { id } }', 'asOf'],
  ['a withdrawal is asked by slug without kind', '{ withdrawal(slug: "one") { at } }', 'kind'],
])('when %s, the answer is BAD_INPUT and names the argument', async (_case, query, argument) => {
  expect(await refusal(query)).toBe(`BAD_INPUT ${argument}`);
});

test('a locale that is not configured is answered with those that are', async () => {
  const { errors } = await api.ask('{ article(slug: "one", locale: "fr") { id } }');
  expect(errors[0]?.message).toContain('en, es');
});

test('asOf arguments that differ within one operation are refused, also through fragments', async () => {
  const query = `{ a: article(slug: "one", asOf: { instant: "2020-01-01T00:00:00Z" }) { id } ...F } fragment F on Query { b: article(slug: "two", asOf: { instant: "2021-01-01T00:00:00Z" }) { id } }`;
  expect(await refusal(query)).toBe('BAD_INPUT asOf');
  const skipped = query.replace('...F', '...F @skip(if: true)');
  expect((await api.ask(skipped)).errors).toEqual([]);
});

test('arguments that contradict an id are refused and named', async () => {
  expect(await refusal('query ($id: ID!) { article(id: $id, locale: "es") { id } }', { id })).toBe('BAD_INPUT locale');
  const pinned = (await api.ask<{ article: { id: string } }>('{ article(slug: "one", edition: 1) { id } }')).data
    .article.id;
  expect(await refusal('query ($id: ID!) { article(id: $id, edition: 2) { id } }', { id: pinned })).toBe(
    'BAD_INPUT edition',
  );
});

test('a cursor works only in the list that returned it', async () => {
  const cursor = async (query: string) =>
    (await api.ask<{ articles: { pageInfo: { endCursor: string } } }>(query)).data.articles.pageInfo.endCursor;
  const after = await cursor('{ articles(first: 1) { pageInfo { endCursor } } }');
  const next = await api.ask(
    'query ($after: String) { articles(first: 5, after: $after) { edges { node { slug } } } }',
    { after },
  );
  expect(next.errors).toEqual([]);
  for (const list of [
    'courses(first: 1, after: $after)',
    'articles(first: 1, after: $after, orderBy: PUBLISHED_AT_ASC)',
    'articles(first: 1, after: $after, locale: "es")',
    'articles(first: 1, after: $after, filter: { audiences: ["educators"] })',
  ]) {
    expect(await refusal(`query ($after: String) { ${list} { edges { cursor } } }`, { after })).toBe('BAD_INPUT after');
  }
  expect(
    await refusal('query ($after: String) { articles(first: 1, after: $after) { edges { cursor } } }', {
      after: after.slice(0, -2) + (after.endsWith('AA') ? 'BB' : 'AA'),
    }),
  ).toBe('BAD_INPUT after');
});

test('the value of a variable is never repeated in a message', async () => {
  for (const variables of [{ n: 'a-secret' }, { n: { deep: 'a-secret' } }, { n: null, other: 'a-secret' }]) {
    const { text, errors } = await api.ask('query ($n: Int!) { articles(first: $n) { edges { cursor } } }', variables);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', argument: 'first' });
    expect(text).not.toContain('a-secret');
  }
  const { text } = await api.ask('query ($f: ContentFilter) { articles(first: 1, filter: $f) { edges { cursor } } }', {
    f: { 'a-secret': 1 },
  });
  expect(text).not.toContain('a-secret');
});

test.each([
  ['query ($n: String) { __typename }', { n: 'x' }, 'Variable "$n" is never used.'],
  [
    'query ($t: String) { articles(first: 1, asOf: { token: $t }) { pageInfo { hasNextPage } } }',
    { t: 'x' },
    'Variable "$t" is of type "String" but must be non-nullable to be used for OneOf Input Object "AsOf".',
  ],
])('what is wrong with how %s uses a variable is said as it is', async (query, variables, message) => {
  const { errors } = await api.ask(query, variables);
  expect(errors.map(({ message: said, extensions: { code } }) => [said, code])).toEqual([
    [message, 'GRAPHQL_VALIDATION_FAILED'],
  ]);
});

test('a query that the schema refuses keeps its own code', async () => {
  const wrong = await api.ask('{ article(slug: "one") { nonsense } }');
  expect([wrong.status, wrong.errors[0]?.extensions['code']]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  const broken = await api.ask('{ article(slug: "one" ');
  expect([broken.status, broken.errors[0]?.extensions['code']]).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
});

describe('an operation that is too big is refused before it runs', () => {
  const deep = (levels: number) =>
    `{ topics(first: 1) { edges { node { ${'broader { '.repeat(levels)} name ${'} '.repeat(levels)} } } } }`;
  test.each([
    ['2,100 tokens', `{ ${'__typename '.repeat(2_100)} }`],
    ['a depth of 17', deep(13)],
    ['60 aliases', `{ notices { ${Array.from({ length: 60 }, (_, index) => `a${index}: name`).join(' ')} } }`],
    ['21 root fields', `{ ${Array.from({ length: 21 }, (_, index) => `f${index}: __typename`).join(' ')} }`],
    ['60 directives', `{ notices { ${'name @include(if: true) '.repeat(60)} } }`],
    [
      'aliases that fragments multiply',
      `{ notices { ...A } } fragment A on Notice { ${Array.from({ length: 8 }, (_, index) => `a${index}: notices { ...B }`).join(' ')} } fragment B on Notice { ${Array.from({ length: 8 }, (_, index) => `b${index}: name`).join(' ')} }`,
    ],
  ])('%s', async (_case, query) => {
    const { errors, statements } = await api.counted(query);
    expect(errors[0]?.extensions).toMatchObject({ code: 'TOO_COSTLY' });
    expect(errors[0]?.message).toMatch(/limit is|more than/);
    expect(statements).toEqual([]);
  });
  test('a depth of 16 is within the limit', async () => {
    expect((await api.ask(deep(12))).errors).toEqual([]);
  });
});
