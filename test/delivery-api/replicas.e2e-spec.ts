import { jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as wait } from 'node:timers/promises';
import request from 'supertest';
import { createLogger, SelfReport } from '#edge';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { StreamingPair } from '../kit/standby.js';
import { createWorld, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

// Servers of its own: it takes them away.
jest.setTimeout(400_000);

const QUERY = '{ article(slug: "page") { title } }';
let pair: StreamingPair;
let world: World;
let page: { documentId: string; locale: string; draftVersion: number };
let key: { id: string; key: string };
/** One without the cache, so that every request reads; one with it, as it runs. */
let bare: NestFastifyApplication;
let kept: NestFastifyApplication;

beforeAll(async () => {
  pair = await StreamingPair.start();
  world = await createWorld({ database: pair.database(pair.primary) });
  page = await world.given.published('article', { title: 'Title 0', body: [paragraph('a', 'x')] }, { slug: 'page' });
  await world.partners.create(TESTER, {
    handle: 'district',
    name: 'A district',
    region: null,
    scope: { kinds: null, topics: null, audiences: null, locales: null },
  });
  key = await world.partners.issueKey(TESTER, 'district', null);
  await pair.caughtUp();
  bare = await open(0);
  kept = await open(4_000_000);
});
afterAll(async () => {
  await bare.close();
  await kept.close();
  await world.end();
  await pair.end();
});

function open(cacheBytes: number): Promise<NestFastifyApplication> {
  const { secrets, clock, config, database } = world;
  // As an operator writes it: the standby has the same logins, so the address names none.
  const replicaUrls = [`postgres://${pair.standby.host}:${pair.standby.port}/almanac`];
  return createDeliveryApp(
    { ...config, cacheBytes, replicaUrls },
    {
      secrets,
      clock,
      databaseUrl: database.addresses.delivery,
      logger: createLogger('test', 'silent'),
      ...(cacheBytes === 0 ? { bare: true } : {}),
    },
  );
}

const ask = (app: NestFastifyApplication, query = QUERY, headers: Readonly<Record<string, string>> = {}) =>
  request(app.getHttpServer()).post('/graphql').set(headers).send({ query });
const bearer = () => ({ authorization: `Bearer ${key.key}` });

async function retitle(title: string): Promise<void> {
  const { draftVersion } = await world.drafting.save(TESTER, {
    documentId: page.documentId,
    locale: 'en',
    expectedVersion: (await world.drafting.get(page.documentId, 'en')).draftVersion,
    fields: { title },
  });
  await world.publishing.publish(TESTER, { publish: [toPublish({ ...page, draftVersion })] });
}

/** A figure that the process tells of itself. */
async function figure(app: NestFastifyApplication, name: string, labels: Readonly<Record<string, string>> = {}) {
  const metrics = await app.get(SelfReport).metrics.read();
  return metrics
    .flatMap((metric) => metric.values.map((value) => ({ metricName: metric.name, ...value })))
    .filter((each) => each.metricName === name)
    .filter((each) => Object.entries(labels).every(([label, value]) => each.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
/** How often documents were looked up by their slugs on a server. */
const readsOf = (app: NestFastifyApplication, server: string) =>
  figure(app, 'almanac_sql_seconds_count', { server, statement: 'delivery.by-slugs' });

async function until(holds: () => Promise<boolean>): Promise<void> {
  const since = performance.now();
  while (!(await holds())) {
    if (performance.now() - since > 60_000) throw new Error(`did not come true: ${holds.toString()}`);
    await wait(20);
  }
}

test('documents are read from a standby that has the publication; who asks is asked of the primary', async () => {
  const answer = await ask(bare, QUERY, bearer());
  expect([answer.text, answer.headers['almanac-partner']]).toEqual([
    '{"data":{"article":{"title":"Title 0"}}}\n',
    'district',
  ]);
  const asked = (server: string, statement: string) =>
    figure(bare, 'almanac_sql_seconds_count', { server, statement: `delivery.${statement}` });
  for (const statement of ['identify', 'scopes'])
    expect([await asked('primary', statement), await asked('replica-1', statement)]).toEqual([1, 0]);
  expect([await readsOf(bare, 'primary'), await readsOf(bare, 'replica-1')]).toEqual([0, 1]);
});

test('no answer is from behind its publication, however soon it is asked for', async () => {
  for (let round = 1; round <= 20; round++) {
    await retitle(`Title ${round}`);
    const answers = await Promise.all(Array.from({ length: 4 }, () => ask(bare)));
    expect(answers.map(({ text }) => text)).toEqual(
      Array.from({ length: 4 }, () => `{"data":{"article":{"title":"Title ${round}"}}}\n`),
    );
  }
  const past = await ask(bare, '{ article(slug: "page", asOf: { instant: "2026-06-01T12:00:00Z" }) { title } }');
  expect(past.status).toBe(200);
});

test('a standby that lags is not asked until it has caught up', async () => {
  await pair.caughtUp();
  await pair.pauseReplay();
  await retitle('While it lags');
  const before = await readsOf(bare, 'replica-1');
  for (const app of [bare, kept]) await until(async () => (await ask(app)).text.includes('While it lags'));
  for (let round = 0; round < 5; round++) expect((await ask(bare)).text).toContain('While it lags');
  expect(await readsOf(bare, 'replica-1')).toBe(before);
  await until(async () => (await figure(bare, 'almanac_replica_behind')) === 1);
  await pair.resumeReplay();
  await until(async () => {
    expect((await ask(bare)).text).toContain('While it lags');
    return (await readsOf(bare, 'replica-1')) > before;
  });
});

test('a standby that is killed under load fails no request, and is read from again when it is back', async () => {
  await pair.caughtUp();
  let over = false;
  const answers: string[] = [];
  const load = Array.from({ length: 8 }, async (_, client) => {
    for (let round = 0; !over; round++) {
      const { status, text } = await ask(
        bare,
        `{ c${client}_${round}: article(slug: "page") { title edition { number } } }`,
      );
      answers.push(`${status} ${text.includes('"errors"') ? text : 'data'}`);
    }
  });
  await until(async () => answers.length > 40);
  process.kill(pair.standby.pid, 'SIGKILL');
  const killedAt = answers.length;
  await until(async () => answers.length > killedAt + 80);
  over = true;
  await Promise.all(load);
  expect(new Set(answers)).toEqual(new Set(['200 data']));
  await until(async () => {
    const before = await readsOf(bare, 'replica-1');
    await ask(bare);
    return (await readsOf(bare, 'replica-1')) > before;
  });
});

test('while the primary is away the public reads its last publication, marked, and a key opens nothing', async () => {
  await retitle('The last');
  await pair.caughtUp();
  for (const app of [bare, kept]) await until(async () => (await ask(app)).text.includes('The last'));
  const before = await ask(bare);
  await pair.primary.stop();
  await wait(2_500);
  for (const app of [bare, kept]) {
    // Nobody asked this before: it is read from the standby.
    const answer = await ask(app, '{ article(slug: "page") { title slug } }');
    const again = await ask(app, '{ article(slug: "page") { title slug } }');
    expect([answer.status, answer.text]).toEqual([200, '{"data":{"article":{"title":"The last","slug":"page"}}}\n']);
    expect(again.headers['warning']).toContain('110');
    expect(again.headers['almanac-as-of']).toBe(before.headers['almanac-as-of']);
    const refused = await ask(app, QUERY, bearer());
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '2']);
    expect(refused.text).not.toContain('The last');
  }
  const page = await request(bare.getHttpServer()).get('/v1/article/page.json');
  expect([page.status, page.headers['warning']]).toEqual([200, '110 almanac "Response is Stale"']);
  expect((await request(bare.getHttpServer()).get('/readyz')).status).toBe(200);

  // Nobody has it: a standby that is away too, and then one of another history.
  await pair.standby.stop();
  const [graphql, v1] = [await ask(bare), await request(bare.getHttpServer()).get('/v1/article/page.json')];
  expect([graphql.status, graphql.headers['retry-after'], v1.status, v1.headers['retry-after']]).toEqual([
    503,
    '2',
    503,
    '2',
  ]);
  expect(graphql.text).toContain('UNAVAILABLE');
  await pair.restart();
  await until(async () => (await ask(bare)).status === 200 && (await ask(kept, QUERY, bearer())).status === 200);
  expect((await ask(bare)).headers['warning']).toBeUndefined();
});

test('a standby that was promoted into a history of its own is not read from', async () => {
  await pair.caughtUp();
  await pair.promote();
  const fork = await createWorld({ database: pair.database(pair.standby), bare: true });
  const { draftVersion } = await fork.drafting.save(TESTER, {
    documentId: page.documentId,
    locale: 'en',
    expectedVersion: (await fork.drafting.get(page.documentId, 'en')).draftVersion,
    fields: { title: 'Of another history' },
  });
  await fork.publishing.publish(TESTER, { publish: [toPublish({ ...page, draftVersion })] });
  await fork.end();
  // Both have a publication of this number now.
  await retitle('Of ours');
  const before = await readsOf(bare, 'replica-1');
  for (const app of [bare, kept]) await until(async () => (await ask(app)).text.includes('Of ours'));
  for (let round = 0; round < 5; round++) expect((await ask(bare)).text).toContain('Of ours');
  expect(await readsOf(bare, 'replica-1')).toBe(before);
  expect(await figure(bare, 'almanac_replica_present')).toBe(1);
});
