import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as wait } from 'node:timers/promises';
import request from 'supertest';
import { EVERYTHING, UsageService } from '#access';
import { Traffic } from '#delivery';
import { createLogger } from '#edge';
import { ReadPool } from '#platform';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';
import { until } from '../kit/until.js';

const QUERY = 'query Page { article(slug: "page") { title } }';

let api: Api;
beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
  await api.world.given.published('article', { title: 'First', body: [paragraph('a', 'x')] }, { slug: 'page' });
});
afterAll(() => api.end());

async function partner(handle: string, quotas: { perMinute: number | null; perDay: number | null }) {
  const { partners } = api.world;
  const { id } = await partners.create(TESTER, { handle, name: handle, region: null, scope: EVERYTHING });
  await partners.service.changeQuotas(TESTER, await partners.seen(TESTER, handle), quotas);
  const { key } = await partners.issueKey(TESTER, handle, null);
  return { id, headers: { 'almanac-key': key } };
}

const usageOf = (partnerId: string) => {
  const day = api.world.clock.now().toISOString().slice(0, 10);
  const usage = api.world.app.get(UsageService, { strict: false });
  return usage.list(TESTER, partnerId, { since: day, until: day, first: null, after: null });
};

const statuses = async (count: number, ask: () => Promise<{ readonly status: number }>) => {
  const seen: number[] = [];
  for (let each = 0; each < count; each++) seen.push((await ask()).status);
  return seen;
};

test('a minute may be used up in one burst, by whatever way, and then everything is 429 and says when to come back', async () => {
  const { headers } = await partner('burst', { perMinute: 6, perDay: 1_000 });
  const first = await api.ask(QUERY, {}, headers);
  expect(first.headers).toMatchObject({
    'ratelimit-policy': '"minute";q=6;w=60, "day";q=1000;w=86400',
    ratelimit: expect.stringMatching(/^"minute";r=5;t=(60|59), "day";r=999;t=86(400|399)$/) as unknown,
  });
  expect(await statuses(2, () => api.ask(QUERY, {}, headers))).toEqual([200, 200]);
  const ways = [
    () => api.http.get('/v1/article/page.json').set(headers),
    // Made behind the front: what is refused costs, too.
    () => api.http.post('/graphql').set(headers).send({ query: 'mutation { x }' }),
    () => api.http.get('/v1/sync.ndjson').set(headers),
  ];
  for (const ask of ways) expect((await ask()).status).not.toBe(429);
  for (const ask of [...ways, () => api.http.post('/graphql').set(headers).send({ query: QUERY })]) {
    const refused = await ask();
    expect(refused.status).toBe(429);
    const { extensions, message } =
      (refused.body as { errors: { extensions: object; message: string }[] }).errors[0] ?? {};
    expect(extensions).toMatchObject({ code: 'QUOTA_EXCEEDED', window: 'minute', limit: 6 });
    expect(message).toContain('try again in');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(50);
    expect(refused.headers).toMatchObject({
      'cache-control': 'no-store',
      ratelimit: expect.stringContaining('"minute";r=0;') as unknown,
      'access-control-expose-headers': expect.stringContaining('RateLimit') as unknown,
    });
  }
  // Whoever has no key, and the pages of a process that looks after itself, are not concerned.
  expect((await api.ask(QUERY)).status).toBe(200);
  expect((await api.http.get('/readyz').set(headers)).status).toBe(200);
});

test('a hit is counted without a statement, and a 304 uses nothing up', async () => {
  const { headers } = await partner('polite', { perMinute: null, perDay: 100 });
  // As of the head that is known here a new partner may have no scope yet; that is over within a second.
  while ((await api.http.get('/v1/article/page').set(headers)).status !== 200) await wait(20);
  for (let warm = 0; warm < 3; warm++) await api.ask(QUERY, {}, headers);
  const { headers: kept } = await api.ask(QUERY, {}, headers);
  const etag = kept['etag'] ?? '';
  const before = /r=(\d+)/.exec(kept['ratelimit'] ?? '')?.[1];
  const statements: string[] = [];
  const stop = api.pool.onStatement((statement) => statements.push(statement.name));
  const polite = () => api.http.post('/graphql').set(headers).set('if-none-match', etag).send({ query: QUERY });
  expect(await statuses(60, polite)).toEqual(Array<number>(60).fill(304));
  stop();
  expect(statements).toEqual([]);
  expect((await polite()).headers['ratelimit']).toMatch(new RegExp(`^"day";r=${before};`));
});

test('without a quota nothing is limited and nothing is said; a change of it is known within a second', async () => {
  const { headers } = await partner('free', { perMinute: null, perDay: null });
  const free = await api.ask(QUERY, {}, headers);
  expect([free.status, free.headers['ratelimit']]).toEqual([200, undefined]);
  const { partners } = api.world;
  await partners.service.changeQuotas(TESTER, await partners.seen(TESTER, 'free'), { perMinute: 1, perDay: null });
  const status = async () => (await api.ask(QUERY, {}, headers)).status;
  expect(await until(async () => (await status()) === 429)).toBeLessThan(1_000);
  await partners.service.changeQuotas(TESTER, await partners.seen(TESTER, 'free'), { perMinute: null, perDay: null });
  expect(await until(async () => (await status()) === 200)).toBeLessThan(1_000);
});

test('callers without a key are limited each by the address that a trusted proxy tells', async () => {
  const { world, pool } = api;
  const open = async (trustedProxies: readonly string[]): Promise<NestFastifyApplication> =>
    createDeliveryApp(
      { ...world.config, publicPerMinute: 3, trustedProxies },
      { secrets: world.secrets, clock: world.clock, pool, logger: createLogger('test', 'silent') },
    );
  const ask = (app: NestFastifyApplication, from: string) =>
    request(app.getHttpServer()).post('/graphql').set('x-forwarded-for', from).send({ query: QUERY });
  const [trusting, careful] = await Promise.all([open(['127.0.0.1', '::1']), open([])]);
  try {
    expect(await statuses(5, () => ask(trusting, '192.0.2.1'))).toEqual([200, 200, 200, 429, 429]);
    const other = await ask(trusting, '192.0.2.2');
    expect([other.status, other.headers['ratelimit']]).toEqual([200, undefined]);
    let address = 0;
    expect(await statuses(4, () => ask(careful, `192.0.2.${++address}`))).toEqual([200, 200, 200, 429]);
  } finally {
    await Promise.all([trusting.close(), careful.close()]);
  }
});

test('what each partner asked for is written by day and operation, and says nothing of who it was', async () => {
  const { id, headers } = await partner('counted', { perMinute: 5, perDay: null });
  const app = await createDeliveryApp(api.world.config, {
    secrets: api.world.secrets,
    clock: api.world.clock,
    pool: api.pool,
    logger: createLogger('test', 'silent'),
  });
  const http = request(app.getHttpServer());
  const etag = (await http.post('/graphql').set(headers).send({ query: QUERY })).headers['etag'] ?? '';
  await http.post('/graphql').set(headers).set('if-none-match', etag).send({ query: QUERY });
  await http.get('/v1/article/page.json?locale=en').set(headers);
  await http.post('/graphql').set(headers).send({ query: '{ article(slug: "page") { title } }' });
  await http
    .post('/graphql')
    .set(headers)
    .send({ query: `query ${'N'.repeat(200)} { article(slug: "page") { title } }` });
  await http.get('/nowhere').set(headers);
  for (let over = 0; over < 3; over++) await http.get('/v1/article/page.json').set(headers);
  await app.close();
  const day = api.world.clock.now().toISOString().slice(0, 10);
  expect(await usageOf(id)).toEqual([
    { day, operation: '(others)', requests: 1, unchanged: 0, refused: 0 },
    { day, operation: '(unnamed)', requests: 1, unchanged: 0, refused: 0 },
    { day, operation: '/v1/:kind/:name', requests: 4, unchanged: 0, refused: 2 },
    { day, operation: 'Page', requests: 2, unchanged: 1, refused: 0 },
  ]);
});

test('names that a caller makes up fill no table', async () => {
  const { id } = await partner('inventive', { perMinute: null, perDay: null });
  // Three processes, one after the other.
  for (const round of [1, 2, 3]) {
    const traffic = new Traffic(new ReadPool(api.world.database.addresses.delivery), api.world.clock, null);
    for (let at = 0; at < 110; at++) traffic.meter(id, `Name_${round}_${at}`).requests += 1;
    await traffic.end();
  }
  const all = await usageOf(id);
  expect(all.reduce((sum, { requests }) => sum + requests, 0)).toBe(330);
  expect(all.length).toBeLessThan(302);
  expect(all.find(({ operation }) => operation === '(others)')?.requests).toBeGreaterThan(100);
});

test('usage is pruned when nobody may look it up any more', async () => {
  const { id } = await partner('ancient', { perMinute: null, perDay: null });
  await api.world.work.rows(
    `insert into traffic.usage (partner_id, day, operation, requests, unchanged, refused) values ($1, '2020-01-01', 'Old', 1, 0, 0)`,
    [id],
  );
  expect(await api.world.app.get(UsageService, { strict: false }).prune()).toBe(1);
});
