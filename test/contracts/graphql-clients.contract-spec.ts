import {
  ApolloClient,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
  type TypedDocumentNode,
} from '@apollo/client/core';
import { relayStylePagination } from '@apollo/client/utilities';
import { cacheExchange, Client, fetchExchange, gql as urqlGql } from '@urql/core';
import { cacheExchange as graphcache } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { ExpungingService } from '#content';
import { Api } from '../delivery-api/api.js';
import { paragraph, TESTER } from '../kit/world.js';

interface Shown {
  readonly __typename: string;
  readonly id: string;
  readonly title: string;
  readonly edition: { readonly number: number };
}

const SHOWN = `fragment Shown on Article { id title edition { number } }`;
const READ = `query Read($documentId: ID!, $locale: String, $edition: Int, $asOf: AsOf) {
  article(id: $documentId, locale: $locale, edition: $edition, asOf: $asOf) { ...Shown }
} ${SHOWN}`;
const BY_SLUG = `query BySlug($slug: String!) {
  article(slug: $slug) { ...Shown }
  withdrawal(kind: ARTICLE, slug: $slug) { reason notice }
} ${SHOWN}`;
const LIST = `query List($first: Int!, $after: String, $locale: String, $filter: ContentFilter) {
  articles(first: $first, after: $after, locale: $locale, filter: $filter) {
    edges { cursor node { ...Shown } }
    pageInfo { hasNextPage endCursor }
  }
} ${SHOWN}`;

interface Read {
  readonly article: Shown | null;
}
interface BySlug extends Read {
  readonly withdrawal: { readonly reason: string; readonly notice: string | null } | null;
}
interface List {
  readonly articles: {
    readonly edges: readonly { readonly node: Shown }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const typed = <Result>(text: string) => gql(text) as TypedDocumentNode<Result, Record<string, unknown>>;
const read = typed<Read>(READ);
const bySlug = typed<BySlug>(BY_SLUG);
const list = typed<List>(LIST);

let api: Api;
let uri: string;
beforeAll(async () => {
  api = await Api.over();
  await api.app.listen(0, '127.0.0.1');
  uri = `${await api.app.getUrl()}/graphql`;
});
afterAll(() => api.end());

async function article(title: string, slug?: string, topic?: string): Promise<string> {
  const body = { title, body: [paragraph('a', 'x')], ...(topic === undefined ? {} : { topics: [topic] }) };
  return (await api.world.given.published('article', body, slug === undefined ? {} : { slug })).documentId;
}
/** Seven articles below a topic of their own, listed as the newest first. */
async function shelf() {
  const topic = (await api.world.given.published('topic', { name: 'Shelf' })).documentId;
  const made: string[] = [];
  for (let count = 0; count < 7; count++) made.push(await article(`Article ${count}`, undefined, topic));
  return { topic, newestFirst: made.reverse(), page: { first: 3, filter: { topics: [topic] } } };
}
/** Of the shelf, when its third oldest is corrected while pages are read, and another one is published. */
const MERGED = [6, 5, 4, 3, 2, 1, 0].map((number) => (number === 2 ? 'Corrected in between' : `Article ${number}`));
const titles = ({ articles }: List) => articles.edges.map(({ node }) => node.title);

/** Counts requests by how they were sent. */
function line() {
  const sent: string[] = [];
  const send: typeof fetch = (input, init) => {
    sent.push(init?.method ?? 'GET');
    return fetch(input, init);
  };
  return { sent, fetch: send };
}

describe('Apollo Client, with its normal cache', () => {
  const cacheOf = () =>
    new InMemoryCache({
      typePolicies: { Query: { fields: { articles: relayStylePagination(['locale', 'filter', 'orderBy']) } } },
    });
  const clients: ApolloClient[] = [];
  function clientOf(cache = cacheOf(), send: typeof fetch = fetch): ApolloClient {
    const client = new ApolloClient({ cache, link: new HttpLink({ uri, fetch: send }) });
    clients.push(client);
    return client;
  }
  afterEach(() => clients.splice(0).forEach((client) => client.stop()));
  const entriesOf = (cache: InMemoryCache) => Object.keys(cache.extract()).filter((key) => key.startsWith('Article:'));

  test('two locales, a pinned edition and a past state stay apart', async () => {
    const documentId = await article('First');
    const before = (await api.ask('{ articles(first: 1) { edges { cursor } } }')).headers['almanac-as-of'] ?? '';
    await api.change(documentId, { title: 'Second' });
    await api.world.given.published(
      'article',
      { title: 'Segundo', body: [paragraph('a', 'x')] },
      { documentId, locale: 'es' },
    );
    const cache = new InMemoryCache();
    const client = clientOf(cache);
    const wanted = [
      [{ locale: 'en' }, 'Second', 2],
      [{ locale: 'es' }, 'Segundo', 1],
      [{ locale: 'en', edition: 1 }, 'First', 1],
      [{ asOf: { token: before } }, 'First', 1],
    ] as const;
    for (const [variables] of wanted) await client.query({ query: read, variables: { documentId, ...variables } });
    // Whatever was read last, each read still gives its own document back from the cache alone.
    for (const [variables, title, edition] of wanted) {
      const { data } = await client.query({
        query: read,
        variables: { documentId, ...variables },
        fetchPolicy: 'cache-only',
      });
      expect([data?.article?.title, data?.article?.edition.number]).toEqual([title, edition]);
    }
    expect(entriesOf(cache)).toHaveLength(4);
  });

  test('a document that two operations show is one object, and both say what the later one heard', async () => {
    const documentId = await article('Old', 'shown-twice');
    const cache = cacheOf();
    const client = clientOf(cache);
    await client.query({ query: read, variables: { documentId } });
    await client.query({ query: list, variables: { first: 1 } });
    await client.query({ query: bySlug, variables: { slug: 'shown-twice' } });
    expect(entriesOf(cache)).toHaveLength(1);
    await api.change(documentId, { title: 'New' });
    await client.query({ query: bySlug, variables: { slug: 'shown-twice' }, fetchPolicy: 'network-only' });
    expect(client.readQuery({ query: read, variables: { documentId } })?.article?.title).toBe('New');
    expect(entriesOf(cache)).toHaveLength(1);
  });

  test('pages merge without a gap or a double when something is published and corrected in between', async () => {
    const { topic, newestFirst, page } = await shelf();
    const pages = clientOf().watchQuery({ query: list, variables: page });
    let { data } = await pages.refetch();
    await article('Published in between', undefined, topic);
    await api.change(newestFirst[4] ?? '', { title: 'Corrected in between' });
    while (data?.articles.pageInfo.hasNextPage) {
      await pages.fetchMore({ variables: { after: data.articles.pageInfo.endCursor } });
      data = pages.getCurrentResult().data as List;
    }
    expect(titles(data as List)).toEqual(MERGED);
    const again = await pages.refetch({ ...page, first: 100 });
    expect(titles(again.data as List)).toEqual(['Published in between', ...MERGED]);
  });

  test('a refusal arrives as a typed error with its code, and beside what could be answered', async () => {
    const documentId = await article('Exposes somebody');
    await api.world.app.get(ExpungingService, { strict: false }).expunge(TESTER, { documentId });
    const client = clientOf();
    const refused = await client.query({ query: list, variables: { first: 0 }, errorPolicy: 'all' });
    expect(CombinedGraphQLErrors.is(refused.error) && refused.error.errors[0]?.extensions).toMatchObject({
      code: 'BAD_INPUT',
      argument: 'first',
    });
    await expect(client.query({ query: list, variables: { first: 0 } })).rejects.toThrow(CombinedGraphQLErrors);
    const gone = await client.query({ query: read, variables: { documentId }, errorPolicy: 'all' });
    expect(gone.data).toEqual({ article: null });
    expect(CombinedGraphQLErrors.is(gone.error) && gone.error.errors[0]?.extensions?.['code']).toBe('GONE');
  });

  test('what was retracted is gone from the answer, with its notice, and then from the cache', async () => {
    const documentId = await article('Retracted later', 'retracted-later');
    const cache = cacheOf();
    const client = clientOf(cache);
    const shown = client.watchQuery({ query: bySlug, variables: { slug: 'retracted-later' } });
    expect((await shown.refetch()).data?.article?.title).toBe('Retracted later');
    await api.withdraw(documentId, { reason: 'RETRACTED', notice: 'We were wrong.' });
    expect((await shown.refetch()).data).toEqual({
      article: null,
      withdrawal: { __typename: 'Withdrawal', reason: 'RETRACTED', notice: 'We were wrong.' },
    });
    cache.gc();
    expect(entriesOf(cache)).toEqual([]);
  });
});

describe('urql, with its document cache', () => {
  const clientOf = (send: typeof fetch = fetch) =>
    new Client({
      url: uri,
      fetch: send,
      exchanges: [cacheExchange, fetchExchange],
      preferGetMethod: true,
      fetchOptions: { headers: { 'apollo-require-preflight': 'true' } },
    });

  test('what was asked is asked once, with GET, and again when it is wanted from the network', async () => {
    const { sent, fetch: send } = line();
    const client = clientOf(send);
    const documentId = await article('Before');
    const ask = (requestPolicy: 'cache-first' | 'network-only') =>
      client.query<Read>(urqlGql(READ), { documentId }, { requestPolicy }).toPromise();
    await ask('cache-first');
    await api.change(documentId, { title: 'After' });
    expect((await ask('cache-first')).data?.article).toMatchObject({ __typename: 'Article', title: 'Before' });
    expect(sent).toEqual(['GET']);
    expect((await ask('network-only')).data?.article?.title).toBe('After');
    expect((await ask('cache-first')).data?.article?.title).toBe('After');
    expect(sent).toEqual(['GET', 'GET']);
    await api.withdraw(documentId, { reason: 'GONE' });
    expect((await ask('network-only')).data?.article).toBeNull();
  });

  test('pages follow each other without a gap or a double when something is published in between', async () => {
    const client = clientOf();
    const { topic, page } = await shelf();
    const seen: Shown[] = [];
    let after: string | null = null;
    do {
      const { data }: { data?: List | undefined } = await client
        .query<List>(urqlGql(LIST), { ...page, after })
        .toPromise();
      seen.push(...(data?.articles.edges ?? []).map(({ node }) => node));
      after = data?.articles.pageInfo.hasNextPage ? data.articles.pageInfo.endCursor : null;
      if (seen.length === 3) await article('Published in between', undefined, topic);
    } while (after);
    expect(seen.map(({ title }) => title)).toEqual([6, 5, 4, 3, 2, 1, 0].map((number) => `Article ${number}`));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(7);
  });

  test('a refusal arrives as a typed error with its code', async () => {
    const { error, data } = await clientOf().query<List>(urqlGql(LIST), { first: 0 }).toPromise();
    expect(data ?? null).toBeNull();
    expect(error?.graphQLErrors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', argument: 'first' });
  });
});

describe('urql, with its normalised cache', () => {
  const embedded = () => null;
  const clientOf = (send: typeof fetch = fetch) =>
    new Client({
      url: uri,
      fetch: send,
      preferGetMethod: false,
      exchanges: [
        graphcache({
          keys: { Edition: embedded, Withdrawal: embedded },
          resolvers: { Query: { articles: relayPagination() } },
        }),
        fetchExchange,
      ],
    });

  test('relayPagination merges pages without a gap or a double when something is published and corrected in between', async () => {
    const { sent, fetch: send } = line();
    const client = clientOf(send);
    const { topic, newestFirst, page } = await shelf();
    const ask = (after: string | null, requestPolicy: 'cache-first' | 'cache-only' = 'cache-first') =>
      client.query<List>(urqlGql(LIST), { ...page, after }, { requestPolicy }).toPromise();
    let { data } = await ask(null);
    await article('Published in between', undefined, topic);
    await api.change(newestFirst[4] ?? '', { title: 'Corrected in between' });
    while (data?.articles.pageInfo.hasNextPage) ({ data } = await ask(data.articles.pageInfo.endCursor));
    const merged = await ask(null, 'cache-only');
    expect(titles(merged.data as List)).toEqual(MERGED);
    expect(sent).toHaveLength(3);
  });

  test('a document that two operations show is one object, and two editions of it are two', async () => {
    const client = clientOf();
    const documentId = await article('Old', 'normalised');
    const ask = <Result>(text: string, variables: object, requestPolicy: 'cache-only' | 'network-only') =>
      client.query<Result>(urqlGql(text), variables, { requestPolicy }).toPromise();
    await ask<Read>(READ, { documentId }, 'network-only');
    await ask<Read>(READ, { documentId, edition: 1 }, 'network-only');
    await api.change(documentId, { title: 'New' });
    await ask<BySlug>(BY_SLUG, { slug: 'normalised' }, 'network-only');
    expect((await ask<Read>(READ, { documentId }, 'cache-only')).data?.article?.title).toBe('New');
    expect((await ask<Read>(READ, { documentId, edition: 1 }, 'cache-only')).data?.article?.title).toBe('Old');
    await api.withdraw(documentId, { reason: 'RETRACTED', notice: 'We were wrong.' });
    expect((await ask<BySlug>(BY_SLUG, { slug: 'normalised' }, 'network-only')).data).toMatchObject({
      article: null,
      withdrawal: { reason: 'RETRACTED', notice: 'We were wrong.' },
    });
  });
});
