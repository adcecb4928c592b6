import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { as } from '../kit/server.js';
import { embed, paragraph, TESTER } from '../kit/world.js';
import { fileStore } from '../../libs/client/src/file-store.js';
import {
  createReplica,
  memoryStore,
  query,
  type Removal,
  type ReplicaOptions,
  show,
} from '../../libs/client/src/index.js';
import { Api } from '../delivery-api/api.js';

let api: Api;
let url: string;
let folder: string;
const ids = { fact: '', host: '', pair: '' };
beforeAll(async () => {
  api = await Api.over();
  const { given } = api.world;
  ids.fact = (
    await given.published('fact', { statement: 'Half of <them>.', status: 'DISPUTED', notice: 'Nobody counted.' })
  ).documentId;
  ids.host = (
    await given.published(
      'article',
      { title: 'Host', body: [paragraph('a', 'Before.'), embed('e', 'factEmbed', ids.fact), paragraph('b', 'After.')] },
      { slug: 'host' },
    )
  ).documentId;
  ids.pair = (await given.published('myth-fact', { myth: 'A myth.', fact: 'A fact.', verdict: 'FALSE' })).documentId;
  for (let count = 0; count < 12; count++) await given.published('source', { title: `Source ${count}` });
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
  folder = await mkdtemp(path.join(tmpdir(), 'almanac-copy-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await api.end();
});

const replicaOf = (more: Partial<ReplicaOptions> = {}) =>
  createReplica({ url, store: memoryStore(), retries: 0, ...more });
/** Lets so many requests through, then the connection is gone; counts them. */
function cutAfter(requests: number, length = Infinity) {
  let sent = 0;
  const send: typeof fetch = async (...args) => {
    sent += 1;
    if (sent > requests) throw new TypeError('fetch failed');
    const response = await fetch(...args);
    const body = await response.text();
    return new Response(body.slice(0, length), { status: response.status, headers: response.headers });
  };
  return { fetch: send, sent: () => sent };
}

test('a copy is filled, proven, and read without a network', async () => {
  const line = cutAfter(100);
  const replica = replicaOf({ fetch: line.fetch, pageSize: 3 });
  const synced = await replica.sync();
  expect(synced).toMatchObject({ refilled: 'EMPTY', removed: 0, count: 16, upserted: 16 });
  const before = line.sent();
  const host = await replica.bySlug('article', 'host', 'en');
  if (!host) throw new Error('the host is missing');
  expect(await show(replica, host)).toMatch(/<strong>Disputed<\/strong>.*Half of &lt;them&gt;.*Nobody counted\./s);
  expect(await show(replica, host, 'body', 'text')).toBe(
    'Before.\n\nDisputed\n\nHalf of <them>.\n\nNobody counted.\n\nAfter.',
  );
  expect((await replica.notices('en')).map(({ fields }) => fields['name'])).toEqual(['Helpline']);
  expect(await replica.list('source', 'en')).toHaveLength(12);
  expect(line.sent()).toBe(before);
});

test('a correction comes in one small request, and what goes is told with its reason', async () => {
  const removed: Removal[] = [];
  const replica = replicaOf({ onRemoved: (removal) => removed.push(removal) });
  await replica.sync();
  await api.change(ids.fact, { statement: 'About half of them.' });
  expect(await replica.sync()).toMatchObject({ upserted: 1, removed: 0, refilled: null });
  await api.withdraw(ids.pair, { reason: 'RETRACTED', notice: 'We were wrong.' });
  expect(await replica.sync()).toMatchObject({ upserted: 0, removed: 1, refilled: null });
  expect(removed).toEqual([
    {
      documentId: ids.pair,
      locale: 'en',
      kind: 'myth-fact',
      reason: 'RETRACTED',
      replacedBy: null,
      notice: 'We were wrong.',
    },
  ]);
  expect(await replica.get(ids.pair, 'en')).toBeNull();
});

test('a connection that breaks in the middle of a page is tried again, and nothing is applied twice', async () => {
  let broken = 0;
  const send: typeof fetch = async (...args) => {
    const response = await fetch(...args);
    broken += 1;
    return broken % 2 === 1 ? new Response((await response.text()).slice(0, 300)) : response;
  };
  const replica = replicaOf({ fetch: send, retries: 2, pageSize: 8 });
  expect(await replica.sync()).toMatchObject({ upserted: 15, count: 15 });
});

test('a copy in a file goes on where it was cut off, at whatever byte', async () => {
  const file = path.join(folder, 'copy.ndjson');
  const line = cutAfter(2);
  const first = replicaOf({ store: fileStore(file), fetch: line.fetch, pageSize: 4 });
  await expect(first.sync()).rejects.toThrow('fetch failed');
  await first.close();
  const whole = await readFile(file);
  for (const length of [0, 1, Math.floor(whole.length / 2), whole.length - 1, whole.length]) {
    const copy = path.join(folder, `cut-${length}.ndjson`);
    await writeFile(copy, whole.subarray(0, length));
    const replica = replicaOf({ store: fileStore(copy), pageSize: 4 });
    expect(await replica.sync()).toMatchObject({ count: 15 });
    await replica.close();
    const again = replicaOf({ store: fileStore(copy) });
    expect(await again.sync()).toMatchObject({ upserted: 0, refilled: null, count: 15 });
    await again.close();
  }
});

test('a file does not grow for ever', async () => {
  const file = path.join(folder, 'worn.ndjson');
  const store = fileStore(file);
  const replica = replicaOf({ store });
  await replica.sync();
  const small = (await readFile(file)).length;
  const [one] = await store.get([`${ids.host} en`]);
  const state = await store.state();
  if (!one || !state) throw new Error('the copy is missing');
  const many = Array.from({ length: 100 }, () => one);
  for (let count = 0; count < 12; count++) await store.apply({ puts: many, removes: [], state });
  expect((await readFile(file)).length).toBeLessThan(small + 1_000 * JSON.stringify(one).length);
  await replica.close();
  const again = replicaOf({ store: fileStore(file) });
  expect(await again.sync()).toMatchObject({ refilled: null, count: 15 });
  await again.close();
});

test('a copy that was damaged is found out, and made anew', async () => {
  const store = memoryStore();
  const replica = replicaOf({ store });
  await replica.sync();
  const state = await store.state();
  if (!state) throw new Error('the copy is missing');
  await store.apply({ puts: [], removes: [`${ids.host} en`], state: { ...state, count: state.count - 1 } });
  expect(await replica.sync()).toMatchObject({ refilled: 'COPY_DIFFERS', count: 15 });
  expect(await replica.get(ids.host, 'en')).not.toBeNull();
});

test('who was away too long keeps the old copy until the new one is whole, and then loses what has gone', async () => {
  const removed: Removal[] = [];
  const line = cutAfter(3);
  const store = memoryStore();
  await replicaOf({ store }).sync();
  const gone = (await api.world.given.published('source', { title: 'Short-lived' })).documentId;
  await replicaOf({ store }).sync();
  await api.withdraw(gone, { reason: 'GONE' });
  await as(api.world.database.superuserUrl, (client) => client.query('update ledger.head set min_seq = seq'));
  const cut = replicaOf({ store, fetch: line.fetch, pageSize: 4, onRemoved: (removal) => removed.push(removal) });
  await expect(cut.sync()).rejects.toThrow('fetch failed');
  expect(await cut.get(gone, 'en')).not.toBeNull();
  const replica = replicaOf({ store, onRemoved: (removal) => removed.push(removal) });
  expect(await replica.sync()).toMatchObject({ refilled: 'UNFINISHED', removed: 1, count: 15 });
  expect(removed.map(({ documentId, reason }) => [documentId, reason])).toEqual([[gone, 'WITHDRAWN']]);
});

test('another choice makes the copy anew, and two calls at once are one', async () => {
  const store = memoryStore();
  await replicaOf({ store }).sync();
  const line = cutAfter(100);
  const articles = replicaOf({ store, kinds: ['article'], fetch: line.fetch });
  const [one, other] = await Promise.all([articles.sync(), articles.sync()]);
  expect(one).toBe(other);
  expect(line.sent()).toBe(1);
  expect(one).toMatchObject({ refilled: 'OTHER_SELECTION', count: 3 });
  expect(await articles.list('fact', 'en')).toEqual([]);
  expect(await articles.get(ids.fact, 'en')).toMatchObject({ carried: true });
});

test('operations come back with their data, and refusals with their code', async () => {
  const { partners } = api.world;
  await partners.create(TESTER, {
    handle: 'reader',
    name: 'A reader',
    region: null,
    scope: { kinds: ['source'], topics: null, audiences: null, locales: null },
  });
  const { key } = await partners.issueKey(TESTER, 'reader', null);
  const asked = '{ article(slug: "host") { title } }';
  expect(await query({ url }, asked, {})).toEqual({ article: { title: 'Host' } });
  expect(await query({ url, key }, asked, {})).toEqual({ article: null });
  await expect(query({ url, retries: 0 }, '{ articles(first: 0) { edges { cursor } } }', {})).rejects.toMatchObject({
    code: 'BAD_INPUT',
  });
  await expect(query({ url: 'http://127.0.0.1:9', retries: 0 }, asked, {})).rejects.toThrow('fetch failed');
});
