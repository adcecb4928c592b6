import { GraphQLSchemaHost } from '@nestjs/graphql';
import { embed, paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';

interface Doc {
  readonly article: {
    readonly id: string;
    readonly title: string;
    readonly edition: { readonly number: number };
  } | null;
}
/** `$token` and `$instant` and `$id` are declared when the arguments use them. */
const query = (args: string) => {
  const types = { $id: 'ID', $token: 'String!', $instant: 'DateTime!' };
  const declared = Object.entries(types).flatMap(([name, type]) => (args.includes(name) ? [`${name}: ${type}`] : []));
  return `query${declared.length > 0 ? `(${declared.join(', ')})` : ''} { article(${args}) { id title edition { number } } }`;
};

let api: Api;
let documentId: string;
let before: { token: string; at: string };
beforeAll(async () => {
  api = await Api.over();
  const article = await api.world.given.published(
    'article',
    { title: 'First', body: [paragraph('a', 'one')] },
    { slug: 'page' },
  );
  documentId = article.documentId;
  const first = await api.ask<{ article: { edition: { publishedAt: string } } }>(
    '{ article(slug: "page") { edition { publishedAt } } }',
  );
  before = { token: first.headers['almanac-as-of'] ?? '', at: first.data.article.edition.publishedAt };
  await api.change(documentId, { title: 'Second' });
});
afterAll(() => api.end());

test('asOf shows what was public then, by token and by instant to the microsecond', async () => {
  const now = await api.ask<Doc>(query('slug: "page"'));
  const byToken = await api.ask<Doc>(query('slug: "page", asOf: { token: $token }'), { token: before.token });
  const byInstant = await api.ask<Doc>(query('slug: "page", asOf: { instant: $instant }'), { instant: before.at });
  expect([now, byToken, byInstant].map((answer) => answer.data.article?.title)).toEqual(['Second', 'First', 'First']);
  expect(byToken.text).toBe(byInstant.text);
  expect(byToken.headers['almanac-as-of']).toBe(before.token);
  expect(now.headers['almanac-as-of']).not.toBe(before.token);
});

test('later publishing does not change a byte of an answer as of the past', async () => {
  const text = async () =>
    (
      await api.ask(
        'query ($token: String!) { articles(first: 10, asOf: { token: $token }) { edges { cursor node { id title body { html } notices { name } } } } }',
        { token: before.token },
      )
    ).text;
  const first = await text();
  await api.world.given.published('article', { title: 'Later', body: [paragraph('a', 'x')] });
  expect(await text()).toBe(first);
});

test('before the first publication there is nothing', async () => {
  const { data, errors } = await api.ask(
    '{ article(slug: "page", asOf: { instant: "2020-01-01T00:00:00Z" }) { id } articles(first: 3, asOf: { instant: "2020-01-01T00:00:00Z" }) { edges { cursor } } }',
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({ article: null, articles: { edges: [] } });
});

test('one operation shows one state, also in the fields that do not name it', async () => {
  const { data } = await api.ask<{ a: { title: string }; b: { title: string } }>(
    'query ($token: String!) { a: article(slug: "page") { title } b: article(slug: "page", asOf: { token: $token }) { title } }',
    { token: before.token },
  );
  expect([data.a.title, data.b.title]).toEqual(['First', 'First']);
});

test('an id names locale, edition and time, and node answers as the read did that returned it', async () => {
  await api.world.given.published(
    'article',
    { title: 'Página', body: [paragraph('a', 'uno')] },
    { documentId, locale: 'es', slug: 'pagina' },
  );
  const reads = {
    Second: await api.ask<Doc>(query('slug: "page"')),
    Página: await api.ask<Doc>(query('slug: "pagina", locale: "es"')),
    First: await api.ask<Doc>(query('slug: "page", edition: 1')),
    'First ': await api.ask<Doc>(query('slug: "page", asOf: { token: $token }'), { token: before.token }),
  };
  const ids = Object.values(reads).map((read) => read.data.article?.id ?? 'none');
  expect(new Set(ids).size).toBe(4);
  const { data, errors } = await api.ask<{ nodes: { id: string; title: string }[] }>(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Article { title } } }',
    { ids },
  );
  expect(errors).toEqual([]);
  expect(data.nodes.map((node) => [node.id, node.title])).toEqual(
    Object.keys(reads).map((title, index) => [ids[index], title.trim()]),
  );
  for (const id of ids) {
    const node = await api.ask<{ node: { id: string } }>('query ($id: ID!) { node(id: $id) { id } }', { id });
    const again = await api.ask<Doc>(query('id: $id'), { id });
    expect([node.data.node.id, again.data.article?.id]).toEqual([id, id]);
  }
});

test('an id without a moment is read as of the one beside it; with another moment it is refused', async () => {
  const ask = (args: { id: string; token: string }) =>
    api.ask<{ nodes: { id: string; title: string }[] }>(
      'query ($id: ID!, $token: String!) { nodes(ids: [$id], asOf: { token: $token }) { id ... on Article { title } } }',
      args,
    );
  const now = await api.ask<Doc>(query('slug: "page"'));
  const id = now.data.article?.id ?? '';
  const then = await ask({ id, token: before.token });
  expect(then.headers['almanac-as-of']).toBe(before.token);
  expect(then.data.nodes.map(({ title }) => title)).toEqual(['First']);
  const carrying = then.data.nodes[0]?.id ?? '';
  expect((await ask({ id: carrying, token: before.token })).text).toBe(then.text);
  const { data, errors } = await ask({ id: carrying, token: now.headers['almanac-as-of'] ?? '' });
  // A list of nodes is never null: one id that contradicts "asOf" refuses the operation, as a malformed one does.
  expect(data).toBeNull();
  expect(errors.map(({ extensions }) => extensions)).toEqual([
    expect.objectContaining({ code: 'BAD_INPUT', argument: 'asOf' }),
  ]);
});

test('every field of the query can be read as of a moment, but those that answer at the head or say what changed', () => {
  const fields = Object.values(api.app.get(GraphQLSchemaHost).schema.getQueryType()?.getFields() ?? {});
  const without = fields.filter(({ args }) => !args.some(({ name }) => name === 'asOf')).map(({ name }) => name);
  // A node and an entity have their moment in their id: Relay's compiler and the specification of federation give them no other argument.
  expect(without.sort()).toEqual(['_entities', '_service', 'matchMyths', 'node', 'pull', 'search', 'sync']);
});

test('a documentId is taken in every field, with locale and edition beside it', async () => {
  const { data } = await api.ask(
    `query ($id: ID!) { live: article(id: $id) { title } pinned: article(id: $id, edition: 1) { title } missing: article(id: $id, edition: 99) { title } }`,
    { id: documentId },
  );
  expect(data).toEqual({ live: { title: 'Second' }, pinned: { title: 'First' }, missing: null });
});

test('an as-of value of another history is refused and says so', async () => {
  const other = await Api.over();
  await other.world.given.published('article', { title: 'x', body: [paragraph('a', 'x')] });
  const token = (await other.ask('{ articles(first: 1) { edges { cursor } } }')).headers['almanac-as-of'] ?? '';
  const { errors } = await api.ask(
    'query ($token: String!) { article(slug: "page", asOf: { token: $token }) { id } }',
    { token },
  );
  expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', argument: 'asOf' });
  expect(errors[0]?.message).toContain('history');
  await other.end();
});

test('the body never names the state: bodies stay equal while nothing in them changes', async () => {
  const first = await api.ask(query('slug: "page"'));
  await api.world.given.published('source', { title: 'Unrelated' });
  const second = await api.ask(query('slug: "page"'));
  expect(second.text).toBe(first.text);
  expect(second.headers['almanac-as-of']).not.toBe(first.headers['almanac-as-of']);
});

describe('what has been withdrawn since', () => {
  const shown = (answer: { readonly text: string }) =>
    (JSON.parse(answer.text) as { extensions?: { withdrawn?: unknown[] } }).extensions?.withdrawn;
  let fact: string;
  let host: string;
  let token: string;
  beforeAll(async () => {
    const { given } = api.world;
    fact = (
      await given.published('fact', { statement: 'One in two.', status: 'UNVERIFIED', notice: 'n' }, { slug: 'half' })
    ).documentId;
    host = (
      await given.published(
        'article',
        { title: 'Host', body: [paragraph('a', 'x'), embed('b', 'factEmbed', fact)], related: [documentId] },
        { slug: 'host' },
      )
    ).documentId;
    token = (await api.ask('{ notices { id } }')).headers['almanac-as-of'] ?? '';
  });

  const query = `query ($token: String!) {
    page: article(slug: "host", asOf: { token: $token }) { title body { words: html } related { slug } }
    articles(first: 5) { list: edges { ...E } }
    facts(first: 1) { edges { node { statement } } }
  }
  fragment E on ArticleEdge { it: node { slug } }`;

  test('stays readable as of then, with its reason wherever the answer shows it', async () => {
    const before = await api.ask(query, { token });
    expect(shown(before)).toBeUndefined();
    await api.withdraw(fact, { reason: 'RETRACTED', notice: 'It was never one in two.' });
    await api.withdraw(host, { reason: 'REPLACED', replacedBy: documentId });
    const after = await api.ask(query, { token });
    expect(after.data).toEqual(before.data);
    const at = expect.stringMatching(/^\d{4}-.*Z$/) as unknown;
    expect(shown(after)).toEqual(
      [
        {
          documentId: fact,
          kind: 'FACT',
          locale: 'en',
          slug: 'half',
          reason: 'RETRACTED',
          replacedBy: null,
          notice: 'It was never one in two.',
          at,
          paths: [
            ['facts', 'edges', 0, 'node'],
            ['page', 'body', 'words'],
          ],
        },
        {
          documentId: host,
          kind: 'ARTICLE',
          locale: 'en',
          slug: 'host',
          reason: 'REPLACED',
          replacedBy: documentId,
          notice: null,
          at,
          paths: [['articles', 'list', 0, 'it'], ['page']],
        },
      ].sort((one, other) => (one.documentId < other.documentId ? -1 : 1)),
    );
    expect((await api.ask(query, { token })).text).toBe(after.text);
  });

  test('an id that carries its moment tells as well, and a state of today does not', async () => {
    const { data } = await api.ask<{ page: { id: string } }>(
      'query ($token: String!) { page: article(slug: "host", asOf: { token: $token }) { id } }',
      { token },
    );
    const byId = await api.ask('query ($id: ID!) { node(id: $id) { id } }', { id: data.page.id });
    expect(shown(byId)).toMatchObject([{ documentId: host, paths: [['node']] }]);
    expect(
      shown(await api.ask('{ article(slug: "host") { id } facts(first: 5) { edges { node { id } } } }')),
    ).toBeUndefined();
  });

  test('over plain HTTP a header says it, and the JSON', async () => {
    const [json, page] = await Promise.all(
      ['json', 'html'].map((suffix) => api.http.get(`/v1/article/host.${suffix}?asOf=${encodeURIComponent(token)}`)),
    );
    expect([json?.status, page?.status]).toEqual([200, 200]);
    expect([json?.headers['almanac-withdrawn'], page?.headers['almanac-withdrawn']]).toEqual(['REPLACED', 'REPLACED']);
    expect(json?.body).toMatchObject({ documentId: host, withdrawn: { reason: 'REPLACED', slug: 'host' } });
    const other = await api.http.get(`/v1/article/page.json?asOf=${encodeURIComponent(token)}`);
    expect([other.headers['almanac-withdrawn'], other.body]).toEqual([
      undefined,
      expect.not.objectContaining({ withdrawn: expect.anything() as unknown }),
    ]);
  });

  test('what is public again is not withdrawn', async () => {
    const { draftVersion } = await api.world.drafting.get(fact, 'en');
    await api.world.publishing.publish(TESTER, {
      publish: [{ documentId: fact, locale: 'en', expectedVersion: draftVersion }],
    });
    expect(shown(await api.ask(query, { token }))).toMatchObject([{ documentId: host }]);
  });
});
