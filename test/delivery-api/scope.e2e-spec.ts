import { embed, paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';

let api: Api;
let valid: string;
let revoked: string;
let inside: string;
let outside: string;
beforeAll(async () => {
  api = await Api.over();
  const { given, partners } = api.world;
  inside = (
    await given.published(
      'article',
      { title: 'For teachers', audiences: ['educators'], body: [paragraph('a', 'x')] },
      { slug: 'inside' },
    )
  ).documentId;
  const fact = await given.published('fact', { statement: 'Carried', status: 'UNVERIFIED', notice: 'n' });
  outside = (
    await given.published(
      'article',
      { title: 'For others', audiences: ['individuals'], body: [paragraph('a', 'y')] },
      { slug: 'outside' },
    )
  ).documentId;
  await given.published(
    'article',
    { title: 'Host', audiences: ['educators'], related: [outside], body: [embed('f', 'factEmbed', fact.documentId)] },
    { slug: 'host' },
  );
  await partners.create(TESTER, {
    handle: 'district',
    name: 'A district',
    region: null,
    scope: { kinds: ['article'], topics: null, audiences: ['educators'], locales: null },
  });
  valid = (await partners.issueKey(TESTER, 'district', null)).key;
  const gone = await partners.issueKey(TESTER, 'district', null);
  await partners.revokeKey(TESTER, gone.id);
  revoked = gone.key;
});
afterAll(() => api.end());

const QUERY = `query ($id: ID!) { article(id: $id) { id title } inside: article(slug: "inside") { id } articles(first: 10) { edges { node { slug } } } }`;

test('a wrong, a missing, a revoked and a malformed key read the same bytes, as the partner public', async () => {
  const headers: Record<string, string>[] = [
    {},
    { authorization: 'Bearer alm_test_none_none' },
    { authorization: `Bearer ${revoked}` },
    { 'almanac-key': 'x' },
    { authorization: 'Basic dXNlcjpwYXNz' },
  ];
  const answers = await Promise.all(headers.map((header) => api.ask(QUERY, { id: outside }, header)));
  expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  expect(answers.map((answer) => answer.headers['almanac-partner'])).toEqual(headers.map(() => 'public'));
  expect(answers[0]?.data).toMatchObject({ article: { title: 'For others' } });
});

test('a key is taken from Authorization or from Almanac-Key, and names the partner in the answer', async () => {
  for (const header of [{ authorization: `Bearer ${valid}` }, { 'almanac-key': valid }]) {
    const { headers, data } = await api.ask<{ articles: { edges: { node: { slug: string } }[] } }>(
      QUERY,
      { id: inside },
      header,
    );
    expect(headers['almanac-partner']).toBe('district');
    expect(data.articles.edges.map((edge) => edge.node.slug).sort()).toEqual(['host', 'inside']);
  }
});

test('what is out of scope and what does not exist are the same bytes, by id, by slug and by node', async () => {
  const key = { authorization: `Bearer ${valid}` };
  const nodeId = (
    await api.ask<{ article: { id: string } }>('query ($id: ID!) { article(id: $id) { id } }', { id: outside })
  ).data.article.id;
  const unknown = '00000000-0000-7000-8000-00000000dead';
  const nobody = Buffer.from(JSON.stringify([1, unknown, 'en'])).toString('base64url');
  const pairs: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ['query ($v: ID!) { article(id: $v) { id title } }', { v: outside }, { v: unknown }],
    ['query ($v: String!) { article(slug: $v) { id title } }', { v: 'outside' }, { v: 'nowhere' }],
    ['query ($v: ID!) { node(id: $v) { id } }', { v: nodeId }, { v: nobody }],
    ['query ($v: ID!) { article(id: $v, edition: 1) { id } }', { v: outside }, { v: unknown }],
    ['query ($v: ID!) { withdrawal(id: $v) { at } }', { v: outside }, { v: unknown }],
  ];
  for (const [query, hidden, missing] of pairs) {
    const [first, second] = [await api.ask(query, hidden, key), await api.ask(query, missing, key)];
    expect(first.text).toBe(second.text);
    expect(first.errors).toEqual([]);
  }
});

test('what a visible page embeds is shown with it, and what it only links to is not', async () => {
  const { data } = await api.ask(
    '{ article(slug: "host") { body { text references { ... on Fact { statement } } } related { slug } } facts(first: 5) { edges { cursor } } }',
    {},
    { authorization: `Bearer ${valid}` },
  );
  expect(data).toEqual({
    article: {
      body: { text: expect.stringContaining('Carried') as unknown, references: [{ statement: 'Carried' }] },
      related: [],
    },
    facts: { edges: [] },
  });
});
