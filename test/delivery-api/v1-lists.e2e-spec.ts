import { paragraph, TESTER, toPublish } from '../kit/world.js';
import { Api } from './api.js';
import { childrenOf, parseXml, textOf } from './xml.js';

interface List {
  readonly items: readonly { readonly slug: string; readonly documentId: string }[];
  readonly next: string | null;
  readonly notices: readonly unknown[];
}
interface JsonFeed {
  readonly version: string;
  readonly feed_url: string;
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly url: string;
    readonly content_text: string;
    readonly language: string;
    readonly _almanac: { readonly event: string; readonly documentId: string };
  }[];
}

let api: Api;
let key: string;
let fact: string;
beforeAll(async () => {
  api = await Api.over();
  const { given, drafting, publishing, partners } = api.world;
  for (let index = 0; index < 7; index++)
    await given.published(
      'article',
      { title: `Article ${index}`, body: [paragraph('a', 'x')] },
      { slug: `a-${index}` },
    );
  await given.published(
    'article',
    { title: 'Uno & <dos>', body: [paragraph('a', 'x')] },
    { slug: 'uno', locale: 'es' },
  );
  await given.published(
    'article',
    { title: 'Teachers', audiences: ['educators'], body: [paragraph('a', 'x')] },
    { slug: 'teachers' },
  );
  fact = (
    await given.published('fact', { statement: 'Once said', status: 'UNVERIFIED', notice: 'n' }, { slug: 'said' })
  ).documentId;
  const saved = await drafting.save(TESTER, {
    documentId: fact,
    locale: 'en',
    expectedVersion: (await drafting.get(fact, 'en')).draftVersion,
    fields: { status: 'DISPUTED', notice: 'Sources contradict it.' },
  });
  await publishing.publish(TESTER, {
    publish: [{ ...toPublish(saved), changeKind: 'CORRECTION', note: 'Checked again.' }],
  });
  const wrong = await given.published(
    'fact',
    { statement: 'Wrong words', status: 'UNVERIFIED', notice: 'n' },
    { slug: 'wrong' },
  );
  await api.withdraw(wrong.documentId, { reason: 'RETRACTED', notice: 'We take it back.' });
  const gone = await given.published(
    'fact',
    { statement: 'Gone words', status: 'UNVERIFIED', notice: 'n' },
    { slug: 'gone' },
  );
  await api.withdraw(gone.documentId, { reason: 'GONE' });
  await given.draft('article', { title: 'Canary draft', body: [paragraph('a', 'x')] }, { slug: 'canary' });
  await partners.create(TESTER, {
    handle: 'spanish',
    name: 'x',
    region: null,
    scope: { kinds: ['article'], topics: null, audiences: null, locales: ['es'] },
  });
  key = (await partners.issueKey(TESTER, 'spanish', null)).key;
});
afterAll(() => api.end());

const pathOf = (url: string) => url.slice(api.world.config.publicUrl.length);
const feed = async (path: string, headers: Record<string, string> = {}) => {
  const response = await api.http.get(path).set(headers).buffer(true);
  expect(response.status).toBe(200);
  return JSON.parse(response.text ?? (response.body as Buffer).toString('utf8')) as JsonFeed;
};

test('pages follow each other by their own addresses and show every document once', async () => {
  const found: string[] = [];
  let path: string | null = '/v1/article?first=3&order=oldest';
  let pages = 0;
  while (path !== null) {
    const response = await api.http.get(path);
    const list = response.body as List;
    found.push(...list.items.map((item) => item.slug));
    expect(list.notices).toHaveLength(1);
    expect(list.next === null).toBe(response.headers['link'] === undefined);
    path = list.next === null ? null : pathOf(list.next);
    pages++;
  }
  expect(found).toEqual([...Array.from({ length: 7 }, (_, index) => `a-${index}`), 'teachers']);
  expect(pages).toBe(3);
});

test('a list takes the filters of GraphQL, and a cursor of another list is refused', async () => {
  const response = await api.http.get('/v1/article.json?audience=educators&locale=en&first=1');
  const { next, items } = response.body as List;
  expect(items.map((item) => item.slug)).toEqual(['teachers']);
  const after = new URL(next ?? '').searchParams.get('after') ?? '';
  expect((await api.http.get(`/v1/article?first=1&after=${after}`)).status).toBe(400);
  expect((await api.http.get(pathOf(next ?? ''))).status).toBe(200);
});

test('publications are a feed of every edition, newest first, as Atom and as JSON', async () => {
  const json = await feed('/v1/publications.json');
  expect(json.version).toBe('https://jsonfeed.org/version/1.1');
  expect(json.items[0]).toMatchObject({ title: 'Correction: Disputed: Once said', _almanac: { event: 'CORRECTION' } });
  expect(new Set(json.items.map((item) => item.id)).size).toBe(json.items.length);
  const atom = parseXml((await api.http.get('/v1/publications.atom').buffer(true)).text);
  expect([atom.name, atom.attributes['xmlns']]).toEqual(['feed', 'http://www.w3.org/2005/Atom']);
  for (const name of ['id', 'title', 'updated']) expect(textOf(atom, name)).toBeTruthy();
  const entries = childrenOf(atom, 'entry');
  expect(entries.map((entry) => textOf(entry, 'id'))).toEqual(json.items.map((item) => item.id));
  expect(entries.map((entry) => textOf(entry, 'title'))).toContain('Uno & <dos>');
  const times = entries.map((entry) => textOf(entry, 'updated') ?? '');
  expect(times).toEqual([...times].sort().reverse());
});

test('corrections are a feed of their own: corrected editions, and retractions with their notice', async () => {
  const json = await feed('/v1/corrections.json');
  expect(json.items.map((item) => [item._almanac.event, item.content_text])).toEqual([
    ['WITHDRAWN', 'We take it back.'],
    ['CORRECTION', 'Checked again.\n\nSources contradict it.'],
  ]);
  const text = JSON.stringify(json);
  for (const hidden of ['Wrong words', 'Gone words', 'Canary']) expect(text).not.toContain(hidden);
  for (const item of json.items) expect([200, 410]).toContain((await api.http.get(pathOf(item.url))).status);
  const atom = parseXml((await api.http.get('/v1/corrections.atom').buffer(true)).text);
  expect(childrenOf(atom, 'entry')).toHaveLength(2);
});

test('a feed carries the safety contacts', async () => {
  const atom = parseXml((await api.http.get('/v1/corrections.atom').buffer(true)).text);
  expect(textOf(atom, 'subtitle')).toContain('Helpline: 1-800-555-0100');
});

test('feeds and sitemap stay within the scope of who asks', async () => {
  const headers = { 'almanac-key': key };
  const publications = await feed('/v1/publications.json', headers);
  expect(publications.items.map((item) => item._almanac.event === 'MAJOR' && item.language)).toEqual(
    expect.arrayContaining(['es']),
  );
  expect(publications.items.map((item) => item.title).sort()).toEqual(['Helpline', 'Uno & <dos>']);
  expect((await feed('/v1/corrections.json', headers)).items).toEqual([]);
  const sitemap = parseXml((await api.http.get('/sitemap.xml').set(headers).buffer(true)).text);
  const places = childrenOf(sitemap, 'url').map((url) => textOf(url, 'loc') ?? '');
  expect(places.map((place) => place.replace(/.*\/v1\//, '')).sort()).toEqual([
    'article/uno?locale=es',
    'notice/notice-1',
  ]);
});

test('a feed in one language has that language, and as of the past what was there then', async () => {
  expect((await feed('/v1/publications.json?locale=es')).items.map((item) => item.language)).toEqual(['es']);
  expect((await feed('/v1/publications.json?asOf=2020-01-01T00:00:00Z')).items).toEqual([]);
  expect((await feed('/v1/publications.json?first=2')).items).toHaveLength(2);
});

test('the sitemap as of a moment stays as it was', async () => {
  const sitemap = (asOf: string) => api.http.get('/sitemap.xml').query({ asOf }).buffer(true);
  const now = await api.http.get('/sitemap.xml').buffer(true);
  const moment = now.headers['almanac-as-of'] as string;
  await api.world.given.published('topic', { name: 'Later' });
  expect((await api.http.get('/sitemap.xml').buffer(true)).text).not.toBe(now.text);
  const then = await sitemap(moment);
  expect(then.text).toBe(now.text);
  expect([then.headers['almanac-as-of'], then.headers['cache-control']]).toEqual([moment, 'no-cache']);
  expect((await sitemap('2020-01-01T00:00:00Z')).text).not.toContain('<url>');
});

test('a feed does not change when nothing in it changes', async () => {
  const before = await api.http.get('/v1/corrections.atom').buffer(true);
  await api.world.given.published('source', { title: 'Unrelated' });
  const after = await api.http.get('/v1/corrections.atom').set('if-none-match', before.headers['etag'] ?? '');
  expect(after.status).toBe(304);
});
