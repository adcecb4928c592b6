// Longer than other files because one world, with real receivers, serves every promise about webhooks.
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { ACCESS_TABLES, EVERYTHING, type ScopeRule } from '#access';
import { CONTENT_TABLES, ExpungingService, type Variant, VerifyService } from '#content';
import {
  DeliveriesService,
  EndpointChangesService,
  EndpointsService,
  type EndpointWithSecret,
  EVENTS,
  FanOutService,
  ReceiptsService,
  SendingService,
  type Sent,
  SqlDeliveryReader,
  WebhookNoticesService,
  WebhooksModule,
} from '#delivery';
import { PlatformModule, Problems, ReadPool } from '#platform';
import { embed, paragraph, TESTER, toPublish, createWorld, type World } from '../kit/world.js';

const HOUR = 3_600_000;

interface Received {
  readonly id: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  readonly message: { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
}

const receivers: Receiver[] = [];

/** A partner's own server. It keeps what it is sent, and answers as it is told. */
class Receiver {
  readonly got: Received[] = [];
  answer: (response: ServerResponse) => void = (response) => void response.writeHead(204).end();
  private constructor(private readonly server: Server) {}

  static async open(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => (body += part));
      request.on('end', () => {
        const { headers } = request;
        const message = JSON.parse(body) as Received['message'];
        receiver.got.push({ id: String(headers['webhook-id']), body, headers, message });
        receiver.answer(response);
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    receivers.push(receiver);
    return receiver;
  }

  url(host = '127.0.0.1'): string {
    return `http://${host}:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  /** What came since the last time, by type and document. */
  take(): string[] {
    return this.got
      .splice(0)
      .map(({ message: { type, data } }) => `${type} ${String(data['documentId'] ?? data['changes'])}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

let world: World;
let app: INestApplicationContext;
let pool: ReadPool;
let folder: string;
let receiver: Receiver;
let partners = 0;
const the = <T>(type: abstract new (...args: never[]) => T): T => app.get<T>(type, { strict: false });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'almanac-webhooks-'));
  world = await createWorld({
    environment: { ALMANAC_DATA_DIR: folder, ALMANAC_WEBHOOK_NETWORKS: '127.0.0.1' },
  });
  const { config, secrets, clock, database } = world;
  // Receivers live in the present.
  clock.advance(Date.now() - clock.now().getTime());
  pool = new ReadPool(database.addresses.delivery);
  const tables = [...ACCESS_TABLES, ...CONTENT_TABLES];
  app = await NestFactory.createApplicationContext(
    {
      module: class Telling {},
      imports: [
        PlatformModule.forRoot({ config, secrets, clock, url: database.addresses.studio, tables }),
        WebhooksModule.telling(new SqlDeliveryReader(pool, config, secrets, clock)),
      ],
    },
    { logger: false, abortOnError: false },
  );
});
afterAll(async () => {
  await app.close();
  await pool.end();
  await world.end();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  receiver = await Receiver.open();
  await tell();
  // Every test begins with nothing to tell and nobody to be told.
  const rows = await the(EndpointsService).list(TESTER, { partner: null, first: 100, after: null });
  for (const { id, version } of rows)
    await the(EndpointChangesService).remove(TESTER, { endpointId: id, expectedVersion: version });
});
afterEach(() => Promise.all(receivers.splice(0).map((each) => each.close())));

async function partner(scope: ScopeRule = EVERYTHING): Promise<string> {
  const handle = `library-${++partners}`;
  await world.partners.create(TESTER, { handle, name: 'A library', region: null, scope });
  return handle;
}

async function endpoint(
  handle: string,
  wish: {
    readonly url?: string;
    readonly contact?: string | null;
    readonly events?: readonly (typeof EVENTS)[number][];
  } = {},
): Promise<EndpointWithSecret> {
  return the(EndpointsService).create(
    TESTER,
    { handle },
    {
      url: wish.url ?? receiver.url(),
      contact: wish.contact ?? null,
      events: wish.events ?? EVENTS,
    },
  );
}

/** What the worker does: looks what was published, then does every job that is due. */
async function tell(): Promise<Sent[]> {
  while ((await the(FanOutService).next()) !== null);
  return work();
}

async function work(): Promise<Sent[]> {
  const jobs = await world.work.rows<{ id: string; payload: { deliveryId: string } }>(
    `select j.id, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'send-webhook' and j.run_at <= $1 order by j.id`,
    [world.clock.now() > new Date() ? world.clock.now() : new Date()],
  );
  const sent: Sent[] = [];
  for (const { id, payload } of jobs) {
    await world.work.rows('select graphile_worker.complete_jobs(array[$1::int8])', [id]);
    sent.push(await the(SendingService).send(payload.deliveryId));
  }
  return sent;
}

function published(title: string, words = 'Some words.'): Promise<Variant<'article'>> {
  return world.given.published('article', { title, body: [paragraph('p', words)] });
}

async function publish(...drafts: readonly Variant[]): Promise<void> {
  await world.publishing.publish(TESTER, { publish: drafts.map(toPublish) });
}

async function stateOf({ endpoint: { id } }: EndpointWithSecret) {
  const found = await the(EndpointsService).find(TESTER, id);
  if (!found) throw new Error('the endpoint is gone');
  return found;
}

const log = (id: string) =>
  the(DeliveriesService).list(TESTER, { endpointId: id, states: null, first: 100, before: null });

test('a partner is told of what its scope shows, of what that embeds and of nothing else, signed as the standard says', async () => {
  const { secret } = await endpoint(await partner({ ...EVERYTHING, kinds: ['article'] }));
  const fact = await world.given.draft('fact', { statement: 'A fact.', status: 'DISPUTED', notice: 'n' });
  const alone = await world.given.draft('fact', { statement: 'Another.', status: 'DISPUTED', notice: 'n' });
  const host = await world.given.article({ title: 'A host', body: [embed('e', 'factEmbed', fact.documentId)] });
  await publish(fact, alone, host);
  await tell();
  const [first] = receiver.got;
  expect(receiver.got.map(({ body, headers }) => new Webhook(secret).verify(body, headers as never))).toHaveLength(3);
  expect(first?.headers['content-type']).toBe('application/json');
  expect(new Set(receiver.take())).toEqual(
    new Set([`published ${fact.documentId}`, `published ${host.documentId}`, 'head 2']),
  );
});

test('corrections, retractions, withdrawals and expunging are told by their names, without a word of what was said', async () => {
  const there = await endpoint(await partner(), { events: ['corrected', 'retracted', 'withdrawn', 'expunged'] });
  const [one, two, three] = [
    await published('Canary', 'Canary words.'),
    await published('Canary', 'Canary words.'),
    await published('Canary', 'Canary words.'),
  ];
  await tell();
  expect(receiver.take()).toEqual([]);
  const saved = await world.drafting.save(TESTER, {
    documentId: one.documentId,
    locale: 'en',
    expectedVersion: one.draftVersion,
    fields: { title: 'Canary mended' },
  });
  await world.publishing.publish(TESTER, {
    publish: [{ ...toPublish(saved), changeKind: 'CORRECTION', note: 'Canary note.' }],
    withdraw: [{ documentId: two.documentId, locale: 'en', reason: 'RETRACTED', notice: 'Canary notice.' }],
  } as never);
  await world.app.get(ExpungingService, { strict: false }).expunge(TESTER, {
    documentId: three.documentId,
    reason: 'PRIVACY',
  } as never);
  await tell();
  expect(receiver.got.map(({ body }) => body).join()).not.toMatch(/canary/i);
  expect(new Set(receiver.take())).toEqual(
    new Set([`corrected ${one.documentId}`, `retracted ${two.documentId}`, `expunged ${three.documentId}`]),
  );
  expect(await log(there.endpoint.id)).toHaveLength(3);
  const report = await world.app.get(VerifyService, { strict: false }).verify();
  expect(report.filter(({ broken }) => broken.length > 0)).toEqual([]);
});

test('each publication is told once, whoever looks at the same time, and what was before an endpoint is not told', async () => {
  await published('Before');
  await endpoint(await partner(), { events: ['head'] });
  for (const title of ['one', 'two', 'three']) await published(title);
  const looks = Array.from({ length: 4 }, async () => {
    while ((await the(FanOutService).next()) !== null);
  });
  await Promise.all(looks);
  await work();
  // A look that found nothing free may have ended before another had done its work.
  await tell();
  expect(receiver.take()).toEqual(['head 1', 'head 1', 'head 1']);
});

test('what is not acknowledged is sent again under the same name, later and later, until it is given up after three days', async () => {
  const there = await endpoint(await partner(), { events: ['head'], contact: 'ann@example.org' });
  receiver.answer = (response) => void response.writeHead(500).end('<html>' + 'x'.repeat(100_000));
  await published('Again');
  const began = Math.max(world.clock.now().getTime(), Date.now());
  world.clock.advance(began - world.clock.now().getTime());
  const outcomes: Sent[] = [...(await tell())];
  for (let hour = 0; hour < 120; hour++) {
    world.clock.advance(HOUR);
    outcomes.push(...(await work()));
  }
  expect(outcomes).toEqual([...Array.from({ length: 9 }, () => 'FAILED'), 'GIVEN_UP']);
  expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(1);
  const [given] = await log(there.endpoint.id);
  expect(given).toMatchObject({ state: 'DEAD', attempts: 10 });
  expect(given?.log).toHaveLength(10);
  expect(given?.log[0]).toMatchObject({ number: 1, status: 500, error: 'It answered 500.' });
  // Nothing else arrived for three days either: it is paused, and somebody is written to.
  expect(await stateOf(there)).toMatchObject({ state: 'PAUSED', pausedBecause: 'FAILING' });
  await the(WebhookNoticesService).send(there.endpoint.id);
  const [letter = ''] = await readdir(path.join(folder, 'mail'));
  expect(await readFile(path.join(folder, 'mail', letter), 'utf8')).toMatch(
    /To: ann@example.org[^]*no message arrived/,
  );

  // What happens meanwhile waits; resuming sends it, and a replay sends what was given up, under its old name.
  receiver.answer = (response) => void response.writeHead(200).end();
  const dead = receiver.got[0]?.id;
  receiver.got.length = 0;
  await published('Meanwhile');
  expect(await tell()).toEqual(['NOTHING_TO_DO']);
  const paused = await stateOf(there);
  const resumed = await the(EndpointChangesService).resume(TESTER, {
    endpointId: paused.id,
    expectedVersion: paused.version,
  });
  expect(await work()).toEqual(['DELIVERED']);
  await the(DeliveriesService).replay(
    TESTER,
    { endpointId: resumed.id, expectedVersion: resumed.version },
    { sinceSeq: 0, states: ['DEAD'] },
  );
  expect(await work()).toEqual(['DELIVERED']);
  expect(receiver.got.map(({ id }) => id)).toContain(dead);
  expect(receiver.got).toHaveLength(2);
});

test('a partner has acknowledged a change when its endpoint answered 2xx to a message about it, and still has when that is sent again', async () => {
  const [asked, heard] = [await partner(), await partner()];
  const other = await Receiver.open();
  const there = await endpoint(asked, { events: ['published'] });
  await endpoint(heard, { events: ['head'], url: other.url() });
  receiver.answer = (response) => void response.writeHead(500).end();
  const { documentId } = await published('Acknowledged');
  await tell();
  const acknowledged = async () => {
    const found = await world.app
      .get(ReceiptsService, { strict: false })
      .of(TESTER, { seq: null, documentId, locale: 'en' });
    return [asked, heard].map((handle) => {
      const receipt = found?.receipts.find((each) => each.partner.handle === handle);
      return receipt && [receipt.acknowledgedAt !== null, receipt.received];
    });
  };
  expect(await acknowledged()).toEqual([
    [false, 0],
    [true, 1],
  ]);
  receiver.answer = (response) => void response.writeHead(202).end();
  world.clock.advance(HOUR);
  await work();
  expect((await acknowledged())[0]).toEqual([true, 1]);
  receiver.answer = (response) => void response.writeHead(500).end();
  const { id, version } = await stateOf(there);
  const again = { sinceSeq: 0, states: ['DELIVERED'] } as const;
  await the(DeliveriesService).replay(TESTER, { endpointId: id, expectedVersion: version }, again);
  expect(await work()).toEqual(['FAILED']);
  expect((await acknowledged())[0]).toEqual([true, 1]);
});

test('one endpoint that fails or never ends keeps no other from being told, and 410 ends it at once', async () => {
  const handle = await partner();
  const other = await Receiver.open();
  const gone = await endpoint(handle, { events: ['head'] });
  await endpoint(handle, { events: ['head'], url: other.url() });
  receiver.answer = (response) => void response.writeHead(410).end();
  await published('Two');
  await tell();
  expect(other.take()).toEqual(['head 1']);
  expect(await stateOf(gone)).toMatchObject({ state: 'PAUSED', pausedBecause: 'GONE' });
});

test('no more than two messages are on their way to one endpoint at once; the others wait a moment', async () => {
  await endpoint(await partner(), { events: ['published'] });
  const drafts = [await world.given.article(), await world.given.article(), await world.given.article()];
  await publish(...drafts);
  while ((await the(FanOutService).next()) !== null);
  const held: ServerResponse[] = [];
  receiver.answer = (response) => void held.push(response);
  const ids = await world.work.rows<{ id: string }>(
    `select id from webhook.delivery where state = 'PENDING' order by id desc limit 3`,
  );
  const sending = ids.map(({ id }) => the(SendingService).send(id));
  // The third is put off without having been sent, while the others are under way.
  expect(await Promise.race(sending)).toBe('LATER');
  while (held.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const response of held) response.writeHead(204).end();
  expect((await Promise.all(sending)).sort()).toEqual(['DELIVERED', 'DELIVERED', 'LATER']);
  expect(receiver.got).toHaveLength(2);
});

test('messages are never sent to another address than is allowed, whatever the name says, and no redirect is followed', async () => {
  const handle = await partner();
  const inside = await endpoint(handle, { events: ['head'], url: receiver.url('localhost') });
  const elsewhere = await endpoint(handle, { events: ['head'] });
  receiver.answer = (response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
  // `localhost` leads to ::1 as well, which is not allowed here: the one address that is, is used.
  await published('Where');
  await tell();
  const [[there], [redirected]] = [await log(inside.endpoint.id), await log(elsewhere.endpoint.id)];
  expect(there?.log[0]?.status).toBe(302);
  expect(redirected?.log[0]?.error).toMatch(/redirects are not followed/);
  await expect(endpoint(handle, { url: 'http://127.0.0.2:80/' })).rejects.toThrow(/not on the internet/);
  // A row that names what is forbidden meanwhile, or whose name has come to lead inside, sends nothing.
  await world.work.rows(`update webhook.endpoint set url = 'http://127.0.0.2:9/x' where id = $1`, [inside.endpoint.id]);
  await world.work.rows(`update webhook.endpoint set url = 'http://ip6-localhost:9/x' where id = $1`, [
    elsewhere.endpoint.id,
  ]);
  world.clock.advance(HOUR);
  await work();
  expect((await log(inside.endpoint.id))[0]?.log.at(-1)?.error).toMatch(/Nothing was sent: .* not on the internet/);
  expect((await log(elsewhere.endpoint.id))[0]?.log.at(-1)?.error).toMatch(/Nothing was sent|leads nowhere/);
});

test('a rotated secret signs beside the one before until its end, and the one of another installation signs nothing', async () => {
  const made = await endpoint(await partner(), { events: ['head'] });
  const turned = await the(EndpointsService).rotate(
    TESTER,
    { endpointId: made.endpoint.id, expectedVersion: made.endpoint.version },
    1,
  );
  await published('Turn');
  world.clock.advance(Math.max(0, Date.now() - world.clock.now().getTime()));
  await tell();
  const [both] = receiver.got.splice(0);
  expect(both?.headers['webhook-signature']?.toString().split(' ')).toHaveLength(2);
  world.clock.advance(HOUR + 1);
  await published('Turn again');
  await tell();
  const [alone] = receiver.got.splice(0);
  expect(alone?.headers['webhook-signature']?.toString().split(' ')).toHaveLength(1);
  expect(turned.secret).not.toBe(made.secret);
  await world.work.rows(`update webhook.endpoint set secret = 'of somebody else' where id = $1`, [made.endpoint.id]);
  await published('Lost');
  await tell();
  expect(receiver.got).toEqual([]);
  expect(await stateOf(made)).toMatchObject({ state: 'PAUSED', pausedBecause: 'UNREADABLE_SECRET' });
});

test('while a secret has one before it, another takes the place of both at once, or none', async () => {
  const made = await endpoint(await partner());
  const ref = { endpointId: made.endpoint.id, expectedVersion: 1 };
  const rotate = (expectedVersion: number, hours: number) =>
    the(EndpointsService).rotate(TESTER, { ...ref, expectedVersion }, hours);
  const { previousUntil } = (await rotate(1, 24)).endpoint;
  await expect(rotate(2, 1)).rejects.toMatchObject({
    kind: 'BAD_INPUT',
    path: ['overlapHours'],
    message: expect.stringContaining(previousUntil?.toISOString() ?? 'a time') as string,
  });
  expect((await rotate(2, 0)).endpoint.version).toBe(3);
  await published('Alone');
  await tell();
  expect(receiver.got[0]?.headers['webhook-signature']?.toString().split(' ')).toHaveLength(1);
  await rotate(3, 1);
  world.clock.advance(HOUR + 1);
  expect((await rotate(4, 1)).endpoint.version).toBe(5);
});

test('what is pending waits while its endpoint or its partner is paused, and ends when the endpoint is removed', async () => {
  const handle = await partner();
  const there = await endpoint(handle, { events: ['head'] });
  const { service } = world.partners;
  receiver.answer = (response) => void response.writeHead(500).end();
  await published('Waits');
  expect(await tell()).toEqual(['FAILED']);
  receiver.answer = (response) => void response.writeHead(204).end();
  world.clock.advance(HOUR);
  await service.pause(TESTER, await world.partners.seen(TESTER, handle));
  await published('Waits, too');
  expect(await tell()).toEqual(['NOTHING_TO_DO', 'NOTHING_TO_DO']);
  world.clock.advance(HOUR);
  expect(await the(DeliveriesService).queueForgotten()).toBe(0);
  expect(receiver.take()).toEqual(['head 1']);
  await service.resume(TESTER, await world.partners.seen(TESTER, handle));
  expect(await the(DeliveriesService).queueForgotten()).toBe(2);
  expect(await work()).toEqual(['DELIVERED', 'DELIVERED']);

  const { id, version } = await stateOf(there);
  const paused = await the(EndpointChangesService).pause(TESTER, { endpointId: id, expectedVersion: version });
  await published('Never');
  expect(await tell()).toEqual(['NOTHING_TO_DO']);
  await the(EndpointChangesService).remove(TESTER, { endpointId: id, expectedVersion: paused.version });
  expect(await log(id)).toMatchObject([{ state: 'DEAD', attempts: 0 }, { state: 'DELIVERED' }, { state: 'DELIVERED' }]);
  // One that was made in that very moment.
  await world.work.rows(`update webhook.delivery set state = 'PENDING', ended_at = null where id = $1`, [
    (await log(id))[0]?.id,
  ]);
  expect(await the(SendingService).send((await log(id))[0]?.id ?? '')).toBe('GIVEN_UP');
});

test('what is asked for is refused where it cannot be, with every reason', async () => {
  const wish = { url: 'ftp://x', contact: 'nobody', events: [] };
  const refused = await the(EndpointsService)
    .create(TESTER, { handle: 'nobody' }, wish)
    .catch((error: unknown) => Problems.of(error)?.map(({ kind, path: at }) => `${kind} ${at.join('.')}`));
  expect(refused).toEqual(['BAD_INPUT url', 'BAD_INPUT contact', 'BAD_INPUT events']);
  await expect(endpoint('public')).rejects.toThrow(/everybody/);
  await expect(endpoint('not-there')).rejects.toMatchObject({ kind: 'PARTNER_NOT_FOUND' });
  const made = await endpoint(await partner());
  const stale = { endpointId: made.endpoint.id, expectedVersion: 7 };
  await expect(the(EndpointChangesService).pause(TESTER, stale)).rejects.toMatchObject({ kind: 'STALE_ENDPOINT' });
  const nobody = { type: 'editor', id: '01920000-0000-7000-8000-000000000009' } as const;
  await expect(the(EndpointChangesService).pause(nobody, stale)).rejects.toMatchObject({
    problems: [expect.objectContaining({ kind: 'NOT_ALLOWED' })],
  });
});
