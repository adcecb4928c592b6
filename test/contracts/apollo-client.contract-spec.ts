import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { Api } from '../delivery-api/api.js';
import { paragraph } from '../kit/world.js';

interface Read {
  readonly article: {
    readonly __typename: string;
    readonly id: string;
    readonly title: string;
    readonly edition: { readonly number: number };
  };
}

const READ = gql`
  query Read($documentId: ID!, $locale: String, $edition: Int, $asOf: AsOf) {
    article(id: $documentId, locale: $locale, edition: $edition, asOf: $asOf) {
      id
      title
      edition {
        number
      }
    }
  }
`;

let api: Api;
beforeAll(async () => {
  api = await Api.over();
  await api.app.listen(0, '127.0.0.1');
});
afterAll(() => api.end());

test("two locales, a pinned edition and a past state stay apart in Apollo Client's normal cache", async () => {
  const { documentId } = await api.world.given.published('article', { title: 'First', body: [paragraph('a', 'x')] });
  const before = (await api.ask('{ articles(first: 1) { edges { cursor } } }')).headers['almanac-as-of'] ?? '';
  await api.change(documentId, { title: 'Second' });
  await api.world.given.published(
    'article',
    { title: 'Segundo', body: [paragraph('a', 'x')] },
    { documentId, locale: 'es' },
  );

  const cache = new InMemoryCache();
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: `${await api.app.getUrl()}/graphql`, fetch }) });
  const wanted = [
    [{ locale: 'en' }, 'Second', 2],
    [{ locale: 'es' }, 'Segundo', 1],
    [{ locale: 'en', edition: 1 }, 'First', 1],
    [{ asOf: { token: before } }, 'First', 1],
  ] as const;
  for (const [variables] of wanted) await client.query<Read>({ query: READ, variables: { documentId, ...variables } });

  // Whatever was read last, each read still gives its own document back from the cache alone.
  for (const [variables, title, edition] of wanted) {
    const { data } = await client.query<Read>({
      query: READ,
      variables: { documentId, ...variables },
      fetchPolicy: 'cache-only',
    });
    expect([data?.article.title, data?.article.edition.number]).toEqual([title, edition]);
  }
  const entries = Object.keys(cache.extract()).filter((key) => key.startsWith('Article:'));
  expect(entries).toHaveLength(4);
  client.stop();
});
