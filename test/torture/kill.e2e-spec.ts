import { setTimeout as wait } from 'node:timers/promises';
import { Installation } from './installation.js';
import { Chance, type Kill, KINDS, planOf, Work } from './plan.js';
import { type Begun, type Flaw, type Operation, type Outcome, VictimProcess } from './victim-process.js';
import { Witness } from './witness.js';

// ALMANAC_TORTURE_SEED=<number> plays the same kills again.
const SEED = Number(process.env['ALMANAC_TORTURE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const chance = new Chance(SEED);
const work = new Work(chance);
const plan = planOf(chance);

let installation: Installation;
let witness: Witness;
const started: Promise<VictimProcess>[] = [];
const atWork: Promise<VictimProcess>[] = [];

const inside = new Map<string, number>();
let around = 0;
const insideInAll = () => [...inside.values()].reduce((sum, count) => sum + count, 0);

beforeAll(async () => {
  installation = await Installation.make();
  witness = new Witness(await installation.head());
}, 60_000);

afterAll(async () => {
  for (const victim of await Promise.allSettled(started)) if (victim.status === 'fulfilled') await victim.value.kill();
  await installation.end();
}, 60_000);

function newVictim(seen = witness): Promise<VictimProcess> {
  const victim = VictimProcess.start(installation.login, seen);
  started.push(victim);
  return victim;
}

/** The victims at work: the same ones until they are killed. A service outlives the death of its database. */
async function victimAtWork(place = 0): Promise<VictimProcess> {
  const victim = await (atWork[place] ??= newVictim());
  if (victim.alive) return victim;
  return (atWork[place] = newVictim());
}

const operationOf = async (kind: Kill['kind']): Promise<Operation> =>
  work.operation(kind, await installation.liveArticles());

async function acknowledgedBy(who: VictimProcess, operation: Operation): Promise<void> {
  expect(await who.begin(operation).ended).toMatchObject({ told: 'acknowledged' });
}

/** Proof that a kill now lands inside: the process said that it stands there, and PostgreSQL sees its transaction open, or over. */
async function expectInside(begun: Begun, point: string): Promise<void> {
  expect(await begun.held).toBe(point);
  const open = await installation.openTransactions();
  if (point === 'publish.after-commit') expect(open).toBe(0);
  else expect(open).toBeGreaterThan(0);
}

async function strike(dying: Kill['dying'], who: VictimProcess): Promise<void> {
  if (dying !== 'the service') return installation.killPostgres(dying === 'PostgreSQL with all its processes');
  await who.kill();
}

async function strikeInside(begun: Begun, point: string, dying: Kill['dying'], who: VictimProcess): Promise<void> {
  await expectInside(begun, point);
  inside.set(point, (inside.get(point) ?? 0) + 1);
  await strike(dying, who);
}

/** After a restart: what `almanac verify` finds, and what was promised and is not kept. */
async function wrongAfterRestart(seen = witness): Promise<readonly string[]> {
  await installation.untilQuiet();
  return [...(await installation.broken()), ...seen.judge(await installation.standing())];
}

test.each(plan)(
  'kill -9 of $dying inside an operation ($kind, at $point) loses nothing acknowledged and leaves nothing half done',
  async ({ dying, point, kind, before }) => {
    const who = await victimAtWork();
    for (let count = 0; count < before; count++) await acknowledgedBy(who, await operationOf(chance.oneOf(KINDS)));
    const operation = await operationOf(kind);
    const begun = who.begin(operation, { holdAt: point });
    await strikeInside(begun, point, dying, who);
    if (dying !== 'the service') {
      // The process lives on and finds its connection dead: an error before the commit, the true answer after it.
      who.release();
      expect((await begun.ended).told).toBe(point === 'publish.after-commit' ? 'acknowledged' : 'failed');
    }
    expect(await wrongAfterRestart()).toEqual([]);
    if (operation.kind === 'import') await expectToConverge(operation, point);
  },
);

/** Run again, an interrupted import does what is missing, and run once more, nothing. */
async function expectToConverge(operation: Extract<Operation, { kind: 'import' }>, killedAt: string): Promise<void> {
  const who = await victimAtWork();
  const unchanged = { told: 'acknowledged', seq: null, changes: ['unchanged'] };
  const again = await who.begin(operation).ended;
  if (killedAt === 'publish.after-commit') expect(again).toMatchObject(unchanged);
  else expect(again).toMatchObject({ told: 'acknowledged', seq: expect.any(Number) as number });
  expect(await who.begin(operation).ended).toMatchObject(unchanged);
  // A slug that was taken would have got a number: nothing was made twice.
  const made = await installation.documentsWith(operation.name.replace('.txt', ''));
  expect(made.length).toBeGreaterThanOrEqual(4);
  expect(made.filter((name) => /-\d+$/.test(name))).toEqual([]);
  expect(await wrongAfterRestart()).toEqual([]);
}

test.each(['the service', 'the service', 'PostgreSQL', 'PostgreSQL with all its processes'] as const)(
  'kill -9 of %s while a commit is under way leaves all of it or nothing',
  async (dying) => {
    const who = await victimAtWork();
    const begun = who.begin(await operationOf(chance.oneOf(KINDS)), { holdAt: 'publish.before-commit' });
    await expectInside(begun, 'publish.before-commit');
    witness.released(begun.id);
    who.release();
    await wait(chance.below(4));
    around++;
    await strike(dying, who);
    await begun.ended;
    expect(await wrongAfterRestart()).toEqual([]);
  },
);

// After all that is to be had again by its seed: here two processes take from chance in whatever order they run.
test.each([
  { dying: 'the service', point: 'publish.after-lock' },
  { dying: 'the service', point: 'publish.before-commit' },
  { dying: 'PostgreSQL', point: 'publish.after-lock' },
  { dying: 'PostgreSQL with all its processes', point: 'publish.before-commit' },
] as const)(
  'kill -9 of $dying at $point, while another process waits for the same documents, loses nothing of either',
  async ({ dying, point }) => {
    const [one, other] = [await victimAtWork(1), await victimAtWork()];
    const contested = chance.shuffled(await installation.liveArticles()).slice(0, 3);
    const outcomes: Outcome[] = [];
    let enough = false;
    const others = (async () => {
      do {
        const operation = work.operation(chance.oneOf(['correction', 'together']), contested);
        outcomes.push(await other.begin(operation).ended);
      } while (!enough);
    })();
    // The other one saves the same drafts, so an attempt may be refused as stale before it gets to the point.
    let begun: Begun;
    do begun = one.begin(work.operation('together', contested), { holdAt: point });
    while ((await begun.held) === null);
    await installation.until(
      'the other process waits for a lock',
      async () => (await installation.waitingForLocks()) > 0,
    );
    enough = true;
    await strikeInside(begun, point, dying, one);
    if (dying !== 'the service') {
      one.release();
      expect((await begun.ended).told).toBe('failed');
    }
    await others;
    // What waited goes on when the locks of the dead are gone; it fails only together with its database.
    if (dying === 'the service') expect(outcomes.at(-1)?.told).toMatch(/acknowledged|refused/);
    else expect(outcomes.at(-1)?.told).toBe('failed');
    expect(await wrongAfterRestart()).toEqual([]);
    await acknowledgedBy(other, work.operation('together', contested));
  },
);

test('at least twenty kills landed inside an operation, and the last word is a clean one', async () => {
  const points = [...inside].sort().map(([point, count]) => `${point} ${count}`);
  process.stdout.write(
    `torture with ALMANAC_TORTURE_SEED=${SEED}: kills: ${insideInAll() + around}, inside an operation: ${insideInAll()} (${points.join(', ')}), ` +
      `around a commit: ${around}; publications acknowledged: ${witness.acknowledgements}\n`,
  );
  expect(insideInAll()).toBeGreaterThanOrEqual(20);
  expect(witness.acknowledgements).toBeGreaterThanOrEqual(20);
  expect(await wrongAfterRestart()).toEqual([]);
});

// Last, because what they publish is nobody's.
describe('the witness would have noticed', () => {
  const flawed: readonly { flaw: Flaw; kind: Kill['kind']; point: Kill['point']; noticed: RegExp }[] = [
    {
      flaw: 'acknowledges before the commit',
      kind: 'fresh',
      point: 'publish.before-commit',
      noticed: /was acknowledged, but article \S+ edition 1 is lost/,
    },
    {
      flaw: 'publishes one by one what belongs together',
      kind: 'together',
      point: 'publish.after-commit',
      noticed: /is half there/,
    },
    { flaw: 'publishes twice', kind: 'fresh', point: 'publish.after-commit', noticed: /stands in 2 publications/ },
  ];

  test.each(flawed)('a service that $flaw ($kind)', async ({ flaw, kind, point, noticed }) => {
    const witnessOfFlaw = new Witness(await installation.head());
    const who = await newVictim(witnessOfFlaw);
    const begun = who.begin(await operationOf(kind), {
      flaw,
      ...(flaw === 'publishes twice' ? {} : { holdAt: point }),
    });
    if (flaw === 'publishes one by one what belongs together') await begun.held;
    else expect((await begun.ended).told).toBe('acknowledged');
    await who.kill();
    const wrong = await wrongAfterRestart(witnessOfFlaw);
    expect(wrong).toContainEqual(expect.stringMatching(noticed));
    expect(await installation.broken()).toEqual([]);
  });

  test('a PostgreSQL that acknowledges before it has written', async () => {
    const witnessOfFlaw = new Witness(await installation.head());
    await installation.forgetfully(async () => {
      const who = await newVictim(witnessOfFlaw);
      await acknowledgedBy(who, await operationOf('fresh'));
      // So far all is well: it is the kill that makes the difference.
      expect(await wrongAfterRestart(witnessOfFlaw)).toEqual([]);
      await installation.killPostgres(true);
      await who.kill();
    });
    expect(await wrongAfterRestart(witnessOfFlaw)).toContainEqual(
      expect.stringMatching(/was acknowledged, but article \S+ edition 1 is lost/),
    );
  });
});
