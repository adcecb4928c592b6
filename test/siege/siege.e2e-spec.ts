import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { EVERYTHING, KeysService, PartnersService, PUBLIC_PARTNER, type ScopeRule } from '#access';
import { asOfSeal, DeliveriesService, EndpointsService, EVENTS } from '#delivery';
import { type FaultPoint, Seal, Secrets } from '#platform';
import { GivenPartners } from '../kit/partners.js';
import { as, testServer } from '../kit/server.js';
import { TESTER } from '../kit/world.js';
import { Installation } from '../torture/installation.js';
import { Dice } from '../walk/dice.js';
import { Book } from './book.js';
import { choose, type Copier, type Partner, replicaCopier } from './copier.js';
import { SiegeEditor, Shelf } from './editor.js';
import { Inhabitant } from './house.js';
import { Line } from './line.js';
import { messagesAstray, Receiver } from './receiver.js';
import { differences, Recorded } from './recorded.js';
import { rxdbCopier } from './rxdb-copier.js';

// `npm run torture` goes further. Choices follow from the seed; who comes first does not. It ends when enough has happened,
// however long that takes on a busy machine.
const SEED = Number(process.env['ALMANAC_TEST_SEED'] ?? Math.floor(Math.random() * 1_000_000));
const PUBLICATIONS = Number(process.env['ALMANAC_TEST_PUBLICATIONS'] ?? 25);
const ENOUGH = { judged: 2 * PUBLICATIONS, inside: Math.ceil(PUBLICATIONS / 10), scopes: PUBLICATIONS / 5, heard: 20 };
/** Milliseconds after which it ends all the same, and says what did not happen. */
const LONGEST = 120_000 + 5_000 * PUBLICATIONS;
const PROGRESS = process.env['ALMANAC_TEST_PROGRESS'] !== undefined;
const [EDITORS, COPIERS] = [8, 12];
/** Of the copies, those that RxDB keeps. */
const RXDB = 2;
const HANDLES = ['library', 'school', 'helpline'];
const NETWORKS = { ALMANAC_WEBHOOK_NETWORKS: '127.0.0.1' };
/** Milliseconds for what was begun to come to its end when all is quiet again. */
const PATIENCE = 60_000;

const BY_EDITORS: readonly FaultPoint[] = [
  'save.after-lock',
  'save.before-commit',
  'publish.after-lock',
  'publish.before-counter',
  'publish.before-commit',
  'publish.after-commit',
  'expunge.erased',
];
const VICTIMS = ['studio', 'PostgreSQL', 'worker', 'delivery'] as const;
const BY_WORKER: readonly FaultPoint[] = ['publish.after-lock', 'publish.before-counter', 'publish.before-commit'];

const dice = new Dice(SEED);
const book = new Book(SEED);
const shelf = new Shelf();
const wrong: string[] = [];
const kills = new Map<string, number>();
const refusals = new Map<string, number>();
let struck = '';
let judged = 0;
let judgedOfRxdb = 0;
let scopes = 0;

let folder: string;
let installation: Installation;
let partners: GivenPartners;
let recorded: Recorded;
let receiver: Receiver;
let toStudio: Line;
let toDelivery: Line;
let studio: Inhabitant;
let delivery: Inhabitant;
let worker: Inhabitant;
let copiers: Copier[];
const syncSeal = new Seal(new Secrets(Buffer.from(testServer().secret)).root, 'sync');

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'almanac-siege-'));
  installation = await Installation.make(NETWORKS);
  const { addresses } = installation;
  recorded = new Recorded(addresses.owner);
  receiver = await Receiver.open(dice);
  [toStudio, toDelivery] = await Promise.all([Line.lay(dice), Line.lay(dice)]);
  const environment = {
    ...NETWORKS,
    ALMANAC_SECRET: testServer().secret,
    DATABASE_URL: addresses.owner,
    ALMANAC_STUDIO_DATABASE_URL: addresses.studio,
    ALMANAC_DELIVERY_DATABASE_URL: addresses.delivery,
    ALMANAC_DATA_DIR: path.join(folder, 'data'),
  };
  studio = new Inhabitant('studio-api', { ...environment, ALMANAC_STUDIO_PORT: '0' }, toStudio);
  delivery = new Inhabitant('delivery-api', { ...environment, ALMANAC_DELIVERY_PORT: '0' }, toDelivery);
  worker = new Inhabitant('worker', { ...environment, ALMANAC_WORKER_PORT: '0' }, null);
  await Promise.all([studio.start(), delivery.start(), worker.start()]);
  const known = await letPartnersIn();
  copiers = await Promise.all(
    Array.from({ length: COPIERS }, (_, index) => {
      const options = {
        name: `copy-${index}`,
        url: toDelivery.url,
        partner: known[index % known.length] as Partner,
        chosen: index < known.length ? { kinds: null, locales: null } : choose(dice),
        pageSize: 1 + dice.below(50),
      };
      return index < RXDB
        ? rxdbCopier(options)
        : Promise.resolve(replicaCopier(options, index % 2 === 0 ? folder : null));
    }),
  );
  await laySiege();
}, LONGEST + 240_000);

afterAll(async () => {
  await Promise.allSettled([studio, delivery, worker].map((each) => each?.end()));
  await Promise.allSettled((copiers ?? []).map((each) => each.end()));
  for (const each of [toStudio, toDelivery, receiver]) each?.end();
  await recorded?.end();
  await installation?.end();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

async function letPartnersIn(): Promise<readonly Partner[]> {
  partners = new GivenPartners(installation.get(PartnersService), installation.get(KeysService));
  const known: Partner[] = [{ id: PUBLIC_PARTNER.id, handle: PUBLIC_PARTNER.handle, key: undefined }];
  for (const handle of HANDLES) {
    const { id } = await partners.create(TESTER, { handle, name: handle, region: null, scope: EVERYTHING });
    const { key } = await partners.issueKey(TESTER, handle, null);
    const wish = { url: receiver.urlOf(handle), contact: null, events: EVENTS };
    const { secret } = await installation.get(EndpointsService).create(TESTER, { handle }, wish);
    receiver.trust(handle, secret);
    known.push({ id, handle, key });
  }
  return known;
}

const say = (what: string) => void (PROGRESS && process.stderr.write(`${Math.round(performance.now())} ${what}\n`));

async function laySiege(): Promise<void> {
  const editors: SiegeEditor[] = [];
  for (let index = 0; index < EDITORS; index++) {
    const another = () => editors[(index + 1) % EDITORS] as SiegeEditor;
    editors.push(
      new SiegeEditor(`editor ${index}`, toStudio.url, await installation.session(), dice, book, shelf, another),
    );
  }
  await editors[0]?.begin();
  say(`siege with ALMANAC_TEST_SEED=${SEED} begins`);
  const end = Date.now() + LONGEST;
  const isOver = () => Date.now() > end || missing().length === 0;
  const active = new Set<string>();
  const until = async (what: string, act: () => Promise<void>) => {
    active.add(what);
    while (!isOver()) await act().catch((error: unknown) => void wrong.push(`${what}: ${String(error)}`));
    active.delete(what);
    say(`${what} has ended`);
  };
  const all = Promise.all([
    ...editors.map((editor, index) =>
      until(`editor ${index}`, () => editor.step().catch((error: unknown) => void book.faults.push(String(error)))),
    ),
    ...copiers.map((copier) =>
      until(copier.name, async () => {
        await copy(copier);
        await wait(dice.below(400));
      }),
    ),
    until('who changes scopes', async () => {
      await rescope();
      await wait(1_000);
    }),
    until('who kills', async () => {
      await strike();
      say(`${inAll(kills)} kills, ${book.publications.length} publications, ${judged} copies judged`);
      await wait(dice.below(1_500));
    }),
  ]);
  const late = wait(LONGEST + 120_000, null, { ref: false }).then(() => {
    const waiting = [...toStudio.waiting, ...toDelivery.waiting].join(', ');
    const doing = copiers.map((copier) => `${copier.name} ${copier.doing()}`).join(', ');
    throw new Error(`${[...active].join(', ')} never came to an end. Struck: ${struck}; waiting: ${waiting}; ${doing}`);
  });
  await Promise.race([all, late]);
  for (const each of [toStudio, toDelivery, receiver]) each.calm();
  await settled();
  say('all that was begun has come to its end');
  // Now that nothing happens any more, each copy is brought up to date once more.
  for (const copier of copiers) await copy(copier, true);
}

/** A synchronisation, sometimes of an app that is killed in the middle of it; when it has ended, the copy is what it must be. */
async function copy(copier: Copier, calm = false): Promise<void> {
  const killing = !calm && dice.chance(8) ? setTimeout(() => void copier.crash(), dice.below(60)) : undefined;
  try {
    await copier.sync(calm ? 60_000 : undefined);
  } catch (error) {
    if (calm) throw error;
    const { code, name } = error as { code?: string; name: string };
    const why = code ?? name;
    refusals.set(why, (refusals.get(why) ?? 0) + 1);
    return;
  } finally {
    clearTimeout(killing);
  }
  const { token, shown } = await copier.held();
  const [seq] = (syncSeal.open(token) as readonly unknown[])[5] as readonly [number];
  const expected = await whenUp(() => recorded.shown(seq, copier.partner.id, copier.chosen));
  judged += 1;
  if (copiers.indexOf(copier) < RXDB) judgedOfRxdb += 1;
  wrong.push(...differences(`${copier.name} (${copier.partner.handle}) as of ${seq}`, shown, expected));
}

async function rescope(): Promise<void> {
  const scope: ScopeRule = {
    kinds: dice.chance(40) ? dice.some(['article', 'fact', 'topic', 'source'] as const, 3) : null,
    topics: dice.chance(40) ? dice.some(shelf.topics, 2) : null,
    audiences: dice.chance(20) ? ['educators'] : null,
    locales: dice.chance(20) ? [dice.one(['en', 'es'])] : null,
  };
  try {
    await partners.setScope(TESTER, dice.one(HANDLES), scope);
    scopes += 1;
  } catch {
    // The database was just killed, or somebody holds the counter: in a second it is tried again.
  }
}

async function strike(): Promise<void> {
  const count = (what: string) => {
    say(what);
    struck = what;
    kills.set(what, (kills.get(what) ?? 0) + 1);
  };
  // Each of them once, and then whoever it hits.
  const spared = VICTIMS.filter((victim) => ![...kills.keys()].some((what) => what.startsWith(victim)));
  switch (dice.one(spared.length > 0 ? spared : VICTIMS)) {
    case 'studio': {
      const point = dice.one(BY_EDITORS);
      count((await studio.holdAt(point)) ? `studio at ${point}` : 'studio anywhere');
      await studio.kill();
      return studio.start();
    }
    case 'PostgreSQL': {
      const point = dice.one(BY_EDITORS);
      count((await studio.holdAt(point)) ? `PostgreSQL at ${point} of the studio` : 'PostgreSQL anywhere');
      await installation.killPostgres(dice.chance(50));
      return studio.release();
    }
    case 'worker': {
      const point = dice.one(BY_WORKER);
      count((await worker.holdAt(point)) ? `worker at ${point}` : 'worker anywhere');
      await worker.kill();
      return worker.start();
    }
    case 'delivery': {
      for (let tries = 0; toDelivery.underWay === 0 && tries < 400; tries++) await wait(5);
      count(toDelivery.underWay > 0 ? 'delivery in a request' : 'delivery anywhere');
      await delivery.kill();
      return delivery.start();
    }
  }
}

/** Until everything that was begun has come to its end: schedules, announcements, messages. */
async function settled(): Promise<void> {
  const since = Date.now();
  // What a dead worker had in hand is taken up again when minutes have passed: as far as the database can tell, they have.
  const rest = `select (select count(*) from webhook.delivery where state = 'PENDING') + (select count(*) from ledger.outbox where handled_at is null)
    + (select count(*) from content.schedule where state not in ('FIRED', 'FAILED', 'CANCELLED')) as left`;
  await worker.kill();
  await as(installation.addresses.owner, (client) =>
    client.query(`update webhook.delivery set due_at = due_at - interval '5 minutes' where state = 'PENDING'`),
  );
  await worker.start();
  // The worker looks each minute.
  await installation.get(DeliveriesService).queueForgotten();
  for (;;) {
    const { rows } = await as(installation.addresses.owner, (client) => client.query<{ left: string }>(rest));
    if (rows[0]?.left === '0') return;
    if (Date.now() - since > PATIENCE) return void wrong.push(`${rows[0]?.left} things did not come to their end`);
    await wait(200);
  }
}

async function whenUp<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++)
    try {
      return await ask();
    } catch (error) {
      if (attempt === 200) throw error;
      await wait(50);
    }
}

/** Kills that fell into an operation or a request. */
const inside = () => [...kills].filter(([what]) => / at | in /.test(what)).reduce((sum, [, count]) => sum + count, 0);

/** What has not happened often enough to mean something. */
function missing(): readonly string[] {
  const happened = [
    ['publications acknowledged', book.publications.length, PUBLICATIONS],
    ['copies judged', judged, ENOUGH.judged],
    ['copies of RxDB judged', judgedOfRxdb, 2 * RXDB],
    ['kills inside an operation', inside(), ENOUGH.inside],
    ['changes of scopes', scopes, ENOUGH.scopes],
    ['words heard', toDelivery.heard.size, ENOUGH.heard],
    ...VICTIMS.map(
      (victim) => [`kills of ${victim}`, [...kills.keys()].some((what) => what.startsWith(victim)) ? 1 : 0, 1] as const,
    ),
  ] as const;
  return happened.flatMap(([what, count, least]) => (count >= least ? [] : [`${count} ${what}, of ${least}`]));
}

const inAll = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);
const list = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .sort()
    .map(([what, count]) => `${what} ${count}`)
    .join(', ');

describe(`a siege (ALMANAC_TEST_SEED=${SEED})`, () => {
  test('mean something: all of it happened', () => {
    process.stdout.write(
      `siege with ALMANAC_TEST_SEED=${SEED}: ${inAll(kills)} kills, ${inside()} of them inside an operation (${list(kills)}), ${[studio, delivery, worker].flatMap(({ falls }) => falls).length} processes that ended by themselves; ` +
        `requests: studio (${list(toStudio.happened)}), delivery (${list(toDelivery.happened)}); ` +
        `${book.publications.length} publications acknowledged, ${book.saves.length} saves, ${book.schedules.length} schedules, ${book.expunged.size} expunged; ` +
        `problems (${list(book.met)}); ${scopes} changes of scopes; ${judged} copies judged, ${judgedOfRxdb} of them of RxDB, ${inAll(refusals)} synchronisations ended early (${list(refusals)}); ` +
        `${receiver.received.size} messages, received ${receiver.times} times; ${toDelivery.bytes} bytes listened to\n`,
    );
    expect(missing()).toEqual([]);
    // A database that dies under it may take the worker with it, but nothing else ends by itself.
    expect([...studio.falls, ...delivery.falls]).toEqual([]);
    expect(receiver.times).toBeGreaterThan(receiver.received.size);
  });

  test('nobody who asked is waiting for ever', () => {
    expect([toStudio.waiting, toDelivery.waiting]).toEqual([[], []]);
    // A minute is several times what a request may take before it is refused.
    expect(toDelivery.longest).toBeLessThan(60_000);
  });

  test('after every completed synchronisation a copy is exactly what is public as of its token in its scope', () => {
    expect(wrong).toEqual([]);
  });

  test('whatever editors were told is so, once, and what was refused is not there', async () => {
    expect(book.faults).toEqual([]);
    expect(await book.astray(installation.addresses.owner)).toEqual([]);
  });

  test('no word of a draft is in any byte that somebody received', async () => {
    expect(await book.unpublished(installation.addresses.owner, toDelivery.heard)).toEqual([]);
  });

  test('every message came, under one name with one body, and tells of what was published', async () => {
    expect(receiver.received.size).toBeGreaterThan(20);
    const seal = asOfSeal(new Secrets(Buffer.from(testServer().secret)).root);
    expect(await messagesAstray(installation.addresses.owner, receiver, recorded, seal)).toEqual([]);
  });

  test('the installation is as whole as one that nobody attacked', async () => {
    expect(await installation.broken()).toEqual([]);
  });
});
