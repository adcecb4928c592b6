import { hash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { paragraph } from '../kit/world.js';
import { Api } from './api.js';

const QUERY = 'query ($slug: String!) { article(slug: $slug) { title } }';
const sha256Hash = hash('sha256', QUERY, 'hex');
const extensions = {
  persistedQuery: { version: 1, sha256Hash },
  clientLibrary: { name: '@apollo/client', version: '4' },
};

let api: Api;
let url: string;
beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
  await api.world.given.published('article', { title: 'First', body: [paragraph('a', 'x')] }, { slug: 'page' });
  await api.world.given.published('fact', { statement: 'x', status: 'UNVERIFIED', notice: 'n' });
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
  await api.settled();
});
afterAll(() => api.end());

test('a persisted query is asked for once in full and from then on by its hash, by POST and by GET', async () => {
  const variables = { slug: 'page' };
  const unknown = await api.http.post('/graphql').send({ variables, extensions });
  expect(unknown.body).toEqual({
    errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
  });
  expect(unknown.headers['cache-control']).toBe('no-store');
  const full = await api.http.post('/graphql').send({ query: QUERY, variables, extensions });
  const short = await api.http.post('/graphql').send({ variables, extensions });
  const url = `/graphql?${new URLSearchParams({ variables: JSON.stringify(variables), extensions: JSON.stringify(extensions) }).toString()}`;
  const get = await api.http.get(url).set('apollo-require-preflight', 'true');
  for (const answer of [full, short, get]) expect(answer.body).toEqual({ data: { article: { title: 'First' } } });
  expect(new Set([full, short, get].map((answer) => answer.headers['etag'])).size).toBe(1);
});

test("Apollo Client's own persisted queries go by GET with their hash, and in full only where it is not known", async () => {
  const uri = `${url}/graphql`;
  const sent: string[] = [];
  const send: typeof fetch = (input, init) => {
    sent.push(init?.method ?? 'GET');
    return fetch(input, init);
  };
  const read = async () => {
    const link = new PersistedQueryLink({
      sha256: (text) => hash('sha256', text, 'hex'),
      useGETForHashedQueries: true,
    });
    const headers = { 'apollo-require-preflight': 'true' };
    const http = new HttpLink({ uri, fetch: send, headers });
    const client = new ApolloClient({ cache: new InMemoryCache(), link: link.concat(http) });
    const { data } = await client.query<unknown>({
      query: gql`
        query Titled($slug: String!) {
          article(slug: $slug) {
            id
            title
          }
        }
      `,
      variables: { slug: 'page' },
    });
    client.stop();
    return data;
  };
  const shown = { article: { __typename: 'Article', id: expect.any(String) as string, title: 'First' } };
  expect([await read(), sent.splice(0)]).toEqual([shown, ['GET', 'POST']]);
  expect([await read(), sent]).toEqual([shown, ['GET']]);
});

test('a hash that is not the hash of its query is refused and plants nothing', async () => {
  const other = hash('sha256', '{ notices { name } }', 'hex');
  const lie = { persistedQuery: { version: 1, sha256Hash: other } };
  expect(
    (await api.http.post('/graphql').send({ query: QUERY, variables: { slug: 'page' }, extensions: lie })).status,
  ).toBe(400);
  expect((await api.http.post('/graphql').send({ extensions: lie })).text).toContain('PERSISTED_QUERY_NOT_FOUND');
});

test('what a client takes decides the media type, and each is answered as Apollo would', async () => {
  const types: [string | null, string][] = [
    [null, 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
    ['application/graphql-response+json,application/json;q=0.9', 'application/graphql-response+json; charset=utf-8'],
  ];
  for (let round = 0; round < 3; round++)
    for (const [accept, type] of types) {
      const asking = api.http.post('/graphql');
      if (accept !== null) void asking.set('accept', accept);
      const response = await asking.send({ query: QUERY, variables: { slug: 'page' } });
      expect([accept, response.headers['content-type']]).toEqual([accept, type]);
    }
});

test('a body that comes in pieces is one request', async () => {
  const server = api.app.getHttpServer();
  const { port } = server.address() as { port: number };
  const body = Buffer.from(JSON.stringify({ query: QUERY, variables: { slug: 'page' } }));
  const send = (headers: Record<string, string>) =>
    new Promise<string>((resolve, reject) => {
      const asking = httpRequest(
        { port, method: 'POST', path: '/graphql', headers: { 'content-type': 'application/json', ...headers } },
        (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => resolve(text));
        },
      );
      asking.on('error', reject);
      const pieces = Array.from({ length: body.length }, (_, index) => body.subarray(index, index + 1));
      const next = () => {
        const piece = pieces.shift();
        if (!piece) return void asking.end();
        asking.write(piece);
        setImmediate(next);
      };
      next();
    });
  // With its length it is read by the cache, in chunks by what is behind it.
  for (const headers of [{ 'content-length': String(body.length) }, { 'transfer-encoding': 'chunked' }] as Record<
    string,
    string
  >[])
    expect(await send(headers)).toBe('{"data":{"article":{"title":"First"}}}\n');
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
