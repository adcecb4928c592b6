import { buildSchema, getOperationAST, parse } from 'graphql';
import { costOf, type Prices } from './cost.js';

const schema = buildSchema(`
  interface Doc { id: ID! title: String topics: [Topic!]! }
  type Article implements Doc { id: ID! title: String topics: [Topic!]! body: Text! }
  type Topic implements Doc { id: ID! title: String topics: [Topic!]! articles(first: Int!): ArticleConnection! }
  type Text { html: String! }
  type ArticleConnection { edges: [ArticleEdge!]! pageInfo: Info! facets: [Info!]! }
  type ArticleEdge { cursor: String! node: Article! }
  type Info { more: Boolean }
  type Query {
    article: Article
    articles(first: Int!): ArticleConnection!
    matches(first: Int = 10): [Article!]!
    nodes(ids: [ID!]!): [Doc]!
  }
`);
const prices: Prices = {
  limit: 100,
  fields: { 'Text.html': 7, 'Query.matches': 50 },
  lengths: { 'Article.topics': 2, topics: 3 },
};
const cost = (query: string, variables: Record<string, unknown> = {}) => {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('the test has no operation');
  return costOf(schema, document, operation, variables, prices).cost;
};

test.each([
  ['an object is one, and its own words are free', '{ article { id title } }', 1],
  ['a field may have a price of its own', '{ article { body { html } } }', 1 + 1 + 7],
  ['a list that nothing bounds is as long as it usually is', '{ article { topics { title } } }', 1 + 1 + 2],
  ['that may be said for every type at once', '{ article { topics { topics { title } } } }', 1 + 1 + 2 * (1 + 1 + 3)],
  ['a connection costs its nodes', '{ articles(first: 20) { edges { cursor node { title } } } }', 1 + 20],
  [
    'what stands beside the edges comes once',
    '{ articles(first: 20) { pageInfo { more } facets { more } } }',
    1 + 1 + 6,
  ],
  [
    'lists within lists multiply',
    '{ articles(first: 10) { edges { node { topics { articles(first: 10) { edges { node { id } } } } } } } }',
    1 + 10 * (1 + 1 + 2 * (1 + 1 + 10)),
  ],
  ['a list of objects may be bounded as well', '{ matches(first: 4) { id } }', 50 + 4],
  ['an argument that is left out has its default', '{ matches { id } }', 50 + 10],
  ['ids bound a list by their number', '{ nodes(ids: ["a", "b", "c"]) { id } }', 1 + 3],
  [
    'of several possible types the dearest counts',
    '{ nodes(ids: ["a"]) { ... on Article { body { html } } ... on Topic { title topics { id } } ... on Doc { id } } }',
    1 + 1 + 8,
  ],
  [
    'what is left out is free',
    '{ article @skip(if: true) { id } articles(first: 9) @include(if: false) { pageInfo { more } } }',
    0,
  ],
  ['introspection is bounded elsewhere', '{ __schema { types { fields { name } } } }', 0],
  ['more than a list returns is not counted', '{ articles(first: 2000000000) { edges { node { id } } } }', 101],
  ['less than nothing is nothing', '{ articles(first: -100) { edges { node { id } } } }', 1],
])('%s', (_case, query, expected) => {
  expect(cost(query)).toBe(expected);
});

test('a number may come in a variable, or be the default of one', () => {
  const query =
    'query ($n: Int! = 7, $no: Boolean!) { articles(first: $n) { edges { node { body @skip(if: $no) { html } } } } }';
  expect(cost(query, { n: 3, no: true })).toBe(1 + 3);
  expect(cost(query, { no: false })).toBe(1 + 7 * 9);
  expect(cost('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array.from({ length: 80 }, String) })).toBe(
    81,
  );
  // Refused when it is executed; until then the worst is assumed.
  expect(cost(query, { n: 'ten', no: true })).toBe(101);
});

test('fragments that double at each step are counted in the time of their text', () => {
  const fragments = Array.from(
    { length: 200 },
    (_, index) =>
      `fragment F${index} on Topic { ${index === 199 ? 'topics { id }' : `...F${index + 1} ...F${index + 1}`} }`,
  );
  expect(cost(`{ nodes(ids: ["a"]) { ... on Topic { ...F0 } } } ${fragments.join(' ')}`)).toBe(1_000_000_000);
});

test('a cycle of fragments ends', () => {
  expect(
    cost('{ article { ...A } } fragment A on Article { topics { ...B } } fragment B on Topic { topics { ...B } }'),
  ).toBeGreaterThan(0);
});

test('what is counted once is counted again when a variable differs that counts', () => {
  const document = parse(`query ($n: Int = 3, $ids: [ID!]!, $without: Boolean!, $word: String) {
    matches(first: $n) { title @skip(if: $without) }
    nodes(ids: $ids) @skip(if: $without) { id }
  }`);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('the test has no operation');
  const costs = (
    [
      { ids: ['a'], without: false },
      { ids: ['a', 'b'], without: false },
      { ids: ['c', 'd'], without: false, word: 'never counts' },
      { ids: '2 of them', without: false },
      { n: 7, ids: ['a'], without: false },
      { n: null, ids: ['a'], without: false },
      { n: 7, ids: ['a'], without: true },
      { n: 7, ids: ['a', 'b'], without: true },
      { ids: ['a'], without: true },
      { ids: ['a'], without: false },
    ] as Record<string, unknown>[]
  ).map((variables) => costOf(schema, document, operation, variables, prices).cost);
  expect(costs).toEqual([55, 56, 56, 55, 59, 62, 57, 57, 53, 55]);
});
