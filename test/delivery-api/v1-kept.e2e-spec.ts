import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';

let api: Api;
let documentId: string;
let key: string;
beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
  const { given, partners } = api.world;
  ({ documentId } = await given.published(
    'article',
    { title: 'First', audiences: ['educators'], body: [paragraph('a', 'x')] },
    { slug: 'page' },
  ));
  await partners.setScope(TESTER, 'public', { kinds: null, topics: null, audiences: ['individuals'], locales: null });
  await partners.create(TESTER, {
    handle: 'school',
    name: 'A school',
    region: null,
    scope: { kinds: null, topics: null, audiences: ['educators'], locales: null },
  });
  key = (await partners.issueKey(TESTER, 'school', null)).key;
  await until(async () => (await get('page.json')).status === 200 && (await get('page.json', {})).status === 404);
});
afterAll(() => api.end());

const own = () => ({ 'almanac-key': key });
const get = (name: string, headers: Record<string, string> = own()) =>
  api.http.get(`/v1/article/${name}`).set(headers).buffer(true);
const until = async (question: () => Promise<boolean>) => {
  const begun = performance.now();
  while (!(await question()))
    if (performance.now() - begun > 5_000) throw new Error('It did not happen within five seconds.');
};
const statementsOf = async (work: () => Promise<unknown>) => {
  const statements: string[] = [];
  const stop = api.pool.onStatement(({ name }) => statements.push(name));
  await work();
  stop();
  return statements;
};

test.each(['page.html', 'page.json', 'page.jsonld', 'page.md'])(
  '%s is made once, and then sent again',
  async (name) => {
    const first = await get(name);
    await get(name);
    let again = first;
    expect(await statementsOf(async () => (again = await get(name)))).toEqual([]);
    expect(again.text).toBe(first.text);
    expect({ ...again.headers, date: '' }).toEqual({ ...first.headers, date: '' });
    const held = await statementsOf(async () => {
      expect((await get(name, { ...own(), 'if-none-match': first.headers['etag'] ?? '' })).status).toBe(304);
    });
    expect(held).toEqual([]);
  },
);

test('what one may read is nothing to another, whoever asked first', async () => {
  for (let round = 0; round < 3; round++) {
    expect((await get('page.json')).headers['almanac-partner']).toBe('school');
    for (const headers of [{}, { 'almanac-key': 'nonsense' }, { 'almanac-key': `${key.slice(0, -2)}__` }])
      expect((await get('page.json', headers)).status).toBe(404);
  }
});

test('the formats of one address are kept apart', async () => {
  for (let round = 0; round < 3; round++)
    for (const type of ['text/html', 'application/json', 'text/markdown'])
      expect((await get('page', { ...own(), accept: type })).headers['content-type']).toContain(type);
});

test('many who ask at once cost a reading, or two where some come when it is over', async () => {
  const alone = await statementsOf(() => get('page.txt?region=US-TX'));
  const together = await statementsOf(() =>
    Promise.all(Array.from({ length: 30 }, () => get('page.txt?region=US-MO').then(({ status }) => status))),
  );
  expect(alone.length).toBeGreaterThan(0);
  expect(together.length).toBeLessThanOrEqual(2 * alone.length);
});

test('a publication shows at once, what is withdrawn is gone, and the past stays as it was', async () => {
  const { text, headers } = await get('page.json');
  const past = `page.json?asOf=${encodeURIComponent(headers['almanac-as-of'] ?? '')}`;
  const title = async (name: string) => (JSON.parse((await get(name)).text) as { title?: string }).title;
  await get(past);
  await api.change(documentId, { title: 'Second' });
  await until(async () => (await title('page.json')) === 'Second');
  for (let round = 0; round < 3; round++) expect(await title(past)).toBe('First');
  expect((await get(past)).text).toBe(text);
  await api.withdraw(documentId, { reason: 'RETRACTED', notice: 'It was wrong.' });
  await until(async () => (await get('page.json')).status === 410);
  expect((await get(past)).headers['almanac-withdrawn']).toBe('RETRACTED');
});
