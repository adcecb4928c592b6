import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';

const SITE = { '*': 'https://school.example/learn/{slug}', fact: 'https://school.example/{locale}/{kind}?p={slug}' };

let api: Api;
let key: string;
beforeAll(async () => {
  api = await Api.over();
  const { given, partners } = api.world;
  const fact = await given.published('fact', { statement: 'One.', status: 'UNVERIFIED', notice: 'n' }, { slug: 'one' });
  const linking = {
    ...paragraph('a', 'read this'),
    markDefs: [{ _type: 'documentLink' as const, _key: 'l', document: fact.documentId }],
  };
  linking.children = linking.children.map((span) => ({ ...span, marks: ['l'] as never[] }));
  const article = await given.published(
    'article',
    { title: 'Page', body: [linking], related: [fact.documentId] },
    { slug: 'page' },
  );
  await given.published(
    'article',
    { title: 'Página', body: [paragraph('a', 'x')] },
    { documentId: article.documentId, locale: 'es', slug: 'pagina' },
  );
  await partners.create(TESTER, {
    handle: 'school',
    name: 'A school',
    region: null,
    scope: { kinds: null, topics: null, audiences: null, locales: null },
  });
  key = (await partners.issueKey(TESTER, 'school', null)).key;
});
afterAll(() => api.end());

const get = (path: string, own: boolean) => api.http.get(path).set(own ? { 'almanac-key': key } : {});
const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);

test("links lead to the partner's own pages, for its keys and from then on", async () => {
  const before = (await get('/v1/article/page.html', true)).headers['almanac-as-of'] ?? '';
  const plain = (await get('/v1/article/page.html', false)).text;
  await api.world.partners.setSite(TESTER, 'school', SITE);
  const page = await get('/v1/article/page.html', true);
  expect(page.headers['link']).toContain('<https://school.example/learn/page>; rel="canonical"');
  expect(hrefs(page.text)).toContain('https://school.example/en/fact?p=one');
  // Nobody else's, and nothing of earlier.
  expect((await get('/v1/article/page.html', false)).text).toBe(plain);
  expect(plain).not.toContain('school.example');
  const past = await get(`/v1/article/page.html?asOf=${encodeURIComponent(before)}`, true);
  expect([past.text.includes('school.example'), past.headers['link']?.includes('school.example')]).toEqual([
    false,
    false,
  ]);
});

test('JSON-LD, feeds and the sitemap lead there too, and JSON to the addresses that programs follow', async () => {
  const graph = JSON.parse((await get('/v1/article/page.jsonld', true).buffer(true)).text) as {
    '@graph': { '@id': string; mentions: { url: string }[] }[];
  };
  expect(graph['@graph'][0]).toMatchObject({
    '@id': 'https://school.example/learn/page',
    mentions: [{ url: 'https://school.example/en/fact?p=one' }],
  });
  const feed = JSON.parse((await get('/v1/publications.json?locale=en', true).buffer(true)).text) as {
    items: { url: string }[];
  };
  expect(feed.items.map(({ url }) => url)).toContain('https://school.example/learn/page');
  const sitemap = (await get('/sitemap.xml', true).buffer(true)).text;
  expect(sitemap).toContain('https://school.example/en/fact?p=one');
  // Its address does not say the language, so it is not that of a translation.
  expect(sitemap).toMatch(/<loc>[^<]*\/v1\/article\/pagina\?locale=es<\/loc>/);
  const json = await get('/v1/article/page.json', true);
  expect(JSON.stringify(json.body)).not.toContain('school.example');
});

test('a change of scope leaves the site, and a change of site the scope', async () => {
  const { partners } = api.world;
  await partners.setScope(TESTER, 'school', { kinds: ['article'], topics: null, audiences: null, locales: null });
  const link = async () => (await get('/v1/article/page.html', true)).headers['link'];
  expect(await link()).toContain('https://school.example/learn/page');
  await partners.setSite(TESTER, 'school', null);
  expect(await link()).not.toContain('school.example');
  expect((await get('/v1/fact/one.json', true)).status).toBe(404);
});
