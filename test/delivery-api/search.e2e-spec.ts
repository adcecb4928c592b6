import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';

interface Page {
  readonly search: {
    readonly edges: readonly {
      readonly cursor: string;
      readonly score: number;
      readonly highlights?: readonly { readonly field: string; readonly text: string }[];
      readonly node: { readonly slug: string; readonly kind: string };
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly totalCount: number;
    readonly lowerBound: boolean;
    readonly approximate: boolean;
    readonly facets: {
      readonly lowerBound: boolean;
      readonly kinds: readonly { readonly kind: string; readonly count: number }[];
      readonly topics: readonly { readonly topic: { readonly name: string }; readonly count: number }[];
      readonly audiences: readonly { readonly audience: { readonly name: string }; readonly count: number }[];
    };
  };
}

const SEARCH = `query ($query: String!, $first: Int! = 10, $after: String, $kinds: [Kind!], $topics: [ID!], $audiences: [String!], $locale: String) {
  search(query: $query, first: $first, after: $after, kinds: $kinds, topics: $topics, audiences: $audiences, locale: $locale) {
    edges { cursor score highlights { field text } node { slug kind } }
    pageInfo { hasNextPage endCursor }
    totalCount lowerBound approximate
    facets { lowerBound kinds { kind count } topics { topic { name } count } audiences { audience { name } count } }
  }
}`;

let api: Api;
let key: string;
let topic: string;
beforeAll(async () => {
  api = await Api.over();
  const { given, partners } = api.world;
  topic = (await given.published('topic', { name: 'Ships' }, { slug: 'ships' })).documentId;
  for (let n = 1; n <= 5; n++)
    await given.published(
      'article',
      {
        title: `Signal ${n}`,
        body: [paragraph('p', 'A signal at sea. '.repeat(n))],
        ...(n > 2 ? { topics: [topic] } : {}),
        ...(n > 3 ? { audiences: ['educators'] } : {}),
      },
      { slug: `signal-${n}` },
    );
  await given.published(
    'myth-fact',
    { myth: 'Signals never fail', fact: 'They do.', verdict: 'FALSE' },
    { slug: 'signals-fail' },
  );
  await partners.create(TESTER, {
    handle: 'teachers',
    name: 'Teachers',
    region: null,
    scope: { kinds: ['article'], topics: null, audiences: ['educators'], locales: null },
  });
  key = (await partners.issueKey(TESTER, 'teachers', null)).key;
});
afterAll(() => api.end());

const search = async (variables: Record<string, unknown>, headers: Record<string, string> = {}) => {
  const answer = await api.ask<Page>(SEARCH, variables, headers);
  expect(answer.errors).toEqual([]);
  return answer.data.search;
};
const slugs = (page: Page['search']) => page.edges.map((edge) => edge.node.slug).sort();

test('a search answers with documents of all kinds, where they were found, and what they have in common', async () => {
  const page = await search({ query: 'signal' });
  expect(slugs(page)).toEqual(['signal-1', 'signal-2', 'signal-3', 'signal-4', 'signal-5', 'signals-fail']);
  expect(page).toMatchObject({ totalCount: 6, lowerBound: false, approximate: false });
  expect(page.facets).toEqual({
    lowerBound: false,
    kinds: [
      { kind: 'ARTICLE', count: 5 },
      { kind: 'MYTH_FACT', count: 1 },
    ],
    topics: [{ topic: { name: 'Ships' }, count: 3 }],
    audiences: [{ audience: { name: 'Educators' }, count: 6 }],
  });
  const myth = page.edges.find((edge) => edge.node.kind === 'MYTH_FACT');
  expect(myth?.highlights).toContainEqual({ field: 'CLAIM', text: '<mark>Signals</mark> never fail' });
});

test('filters choose, and a typing mistake is forgiven and owned up to', async () => {
  expect(slugs(await search({ query: 'signal', kinds: ['MYTH_FACT'] }))).toEqual(['signals-fail']);
  expect(slugs(await search({ query: 'signal', topics: [topic] }))).toEqual(['signal-3', 'signal-4', 'signal-5']);
  expect(slugs(await search({ query: 'singal', kinds: ['ARTICLE'], audiences: ['individuals'] }))).toEqual([
    'signal-1',
    'signal-2',
    'signal-3',
  ]);
  expect((await search({ query: 'singal' })).approximate).toBe(true);
  expect(slugs(await search({ query: 'signal', locale: 'es' }))).toEqual([]);
});

test('pages follow each other by cursor', async () => {
  const whole = await search({ query: 'signal' });
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page: Page['search'] = await search({ query: 'signal', first: 2, after });
    seen.push(...page.edges.map((edge) => edge.node.slug));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual(whole.edges.map((edge) => edge.node.slug));
});

test('a partner finds what its scope allows, and counts no more', async () => {
  const page = await search({ query: 'signal', kinds: null }, { 'almanac-key': key });
  expect(slugs(page)).toEqual(['signal-1', 'signal-2', 'signal-3', 'signal-4', 'signal-5']);
  expect(page.facets.kinds).toEqual([{ kind: 'ARTICLE', count: 5 }]);
  // Topics are not in the scope, so none is named.
  expect(page.facets.topics).toEqual([]);
});

test('a draft is never found, and what is withdrawn no longer', async () => {
  await api.world.given.article({ title: 'A secret semaphore' });
  expect(slugs(await search({ query: 'semaphore' }))).toEqual([]);
  const { documentId } = await api.world.given.published(
    'article',
    { title: 'A public semaphore', body: [paragraph('p', 'Text.')] },
    { slug: 'semaphore' },
  );
  expect(slugs(await search({ query: 'semaphore' }))).toEqual(['semaphore']);
  await api.withdraw(documentId, { reason: 'GONE' });
  expect(slugs(await search({ query: 'semaphore' }))).toEqual([]);
});

test('a page costs a bounded number of statements, however many results it has', async () => {
  const count = async (first: number) =>
    (await api.counted<Page>(SEARCH, { query: 'signal', first })).statements.filter(
      (name) => name !== 'delivery.topic-tree',
    );
  expect((await count(6)).length).toBeLessThanOrEqual((await count(2)).length);
  expect((await count(6)).length).toBeLessThanOrEqual(10);
});

const refusal = async (query: string, variables: Record<string, unknown> = {}) => {
  const { errors } = await api.ask(query, variables);
  return `${String(errors[0]?.extensions['code'])} ${String(errors[0]?.extensions['argument'])}`;
};
const EDGES = '{ edges { cursor } }';

test.each([
  ['the query is empty', `{ search(query: "", first: 1) ${EDGES} }`, 'query'],
  ['the query is blank', `{ search(query: "  \\t", first: 1) ${EDGES} }`, 'query'],
  ['the query is too long', `{ search(query: "${'x'.repeat(201)}", first: 1) ${EDGES} }`, 'query'],
  ['the query is missing', `{ search(first: 1) ${EDGES} }`, 'query'],
  ['first is missing', `{ search(query: "x") ${EDGES} }`, 'first'],
  ['first is 0', `{ search(query: "x", first: 0) ${EDGES} }`, 'first'],
  ['first is over 100', `{ search(query: "x", first: 101) ${EDGES} }`, 'first'],
  ['the cursor is broken', `{ search(query: "x", first: 1, after: "nonsense") ${EDGES} }`, 'after'],
  ['the locale is unknown', `{ search(query: "x", first: 1, locale: "xx") ${EDGES} }`, 'locale'],
  ['a topic is no id', `{ search(query: "x", first: 1, topics: ["ships"]) ${EDGES} }`, 'topics'],
  ['an audience is unknown', `{ search(query: "x", first: 1, audiences: ["martians"]) ${EDGES} }`, 'audiences'],
  [
    'the operation reads the past',
    `{ article(slug: "signal-1", asOf: { instant: "2026-01-01T00:00:00Z" }) { id } search(query: "x", first: 1) ${EDGES} }`,
    'asOf',
  ],
])('when %s, the answer is BAD_INPUT and names the argument', async (_case, query, argument) => {
  expect(await refusal(query)).toBe(`BAD_INPUT ${argument}`);
});

test('a cursor belongs to one search: other words, filters, locales and lists refuse it', async () => {
  const { edges } = await search({ query: 'signal', first: 1 });
  const after = edges[0]?.cursor;
  for (const other of [{ query: 'sea' }, { query: 'signal', kinds: ['ARTICLE'] }, { query: 'signal', locale: 'es' }])
    expect(await refusal(SEARCH, { ...other, first: 1, after })).toBe('BAD_INPUT after');
  expect(
    await refusal('query ($after: String) { articles(first: 1, after: $after) { edges { cursor } } }', { after }),
  ).toBe('BAD_INPUT after');
});
