import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';
import { until } from '../kit/until.js';

const OURS = 'https://www.example.org';
const QUERY = 'query ($slug: String!) { article(slug: $slug) { title } }';
const variables = { slug: 'page' };

const allowed = ({ headers }: { headers: Readonly<Record<string, string>> }) => headers['access-control-allow-origin'];

describe.each([
  ['with the cache', '4000000'],
  ['without the cache', '0'],
])('%s', (_how, bytes) => {
  let api: Api;
  let key: string;
  let other: string;
  beforeAll(async () => {
    api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: bytes } });
    const { partners, given } = api.world;
    const scope = { kinds: null, topics: null, audiences: null, locales: null };
    for (const handle of ['strict', 'open'])
      await partners.create(TESTER, { handle, name: handle, region: null, scope });
    await partners.allowOrigins(TESTER, 'strict', [OURS, 'http://localhost:3000']);
    key = (await partners.issueKey(TESTER, 'strict', null)).key;
    other = (await partners.issueKey(TESTER, 'open', null)).key;
    await given.published('article', { title: 'First', body: [paragraph('a', 'x')] }, { slug: 'page' });
    await api.settled();
  });
  afterAll(() => api.end());

  const ask = (headers: Record<string, string>) => api.ask(QUERY, variables, headers);

  test("only a partner's own pages may read what its key opens, however often and from wherever it is asked", async () => {
    for (let round = 0; round < 4; round++) {
      const ours = await ask({ origin: OURS, 'almanac-key': key });
      expect([allowed(ours), ours.headers['vary']]).toEqual([OURS, expect.stringContaining('Origin')]);
      expect(ours.headers['access-control-expose-headers']).toContain('ETag');
      const strange = await ask({ origin: 'https://elsewhere.example', 'almanac-key': key });
      expect([allowed(strange), strange.headers['vary']]).toEqual([undefined, expect.stringContaining('Origin')]);
      // The bytes are one and the same: what differs is who may read them.
      expect([strange.text, strange.headers['etag']]).toEqual([ours.text, ours.headers['etag']]);
      for (const near of [
        'https://www.example.org.evil.example',
        'https://WWW.example.org',
        'null',
        'http://www.example.org',
      ])
        expect(allowed(await ask({ origin: near, 'almanac-key': key }))).toBeUndefined();
    }
  });

  test('everybody else is read by pages of any origin, as before', async () => {
    for (let round = 0; round < 3; round++)
      for (const headers of [{}, { 'almanac-key': other }, { 'almanac-key': 'alm_test_none' }] as Record<
        string,
        string
      >[]) {
        const answer = await ask({ origin: 'https://elsewhere.example', ...headers });
        expect([allowed(answer), answer.headers['vary']]).toEqual(['*', expect.not.stringContaining('Origin')]);
      }
  });

  test.each([
    ['a refusal of GraphQL', '{ nothing }', '/graphql'],
    ['a document over plain HTTP', null, '/v1/article/page.json'],
    ['a refusal over plain HTTP', null, '/v1/article/page.json?x=1'],
    ['an address that leads nowhere', null, '/nowhere'],
  ])('%s follows the same rule', async (_what, query, url) => {
    const get = (origin: string) => {
      const call = query === null ? api.http.get(url) : api.http.post(url).send({ query });
      return call.set({ origin, 'almanac-key': key });
    };
    expect(allowed(await get(OURS))).toBe(OURS);
    expect(allowed(await get('https://elsewhere.example'))).toBeUndefined();
  });

  test('a change of origins is known within a second', async () => {
    await api.world.partners.allowOrigins(TESTER, 'open', [OURS]);
    const elsewhere = async () => allowed(await ask({ origin: 'https://elsewhere.example', 'almanac-key': other }));
    expect(await until(async () => (await elsewhere()) === undefined)).toBeLessThan(1_000);
    await api.world.partners.allowOrigins(TESTER, 'open', null);
    expect(await until(async () => (await elsewhere()) === '*')).toBeLessThan(1_000);
  });

  test.each(['https://example.org/', 'example.org', '*', 'https://example.org/page', 'ftp://example.org', 'null', ''])(
    '%j is no origin',
    async (origin) => {
      await expect(api.world.partners.allowOrigins(TESTER, 'open', [OURS, origin])).rejects.toThrow('is not an origin');
    },
  );
});
