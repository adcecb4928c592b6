import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { Api } from '../delivery-api/api.js';
import { paragraph, TESTER } from '../kit/world.js';
import { until } from '../kit/until.js';

/** Somebody else's subgraph: it counts visits of our articles, and knows the one that is read most. */
const VISITS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
  type Query { mostRead: [Article!]! }
  type Article @key(fields: "documentId locale") { documentId: ID! locale: String! visits: Int! }
  type MythFact @key(fields: "id") { id: ID! shares: Int! }
`;

let api: Api;
let visits: ApolloServer;
let gateway: ApolloServer;
let documentId: string;
let hidden: string;
let headers: Record<string, string> = {};

beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
  const { given } = api.world;
  ({ documentId } = await given.published(
    'article',
    { title: 'First', body: [paragraph('a', 'x')] },
    { slug: 'page' },
  ));
  await given.published('myth-fact', { myth: 'A myth', fact: 'A fact' }, { slug: 'pair' });
  ({ documentId: hidden } = await given.article({ title: 'A draft' }));
  await api.app.listen(0, '127.0.0.1');
  await api.settled();
  const resolvers = {
    Query: {
      mostRead: () =>
        [
          { documentId, locale: 'en' },
          { documentId: hidden, locale: 'en' },
        ].slice(0, shown),
    },
    Article: { __resolveReference: (given: object) => given, visits: () => 7 },
    MythFact: { __resolveReference: (given: object) => given, shares: () => 3 },
  };
  visits = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs: parse(VISITS), resolvers }]),
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  const { url } = await startStandaloneServer(visits, { listen: { port: 0, host: '127.0.0.1' } });
  gateway = new ApolloServer({
    gateway: new ApolloGateway({
      supergraphSdl: new IntrospectAndCompose({
        subgraphs: [
          { name: 'almanac', url: `${await api.app.getUrl()}/graphql` },
          { name: 'visits', url },
        ],
      }),
      buildService: ({ url: address }) =>
        new RemoteGraphQLDataSource({
          ...(address === undefined ? {} : { url: address }),
          willSendRequest: ({ request }) => {
            for (const [name, value] of Object.entries(headers)) request.http?.headers.set(name, value);
          },
        }),
    }),
  });
  await gateway.start();
});
afterAll(async () => {
  await gateway?.stop();
  await visits?.stop();
  await api?.end();
});

let shown = 1;

async function ask(query: string): Promise<unknown> {
  const { body } = await gateway.executeOperation({ query });
  if (body.kind !== 'single') throw new Error('an answer came in parts');
  return JSON.parse(JSON.stringify(body.singleResult)) as unknown;
}

test('the real gateway composes us beside another subgraph, and one query reads both', async () => {
  expect(await ask('{ article(slug: "page") { title visits } mythFact(slug: "pair") { myth shares } }')).toEqual({
    data: { article: { title: 'First', visits: 7 }, mythFact: { myth: 'A myth', shares: 3 } },
  });
  expect(await ask('{ mostRead { visits title edition { number } notices { name } } }')).toEqual({
    data: { mostRead: [{ visits: 7, title: 'First', edition: { number: 1 }, notices: [{ name: 'Helpline' }] }] },
  });
});

test('what the caller may not see is nothing through the gateway too', async () => {
  const scope = { kinds: ['fact'], topics: null, audiences: null, locales: null };
  await api.world.partners.create(TESTER, { handle: 'narrow', name: 'Narrow', region: null, scope });
  const { key } = await api.world.partners.issueKey(TESTER, 'narrow', null);
  const query = '{ mostRead { documentId redirectedFrom } }';
  shown = 2;
  // A field that may be null, so that what is missing is seen as such.
  expect(await ask(query)).toMatchObject({ data: { mostRead: [{ documentId }, { documentId: hidden }] } });
  expect(await ask('{ mostRead { title } }')).toMatchObject({ data: null });
  shown = 1;
  headers = { 'almanac-key': key };
  try {
    expect(await ask('{ mostRead { title } }')).toMatchObject({ data: null });
  } finally {
    headers = {};
  }
});

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { __typename ... on Article { title edition { number } } }
}`;

test('representations are read as node(id) reads, in their order, and follow what is published', async () => {
  const found = await api.ask<{ article: { id: string } }>('{ article(slug: "page") { id } }');
  // Asked often enough to be kept: the change must reach what is in memory.
  const before = [{ __typename: 'Article', documentId, locale: 'en' }];
  for (let round = 0; round < 3; round++)
    expect((await api.ask(ENTITIES, { representations: before })).text).toContain('First');
  await api.change(documentId, { title: 'Second' });
  await until(async () => (await api.ask(ENTITIES, { representations: before })).text.includes('Second'));
  const pinned = await api.ask<{ article: { id: string } }>(`{ article(id: "${documentId}", edition: 1) { id } }`);
  const representations = [
    { __typename: 'Article', documentId, locale: 'en' },
    { __typename: 'Article', documentId: hidden, locale: 'en' },
    { __typename: 'Article', id: found.data.article.id },
    { __typename: 'Fact', documentId, locale: 'en' },
    { __typename: 'Article', id: pinned.data.article.id },
    { __typename: 'Article', documentId, locale: 'xx' },
  ];
  const wanted = (title: string, number: number) => ({ __typename: 'Article', title, edition: { number } });
  const { data } = await api.ask<{ _entities: unknown[] }>(ENTITIES, { representations });
  expect(data._entities).toEqual([wanted('Second', 2), null, wanted('Second', 2), null, wanted('First', 1), null]);
});

test.each([
  ['too many', Array.from({ length: 101 }, () => ({ __typename: 'Article', id: 'x' })), 'up to 100'],
  ['a type that is no entity', [{ __typename: 'Edition', id: 'x' }], '__typename'],
  ['no type', [{ id: 'x' }], 'A representation must be'],
  ['no object', [1], 'A representation must be'],
  ['no key', [{ __typename: 'Article' }], 'documentId'],
  ['half a key', [{ __typename: 'Article', documentId: '018f0000-0000-7000-8000-000000000000' }], 'documentId'],
  ['an id of another system', [{ __typename: 'Article', id: 'gid://x/1' }], 'not an id'],
  ['a documentId that is none', [{ __typename: 'Article', documentId: '1', locale: 'en' }], 'UUID'],
])('%s is BAD_INPUT', async (_what, representations, message) => {
  const { errors } = await api.ask(ENTITIES, { representations });
  expect(errors[0]?.extensions['code']).toBe('BAD_INPUT');
  expect(errors[0]?.message).toContain(message);
});

test('the limits hold for entities: what is below them counts for each', async () => {
  const representations = Array.from({ length: 100 }, () => ({ __typename: 'Topic', documentId, locale: 'en' }));
  const dear = ENTITIES.replace(
    '... on Article',
    '... on Topic { articles(first: 100) { edges { node { id } } } } ... on Article',
  );
  const { errors } = await api.ask(dear, { representations });
  expect(errors[0]?.extensions['code']).toBe('TOO_COSTLY');
});
