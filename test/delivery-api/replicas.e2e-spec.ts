import { jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as wait } from 'node:timers/promises';
import request from 'supertest';
import { NewestHead, Proofs, Replica, ReplicatedReader, SqlDeliveryReader } from '#delivery';
import { createLogger, SelfReport } from '#edge';
import { ReadPool, replicaAddresses } from '#platform';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { StreamingServers } from '../kit/standby.js';
import { Wire } from '../kit/wire.js';
import { createWorld, paragraph, TESTER, toPublish, type World } from '../kit/world.js';
import { until } from '../kit/until.js';

// Servers of its own: it takes them away.
jest.setTimeout(400_000);

/** Milliseconds. Whoever waits for a server that hangs is answered 504 by then. */
const DEADLINE = 4_000;
const QUERY = '{ article(slug: "page") { title } }';
let servers: StreamingServers;
let world: World;
let page: { documentId: string; locale: string; draftVersion: number };
let key: { id: string; key: string };
/** Lines to the primary, and to the two standbys. */
let front: Wire;
let lines: readonly [Wire, Wire];
/** One without the cache, so that every request reads; one with it, as it runs; one without it that has both standbys. */
let bare: NestFastifyApplication;
let kept: NestFastifyApplication;
let many: NestFastifyApplication;

beforeAll(async () => {
  servers = await StreamingServers.start();
  world = await createWorld({ database: servers.database(servers.primary) });
  page = await world.given.published('article', { title: 'Title 0', body: [paragraph('a', 'x')] }, { slug: 'page' });
  await world.partners.create(TESTER, {
    handle: 'district',
    name: 'A district',
    region: null,
    scope: { kinds: null, topics: null, audiences: null, locales: null },
  });
  key = await world.partners.issueKey(TESTER, 'district', null);
  await servers.caughtUp();
  front = await Wire.to(world.database.addresses.delivery);
  lines = [await Wire.to(addressOf(servers.standby)), await Wire.to(addressOf(servers.second))];
  bare = await open(0, [addressOf(servers.standby)]);
  kept = await open(4_000_000, [addressOf(servers.standby)]);
  many = await open(
    0,
    lines.map(({ url }) => url),
  );
});
afterAll(async () => {
  for (const app of [bare, kept, many]) await app.close();
  for (const wire of [front, ...lines]) await wire.end();
  await world.end();
  await servers.end();
});

/** As an operator writes it: a standby has the same logins, so the address names none. */
const addressOf = ({ host, port }: { readonly host: string; readonly port: number }) =>
  `postgres://${host}:${port}/almanac`;

function open(cacheBytes: number, replicaUrls: readonly string[]): Promise<NestFastifyApplication> {
  const { secrets, clock, config } = world;
  return createDeliveryApp(
    { ...config, cacheBytes, replicaUrls, deadline: DEADLINE },
    {
      secrets,
      clock,
      databaseUrl: front.url,
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

test('documents are read from a standby that has the publication; who asks is asked of the primary', async () => {
  await until(async () => (await isThere(bare, '1')) === 1);
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
  await servers.caughtUp();
  await servers.pauseReplay();
  await retitle('While it lags');
  const before = await readsOf(bare, 'replica-1');
  for (const app of [bare, kept]) await until(async () => (await ask(app)).text.includes('While it lags'));
  for (let round = 0; round < 5; round++) expect((await ask(bare)).text).toContain('While it lags');
  expect(await readsOf(bare, 'replica-1')).toBe(before);
  await until(async () => (await figure(bare, 'almanac_replica_behind')) === 1);
  await servers.resumeReplay();
  await until(async () => {
    expect((await ask(bare)).text).toContain('While it lags');
    return (await readsOf(bare, 'replica-1')) > before;
  });
});

/** Eight clients that ask again and again while `work` goes on: how they were answered. */
async function underLoad(
  app: NestFastifyApplication,
  work: (answered: (more: number) => Promise<unknown>) => Promise<void>,
) {
  let over = false;
  const answers: string[] = [];
  const load = Array.from({ length: 8 }, async (_, client) => {
    for (let round = 0; !over; round++) {
      const { status, text } = await ask(
        app,
        `{ c${client}_${round}: article(slug: "page") { title edition { number } } }`,
      );
      answers.push(`${status} ${text.includes('"errors"') ? text : 'data'}`);
    }
  });
  await work((more) => {
    const before = answers.length;
    return until(async () => answers.length > before + more);
  });
  over = true;
  await Promise.all(load);
  return new Set(answers);
}
const onlyData = new Set(['200 data']);

const isThere = (app: NestFastifyApplication, replica: string) => figure(app, 'almanac_replica_present', { replica });

async function isReadAgain(app: NestFastifyApplication, server: string): Promise<void> {
  const before = await readsOf(app, server);
  await until(async () => {
    await ask(app);
    return (await readsOf(app, server)) > before;
  });
}

test('a standby that is killed under load fails no request, and is read from again when it is back', async () => {
  await servers.caughtUp();
  const answers = await underLoad(bare, async (answered) => {
    await answered(40);
    process.kill(servers.standby.pid, 'SIGKILL');
    await answered(80);
  });
  expect(answers).toEqual(onlyData);
  await isReadAgain(bare, 'replica-1');
});

test('of several standbys each is read from as often, and those that are behind are left out', async () => {
  await servers.caughtUp();
  for (const line of ['1', '2']) await until(async () => (await isThere(many, line)) === 1);
  const share = async (asked: number) => {
    const each = ['primary', 'replica-1', 'replica-2'];
    const before = await Promise.all(each.map((server) => readsOf(many, server)));
    for (let round = 0; round < asked; round++) expect((await ask(many)).status).toBe(200);
    return Promise.all(each.map(async (server, at) => (await readsOf(many, server)) - (before[at] ?? 0)));
  };
  // Each has shown that it has the publication.
  await until(async () => (await share(2)).join() === '0,1,1');
  expect(await share(20)).toEqual([0, 10, 10]);

  await servers.pauseReplay();
  await retitle('One of them lags');
  await servers.caughtUp([servers.second]);
  await until(async () => (await share(1)).join() === '0,0,1');
  expect((await ask(many)).text).toContain('One of them lags');
  expect(await share(10)).toEqual([0, 0, 10]);
  await servers.resumeReplay();
  await servers.caughtUp();
  await until(async () => (await share(2)).join() === '0,1,1');
  expect(await share(20)).toEqual([0, 10, 10]);
});

test('a standby that hangs, or dies in the middle of statements, keeps nobody from an answer in time', async () => {
  const [line] = lines;
  const answers = await underLoad(many, async (answered) => {
    await answered(20);
    line.hush();
    await answered(200);
    await until(async () => (await isThere(many, '1')) === 0);
    const before = await readsOf(many, 'replica-1');
    await answered(100);
    // Set aside, it is asked nothing; what it was asked before was taken back.
    expect(await readsOf(many, 'replica-1')).toBe(before);
    line.mend();
    await until(async () => (await readsOf(many, 'replica-1')) > before + 20);
    // What is under way at this moment never ends.
    line.hush();
    await answered(1);
    line.sever();
    await answered(100);
  });
  expect(answers).toEqual(onlyData);
  line.mend();
  await isReadAgain(many, 'replica-1');
});

test('a connection to a standby that leads nowhere costs nobody an answer, and is replaced by another', async () => {
  const [line] = lines;
  const answers = await underLoad(many, async (answered) => {
    await answered(40);
    line.hushOpen();
    await answered(200);
    const before = await readsOf(many, 'replica-1');
    await until(async () => (await readsOf(many, 'replica-1')) > before + 20);
  });
  expect(answers).toEqual(onlyData);
  line.mend();
});

test('whoever finds that a standby is silent sets it aside: nobody else waits for it until it has said something', async () => {
  await servers.caughtUp();
  const { config, secrets, clock } = world;
  const line = await Wire.to(addressOf(servers.standby));
  const [address = ''] = replicaAddresses({ replicaUrls: [line.url] }, front.url);
  const [first, second] = [new ReadPool(front.url), new ReadPool(address, { admit: new Proofs().admit })];
  const [primary, standby] = [first, second].map((pool) => new SqlDeliveryReader(pool, config, secrets, clock));
  if (!primary || !standby) throw new Error('two pools have two readers');
  // No look ends before the line is mended, so it is as present as ever.
  const replica = new Replica({ reader: standby, pool: second, patience: 60_000 });
  const reader = new ReplicatedReader(primary, [replica], new NewestHead(), 250);
  await replica.start();
  const view = await reader.view(await reader.identify(null), await reader.head());
  const read = () => reader.bySlugs(view, [{ kind: 'article', locale: 'en', slug: 'page' }]);
  const found = [expect.objectContaining({ documentId: page.documentId })];
  await until(() => Promise.resolve(replica.has([view.head, view.snapshot]) === true));
  const asked: string[] = [];
  second.onStatement(({ name }) => asked.push(name));

  line.hush();
  expect([await read(), asked]).toEqual([found, ['delivery.by-slugs']]);
  for (let round = 0; round < 3; round++) expect(await read()).toEqual(found);
  expect([replica.isPresent, asked]).toEqual([true, ['delivery.by-slugs']]);
  line.mend();
  await until(async () => {
    expect(await read()).toEqual(found);
    return asked.length > 1;
  });
  await replica.end();
  for (const each of [first, second, line]) await each.end();
});

test('while the primary is away the public reads its last publication, marked, and a key opens nothing', async () => {
  await retitle('The last');
  await servers.caughtUp();
  for (const app of [bare, kept]) await until(async () => (await ask(app)).text.includes('The last'));
  const before = await ask(bare);
  await servers.primary.stop();
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
  await Promise.all([servers.standby.stop(), servers.second.stop()]);
  const [graphql, v1] = [await ask(bare), await request(bare.getHttpServer()).get('/v1/article/page.json')];
  expect([graphql.status, graphql.headers['retry-after'], v1.status, v1.headers['retry-after']]).toEqual([
    503,
    '2',
    503,
    '2',
  ]);
  expect(graphql.text).toContain('UNAVAILABLE');
  await servers.restart();
  // A standby may be the first to be back, and what it says is marked.
  await until(async () => {
    const open = await ask(bare);
    return open.status === 200 && open.headers['warning'] === undefined;
  });
  await until(async () => (await ask(kept, QUERY, bearer())).status === 200);
});

test('a primary that hangs is as one that is away, until it says something', async () => {
  await retitle('Before it hangs');
  await servers.caughtUp();
  for (const app of [bare, kept]) {
    await until(async () => (await ask(app)).text.includes('Before it hangs'));
    // Read, of the standby that was away, as of this very publication.
    await until(async () => (await isThere(app, '1')) === 1 && (await figure(app, 'almanac_replica_behind')) === 0);
  }
  await isReadAgain(bare, 'replica-1');
  front.hush();
  const other = '{ article(slug: "page") { slug title } }';
  const asked = [bare, kept].flatMap((app) => [ask(app, other), ask(app, QUERY, bearer())]);
  for (const [at, { status, text }] of (await Promise.all(asked)).entries()) {
    if (at % 2 === 0) {
      expect([status, text]).toEqual([200, '{"data":{"article":{"slug":"page","title":"Before it hangs"}}}\n']);
    } else {
      expect([503, 504]).toContain(status);
      expect(text).not.toContain('Before it hangs');
    }
  }
  await retitle('While it hangs');
  // Others than those that it kept silent on.
  front.mendNew();
  for (const app of [bare, kept]) {
    await until(async () => {
      const { text, headers } = await ask(app);
      return text.includes('While it hangs') && headers['warning'] === undefined;
    });
    await until(async () => (await ask(app, QUERY, bearer())).headers['almanac-partner'] === 'district');
  }
  front.mend();
});

test('a server of another history at the address of a standby is not read from, whatever it says that it is', async () => {
  await servers.caughtUp();
  const [line, other] = lines;
  // One of many: a line may be given to any of several servers, and those that are open stay with theirs.
  line.leadTo(addressOf(servers.second));
  await servers.promote();
  const fork = await createWorld({ database: servers.database(servers.standby), bare: true });
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
  await servers.caughtUp([servers.second]);
  const before = await readsOf(bare, 'replica-1');
  for (const app of [bare, kept]) await until(async () => (await ask(app)).text.includes('Of ours'));
  for (let round = 0; round < 5; round++) expect((await ask(bare)).text).toContain('Of ours');
  expect(await readsOf(bare, 'replica-1')).toBe(before);
  await until(async () => (await isThere(bare, '1')) === 0);

  // As a restored folder is: it follows nobody that comes, and answers as a standby does.
  await servers.isolate();
  await until(async () => (await isThere(bare, '1')) === 1);
  for (let round = 0; round < 5; round++) expect((await ask(bare)).text).toContain('Of ours');
  expect(await readsOf(bare, 'replica-1')).toBe(before);

  // Put in the place of a standby whose open connections still work, and whose proofs are known.
  line.hushOpen();
  await isReadAgain(many, 'replica-1');
  const wrong = new URL(addressOf(servers.standby)).port;
  for (const each of [line, other]) each.leadTo(addressOf(servers.standby));
  const made = line.made.get(wrong) ?? 0;
  for (let round = 0; round < 3; round++) {
    const answers = await Promise.all(Array.from({ length: 24 }, () => ask(many)));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['{"data":{"article":{"title":"Of ours"}}}\n']));
  }
  expect(line.made.get(wrong)).toBeGreaterThan(made);
});
