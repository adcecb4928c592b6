import { OperationsService } from '#access';
import { graphqlAddress } from '../kit/graphql-address.js';
import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';
import { until } from '../kit/until.js';

const QUERY = 'query ($slug: String!) { article(slug: $slug) { title } }';
const FOR_TEACHERS = 'Only for teachers';
const FOR_EVERYONE = 'For everyone';
const LIST = 'query List { articles(first: 5, orderBy: PUBLISHED_AT_ASC) { edges { node { title } } } }';
const OF_EDUCATORS = { kinds: null, topics: null, audiences: ['educators'], locales: null };
const OF_INDIVIDUALS = { ...OF_EDUCATORS, audiences: ['individuals'] };

type Headers = Record<string, string>;

let api: Api;
let key: string;
let keyId: string;
/** Of a partner who may see everything, and of one who may see less. */
const keys = { wide: '', narrow: '' };
const bearer = () => ({ authorization: `Bearer ${key}` });
/** Hit until it is kept: the first asks, the second is kept. */
const warm = async (api: Api, variables: Record<string, unknown>, headers: Headers) => {
  await api.ask(QUERY, variables, headers);
  await api.ask(QUERY, variables, headers);
};
const titleOf = async (api: Api, slug: string, headers: Headers = {}) =>
  (await api.ask<{ article: { title: string } | null }>(QUERY, { slug }, headers)).data?.article?.title ?? null;

beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
  const { given, partners, app } = api.world;
  const page = (slug: string, title: string, audience: string) =>
    given.published('article', { title, audiences: [audience], body: [paragraph('a', 'x')] }, { slug });
  await page('teachers', FOR_TEACHERS, 'educators');
  await page('everyone', FOR_EVERYONE, 'individuals');
  await partners.setScope(TESTER, 'public', OF_INDIVIDUALS);
  const partner = async (handle: string, scope: typeof OF_EDUCATORS) => {
    await partners.create(TESTER, { handle, name: handle, region: null, scope });
    return partners.issueKey(TESTER, handle, null);
  };
  ({ id: keyId, key } = await partner('district', OF_EDUCATORS));
  keys.wide = (await partner('wide', { ...OF_EDUCATORS, audiences: ['educators', 'individuals'] })).key;
  keys.narrow = (await partner('narrow', OF_INDIVIDUALS)).key;
  await app.get(OperationsService, { strict: false }).register(TESTER, [
    { id: 'one', name: null, document: QUERY },
    { id: 'list', name: 'List', document: LIST },
  ]);
  await api.settled();
  await until(async () => (await api.http.post('/graphql').send({ documentId: 'list' })).status === 200);
});
afterAll(() => api.end());

test('a partner reads its own, and nobody else reads it after it', async () => {
  await warm(api, { slug: 'teachers' }, bearer());
  const own = await api.ask(QUERY, { slug: 'teachers' }, bearer());
  expect(own.headers).toMatchObject({ 'almanac-partner': 'district', 'cache-control': 'private, no-cache' });
  expect(own.headers['surrogate-key']).toBeUndefined();
  expect(await api.statementsOf(() => api.ask(QUERY, { slug: 'teachers' }, { 'almanac-key': key }))).toEqual([]);
  const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
  for (const headers of [
    {},
    { authorization: `Bearer ${wrong}` },
    { 'almanac-key': 'nonsense' },
    { authorization: `Bearer ${key} x` },
  ]) {
    const answer = await api.ask(
      QUERY,
      { slug: 'teachers' },
      { ...headers, 'if-none-match': own.headers['etag'] ?? '' },
    );
    expect([answer.status, answer.headers['almanac-partner'], answer.data]).toEqual([200, 'public', { article: null }]);
  }
});

test('a scope that shrinks hides within a second what it no longer holds', async () => {
  await warm(api, { slug: 'teachers' }, bearer());
  const { partners } = api.world;
  await partners.setScope(TESTER, 'district', { kinds: ['fact'], topics: null, audiences: null, locales: null });
  expect(await until(async () => (await titleOf(api, 'teachers', bearer())) === null)).toBeLessThan(1_000);
  await partners.setScope(TESTER, 'district', OF_EDUCATORS);
  await until(async () => (await titleOf(api, 'teachers', bearer())) === FOR_TEACHERS);
});

test.each(['told', 'not told'])(
  'a revoked key opens nothing within a second, though the process is %s',
  async (how) => {
    const { partners } = api.world;
    const issued = how === 'told' ? await partners.issueKey(TESTER, 'district', null) : { id: keyId, key };
    const headers = { authorization: `Bearer ${issued.key}` };
    await warm(api, { slug: 'teachers' }, headers);
    expect(await titleOf(api, 'teachers', headers)).toBe(FOR_TEACHERS);
    if (how === 'told') await partners.revokeKey(TESTER, issued.id);
    else
      await api.world.work.run(() =>
        api.world.work.rows('update access.key set revoked_at = now() where id = $1', [issued.id]),
      );
    expect(await until(async () => (await titleOf(api, 'teachers', headers)) === null)).toBeLessThan(1_000);
  },
);

const one = (question: object) => ({ ...question, variables: { slug: 'teachers' } });
const post = (body: object) => () => api.http.post('/graphql').send(body);
const get = (body: object) => () => api.http.get(graphqlAddress(body)).set('apollo-require-preflight', '1');
const at = (path: string) => () => api.http.get(path).buffer(true);
const BOTH = [FOR_TEACHERS, FOR_EVERYONE];

test.each([
  ['a page by its text', post(one({ query: QUERY })), [FOR_TEACHERS], 200, []],
  ['a page by its text, by GET', get(one({ query: QUERY })), [FOR_TEACHERS], 200, []],
  ['a page by a registered id', post(one({ documentId: 'one' })), [FOR_TEACHERS], 200, []],
  ['a page by a registered id, by GET', get(one({ documentId: 'one' })), [FOR_TEACHERS], 200, []],
  ['a list by its text', post({ query: LIST }), BOTH, 200, [FOR_EVERYONE]],
  ['a list by its text, by GET', get({ query: LIST }), BOTH, 200, [FOR_EVERYONE]],
  ['a list by a registered id', post({ documentId: 'list' }), BOTH, 200, [FOR_EVERYONE]],
  ['a list by a registered id, by GET', get({ documentId: 'list' }), BOTH, 200, [FOR_EVERYONE]],
  ['a list at its address', at('/v1/article'), BOTH, 200, [FOR_EVERYONE]],
  ['a page at its address', at('/v1/article/teachers.json'), [FOR_TEACHERS], 404, []],
  ['a page at its address, for people', at('/v1/article/teachers.html'), [FOR_TEACHERS], 404, []],
])(
  'the same request with the key of another partner is answered for that one: %s',
  async (_what, ask, all, status, some) => {
    const told = ({ status, text, headers }: { status: number; text: string; headers: Headers }) => ({
      status,
      titles: BOTH.filter((title) => text.includes(title)),
      partner: headers['almanac-partner'],
    });
    const wide = () => ask().set('almanac-key', keys.wide);
    const own = [await wide(), await wide(), await wide()].at(-1);
    expect(own && told(own)).toEqual({ status: 200, titles: all, partner: 'wide' });
    const statements = await api.statementsOf(wide);
    expect(statements.filter((name) => name !== 'delivery.operation-registry')).toEqual([]);
    const etag = own?.headers['etag'] ?? '';
    expect(etag).toMatch(/^"/);
    for (const held of [null, etag, `W/${etag}`, `"other", ${etag}`])
      for (let round = 0; round < 3; round++) {
        const headers = { 'almanac-key': keys.narrow, ...(held === null ? {} : { 'if-none-match': held }) };
        const other = await ask().set(headers);
        expect(told(other)).toEqual({ status, titles: some, partner: 'narrow' });
        expect((await wide()).text).toBe(own?.text);
        const mine = await wide().set('if-none-match', other.headers['etag'] ?? '"none"');
        expect([mine.status, mine.text]).toEqual([200, own?.text]);
      }
    expect((await wide().set('if-none-match', etag)).status).toBe(304);
  },
);
