import { SelfReport } from '#edge';
import { embed, paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';
import { until } from '../kit/until.js';

const EVERYTHING = { kinds: null, topics: null, audiences: null, locales: null };
const LONG = 'word '.repeat(500);

let api: Api;
let documentId: string;
let sourceId: string;
let key: string;
beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '400000' } });
  const { given, partners } = api.world;
  ({ documentId: sourceId } = await given.published('source', { title: 'A source' }, { slug: 'source' }));
  ({ documentId } = await given.published(
    'article',
    { title: 'First', audiences: ['educators'], sources: [sourceId], body: [paragraph('a', LONG)] },
    { slug: 'page' },
  ));
  await given.published('article', { title: 'For all', body: [paragraph('a', LONG)], related: [] }, { slug: 'open' });
  await partners.setScope(TESTER, 'public', { ...EVERYTHING, audiences: ['individuals'] });
  await partners.create(TESTER, {
    handle: 'school',
    name: 'A school',
    region: null,
    scope: { ...EVERYTHING, audiences: ['educators'] },
  });
  key = (await partners.issueKey(TESTER, 'school', null)).key;
  await until(async () => (await get('page.json')).status === 200 && (await get('page.json', {})).status === 404);
});
afterAll(() => api.end());

type Headers = Record<string, string>;
const own = (): Headers => ({ 'almanac-key': key });
const get = (name: string, headers: Headers = own()) => at(`/v1/article/${name}`, headers);
const at = (path: string, headers: Headers = own()) => api.http.get(path).set(headers).redirects(0).buffer(true);
const statementsOf = async (work: () => Promise<unknown>) => {
  const statements: string[] = [];
  const stop = api.pool.onStatement(({ name }) => statements.push(name));
  await work();
  stop();
  return statements;
};
const FIGURES = ['hits', 'executions', 'shared', 'not_modified', 'refused', 'failed'] as const;
/** What is counted of addresses while the work is done. */
const countedOf = async (work: () => Promise<unknown>) => {
  const read = async () => {
    const { metrics } = await api.app.get(SelfReport).report();
    return FIGURES.map((figure) => {
      const { values = [] } = metrics.find(({ name }) => name === `almanac_cache_${figure}_total`) ?? {};
      return (
        (values as { value: number; labels: Headers }[]).find(({ labels }) => labels['api'] === 'v1')?.value ?? NaN
      );
    });
  };
  const before = await read();
  await work();
  const after = await read();
  return Object.fromEntries(FIGURES.map((figure, index) => [figure, (after[index] ?? NaN) - (before[index] ?? NaN)]));
};
const undated = (headers: Headers) => ({ ...headers, date: '' });

test.each([
  '/v1/article/page.html',
  '/v1/article/page.json',
  '/v1/article/page.jsonld',
  '/v1/article/page',
  '/v1/article',
  '/v1/corrections.atom',
  '/sitemap.xml',
])('%s is made once, and then sent again', async (path) => {
  const first = await at(path);
  await at(path);
  let again = first;
  const counted = await countedOf(async () => {
    expect(await statementsOf(async () => (again = await at(path)))).toEqual([]);
    expect(again.text).toBe(first.text);
    expect(undated(again.headers)).toEqual(undated(first.headers));
    const held = { ...own(), 'if-none-match': first.headers['etag'] ?? '' };
    const unchanged = await at(path, held);
    expect([unchanged.status, unchanged.text, unchanged.headers['etag']]).toEqual([304, '', first.headers['etag']]);
  });
  expect(counted).toEqual({ hits: 2, executions: 0, shared: 0, not_modified: 1, refused: 0, failed: 0 });
});

test('br and gzip say the same, and have validators of their own', async () => {
  const plain = await get('page.html', { ...own(), 'accept-encoding': 'identity' });
  const etags = new Set([plain.headers['etag']]);
  for (const encoding of ['br', 'gzip'])
    for (let round = 0; round < 3; round++) {
      const response = await get('page.html', { ...own(), 'accept-encoding': encoding });
      expect([response.headers['content-encoding'], response.text]).toEqual([encoding, plain.text]);
      expect(Number(response.headers['content-length'])).toBeLessThan(Number(plain.headers['content-length']) / 2);
      expect(response.headers['vary']).toContain('Accept-Encoding');
      etags.add(response.headers['etag']);
      for (const held of [response.headers['etag'], plain.headers['etag'], `W/${response.headers['etag']}`])
        expect((await get('page.html', { ...own(), 'if-none-match': held ?? '' })).status).toBe(304);
    }
  expect(etags.size).toBe(3);
});

test('HEAD is GET without the body, of whatever status, and costs as little', async () => {
  const moved = await api.world.given.published(
    'article',
    { title: 'Moved', body: [paragraph('a', 'x')], audiences: ['educators'] },
    { slug: 'former' },
  );
  await api.change(moved.documentId, { title: 'Moved on' }, 'en', 'latter');
  const gone = await api.world.given.published(
    'article',
    { title: 'Gone', body: [paragraph('a', 'x')] },
    { slug: 'gone' },
  );
  await api.withdraw(gone.documentId, { reason: 'GONE' });
  await until(async () => (await get('gone')).status === 410);
  const headers = { ...own(), 'accept-encoding': 'gzip' };
  const head = (name: string) => api.http.head(`/v1/article/${name}`).set(headers).redirects(0);
  for (const [name, status] of [
    ['page.html', 200],
    ['former.md', 308],
    ['gone.txt', 410],
    ['nothing', 404],
  ] as const) {
    for (let round = 0; round < 3; round++) {
      const full = await get(name, headers);
      const short = await head(name);
      expect([name, full.status, short.status, short.text ?? '']).toEqual([name, status, status, '']);
      expect(undated(short.headers)).toEqual(undated(full.headers));
    }
    expect(await statementsOf(() => head(name))).toEqual([]);
  }
});

test('what one may read is nothing to another, whoever asked first', async () => {
  for (let round = 0; round < 3; round++) {
    const { headers } = await get('page.json');
    expect(headers).toMatchObject({ 'almanac-partner': 'school', 'cache-control': 'private, no-cache' });
    for (const other of [{}, { 'almanac-key': 'nonsense' }, { 'almanac-key': `${key.slice(0, -2)}__` }] as Headers[]) {
      const none = await get('no-such-page.json', other);
      const hidden = await get('page.json', { ...other, 'if-none-match': headers['etag'] ?? '' });
      expect([hidden.status, hidden.text, undated(hidden.headers)]).toEqual([404, none.text, undated(none.headers)]);
      expect((await get('open.json', other)).headers['surrogate-key']).toContain('kind-article');
    }
  }
});

test('the formats of one address are kept apart', async () => {
  for (let round = 0; round < 3; round++)
    for (const type of ['text/html', 'application/json', 'text/markdown'])
      expect((await get('page', { ...own(), accept: type })).headers['content-type']).toContain(type);
  expect((await get('page', { ...own(), accept: 'application/pdf' })).status).toBe(406);
});

test('a thousand who ask at once cost one execution', async () => {
  const server = api.app.getHttpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  const texts = new Set<string>();
  const counted = await countedOf(() =>
    Promise.all(
      Array.from({ length: 1_000 }, async () => {
        const response = await fetch(`http://127.0.0.1:${port}/v1/article/page.txt?region=US-MO`, { headers: own() });
        texts.add(await response.text());
      }),
    ),
  );
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  expect(texts.size).toBe(1);
  expect(counted).toMatchObject({ executions: 1, refused: 0, failed: 0 });
  expect((counted['hits'] ?? 0) + (counted['shared'] ?? 0)).toBe(999);
});

test('a flood of names that lead nowhere leaves what is hot where it is', async () => {
  for (let round = 0; round < 3; round++) await get('page.html');
  for (let round = 0; round < 8; round++)
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const name = `flood-${round}-${index}-${'x'.repeat(200)}`;
        for (let time = 0; time < 2; time++) expect((await get(name)).status).toBe(404);
      }),
    );
  expect(await statementsOf(() => get('page.html'))).toEqual([]);
});

test('what is published leaves pages in memory that do not show it, and replaces those that do', async () => {
  const title = async (name: string) => (JSON.parse((await get(name)).text) as { title?: string }).title;
  for (let round = 0; round < 3; round++) await Promise.all([get('page.json'), get('open.json')]);
  const { headers } = await get('open.json');
  const counted = await countedOf(async () => {
    await api.change(sourceId, { title: 'A better source' });
    await until(async () => (await get('open.json')).headers['almanac-as-of'] !== headers['almanac-as-of']);
    expect((await get('open.json')).headers['etag']).toBe(headers['etag']);
  });
  expect(counted).toMatchObject({ executions: 0, refused: 0 });
  expect((await get('page.json')).text).toContain('A better source');
  await api.change(documentId, { title: 'Changed' });
  await until(async () => (await title('page.json')) === 'Changed');
  await api.change(documentId, { title: 'First' });
  await until(async () => (await title('page.json')) === 'First');
});

test('what a host brings into a scope, or takes out of it, shows wherever something refers to it', async () => {
  const { given, partners } = api.world;
  const unsure = { status: 'UNVERIFIED', notice: 'n' } as const;
  const { documentId: newer } = await given.published('fact', { statement: 'Newer', ...unsure }, { slug: 'newer' });
  const { documentId: older } = await given.published('fact', { statement: 'Older', ...unsure });
  await given.published(
    'fact',
    { statement: 'Anterior', ...unsure, supersededBy: newer },
    { documentId: older, locale: 'es', slug: 'anterior' },
  );
  const host = await given.published('article', { title: 'Host', body: [paragraph('a', 'x')] });
  const inSpanish = { documentId: host.documentId, locale: 'es', slug: 'anfitrion' };
  await given.published('article', { title: 'Anfitrión', body: [paragraph('a', 'x')] }, inSpanish);
  await partners.create(TESTER, {
    handle: 'escuela',
    name: 'Una escuela',
    region: null,
    scope: { ...EVERYTHING, locales: ['es'] },
  });
  const headers = { 'almanac-key': (await partners.issueKey(TESTER, 'escuela', null)).key };
  const query = '{ fact(slug: "anterior", locale: "es") { supersededBy { slug } } }';
  const page = async () => (await at('/v1/fact/anterior.json?locale=es', headers)).text.includes('"Newer"');
  const graphql = async () => (await api.ask(query, {}, headers)).text.includes('"newer"');
  await until(async () => (await at('/v1/fact/anterior?locale=es', headers)).status === 200);
  for (const shown of [true, false]) {
    for (let round = 0; round < 3; round++) expect([await page(), await graphql()]).toEqual([!shown, !shown]);
    const body = [paragraph('a', 'x'), ...(shown ? [embed('f', 'factEmbed', newer)] : [])];
    await api.change(host.documentId, { body }, 'es');
    expect(await until(async () => (await page()) === shown && (await graphql()) === shown)).toBeLessThan(1_000);
  }
});

test('a scope that shrinks and a key that is revoked count within a second', async () => {
  const { partners } = api.world;
  for (let round = 0; round < 3; round++) expect((await get('page.html')).status).toBe(200);
  await partners.setScope(TESTER, 'school', { ...EVERYTHING, kinds: ['fact'] });
  expect(await until(async () => (await get('page.html')).status === 404)).toBeLessThan(1_000);
  await partners.setScope(TESTER, 'school', { ...EVERYTHING, audiences: ['educators'] });
  await until(async () => (await get('page.html')).status === 200);
  const issued = await partners.issueKey(TESTER, 'school', null);
  const headers = { 'almanac-key': issued.key };
  for (let round = 0; round < 3; round++) expect((await get('page.html', headers)).status).toBe(200);
  await partners.revokeKey(TESTER, issued.id);
  expect(await until(async () => (await get('page.html', headers)).status === 404)).toBeLessThan(1_000);
});

test('a publication shows at once, what is withdrawn is gone, and the past stays as it was', async () => {
  const { text, headers } = await get('page.json');
  const past = `page.json?asOf=${encodeURIComponent(headers['almanac-as-of'] ?? '')}`;
  const title = async (name: string) => (JSON.parse((await get(name)).text) as { title?: string }).title;
  await get(past);
  await api.change(documentId, { title: 'Second' });
  await until(async () => (await title('page.json')) === 'Second');
  for (let round = 0; round < 3; round++) {
    expect(await title(past)).toBe('First');
    expect((await get(past)).headers).toMatchObject({
      'almanac-as-of': headers['almanac-as-of'],
      'cache-control': 'private, no-cache',
    });
  }
  expect((await get(past)).text).toBe(text);
  expect((await get('page.json?asOf=2020-01-01T00:00:00Z')).headers['almanac-as-of']).toBeUndefined();
  await api.withdraw(documentId, { reason: 'RETRACTED', notice: 'It was wrong.' });
  expect(await until(async () => (await get('page.json')).status === 410)).toBeLessThan(1_000);
  expect((await get(past)).headers['almanac-withdrawn']).toBe('RETRACTED');
});
