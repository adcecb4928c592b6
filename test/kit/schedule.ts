import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import { type FaultPoint, onFaultPoint } from '#platform';
import { as } from './server.js';

const acting = new AsyncLocalStorage<Actor>();

/** One of two operations under test, held at every fault point until the schedule gives it its next turn. */
class Actor {
  state: 'running' | 'paused' | 'done' = 'paused';
  outcome: PromiseSettledResult<unknown> | null = null;
  readonly reached: FaultPoint[] = [];
  private release: (() => void) | null = null;
  private changed: () => void = () => undefined;

  constructor(private readonly work: () => Promise<unknown>) {}

  async pauseAt(point: FaultPoint): Promise<void> {
    this.reached.push(point);
    this.state = 'paused';
    this.changed();
    await new Promise<void>((resolve) => (this.release = resolve));
  }

  /** Lets it run on, if it is held. */
  go(): void {
    if (this.state !== 'paused') return;
    this.state = 'running';
    const release = this.release;
    this.release = null;
    if (release) release();
    else if (!this.outcome) this.begin();
  }

  /** When it next comes to a point, or to its end. */
  moved(): Promise<void> {
    return this.state === 'running' ? new Promise((resolve) => (this.changed = resolve)) : new Promise(() => undefined);
  }

  /** Lets it run to its next point, its end, or a wait for a lock. */
  async step(isBlocked: () => Promise<boolean>): Promise<void> {
    this.go();
    while (this.isRunning()) {
      await Promise.race([this.moved(), new Promise((resolve) => setTimeout(resolve, 4))]);
      if (this.isRunning() && (await isBlocked())) return;
    }
  }

  private isRunning(): boolean {
    return this.state === 'running';
  }

  private begin(): void {
    void acting.run(this, async () => {
      const [outcome] = await Promise.allSettled([this.work()]);
      this.outcome = outcome ?? null;
      this.state = 'done';
      this.changed();
    });
  }
}

export interface Ran {
  readonly schedule: string;
  readonly outcomes: readonly [PromiseSettledResult<unknown>, PromiseSettledResult<unknown>];
  /** Whether one of the two had to wait for the other's lock. */
  readonly blocked: boolean;
}

/** Every order in which two actors of `turns` turns each can take them, as strings of a and b. */
export function schedules(turns: number): string[] {
  const grow = (prefix: string, a: number, b: number): string[] =>
    a === 0 && b === 0
      ? [prefix]
      : [...(a > 0 ? grow(`${prefix}a`, a - 1, b) : []), ...(b > 0 ? grow(`${prefix}b`, a, b - 1) : [])];
  return grow('', turns, turns);
}

/** Runs two operations in the given order of turns, each turn up to the next fault point; then lets both finish. */
export function interleave(
  databaseUrl: string,
  schedule: string,
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
): Promise<Ran> {
  return as(databaseUrl, (watcher) => interleaveSeenBy(watcher, schedule, a, b));
}

/** The same with a connection that is there already. */
export async function interleaveSeenBy(
  watcher: pg.Client,
  schedule: string,
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
): Promise<Ran> {
  let blocked = false;
  const isBlocked = async () => {
    const waits = await lockWaits(watcher);
    if (waits > 0) blocked = true;
    return waits > 0;
  };
  const actors = { a: new Actor(a), b: new Actor(b) };
  onFaultPoint((point) => acting.getStore()?.pauseAt(point));
  try {
    for (const turn of schedule) await actors[turn as 'a' | 'b'].step(isBlocked);
    for (let round = 0; round < 50 && !(actors.a.outcome && actors.b.outcome); round++) {
      await actors.a.step(isBlocked);
      await actors.b.step(isBlocked);
    }
  } finally {
    onFaultPoint(undefined);
  }
  if (!actors.a.outcome || !actors.b.outcome) throw new Error(`the schedule ${schedule} did not finish`);
  return { schedule, outcomes: [actors.a.outcome, actors.b.outcome], blocked };
}

async function lockWaits(watcher: pg.Client): Promise<number> {
  const { rowCount } = await watcher.query(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount ?? 0;
}

type Operation = () => Promise<unknown>;
type Turn = 'a' | 'b';

/** Points at which nothing has happened to the other since the one before. */
const PASSED: ReadonlySet<FaultPoint> = new Set([
  'publish.after-commit',
  'schedule.after-lock',
  'schedule.before-commit',
]);

/** Milliseconds between two looks at whether somebody waits for a lock. */
const GLANCE = 2;

/**
 * Every order in which two operations can go from one fault point to the next, each order once. Both are first brought to their
 * first point, before they have locked anything. Whoever waits for a lock has no turn until it has it, so an order that differs from
 * another only in turns that lead nowhere is not run again: of the 252 orders of two publications 8 are left. `begin` makes what the
 * two meet over, afresh for each order; `ran` looks at what became of it.
 */
export async function everyOrder(
  watcher: pg.Client,
  begin: () => Promise<readonly [Operation, Operation]>,
  ran: (ran: Ran) => Promise<void>,
): Promise<number> {
  const open: Turn[][] = [[]];
  let count = 0;
  onFaultPoint((point) => (PASSED.has(point) ? undefined : acting.getStore()?.pauseAt(point)));
  try {
    for (let prefix = open.pop(); prefix; prefix = open.pop()) {
      const [a, b] = await begin();
      await ran(await inOrder(watcher, { a: new Actor(a), b: new Actor(b) }, prefix, (other) => open.push(other)));
      count += 1;
    }
  } finally {
    onFaultPoint(undefined);
  }
  return count;
}

/** One order: the turns that are given, then always the first who has one. Tells the orders that branch off from it. */
async function inOrder(
  watcher: pg.Client,
  actors: Readonly<Record<Turn, Actor>>,
  prefix: readonly Turn[],
  branch: (turns: Turn[]) => void,
): Promise<Ran> {
  const both = Object.values(actors);
  let blocked = false;
  /** Until whoever runs has come to a point, to its end, or waits. */
  const settled = async () => {
    for (;;) {
      const running = both.filter(({ state }) => state === 'running').length;
      if (running === 0) return;
      const waiting = running < both.filter(({ state }) => state !== 'done').length || running === 2;
      // Nobody is left who could hold what it waits for: it only looks as if it still waited.
      if (waiting && (await lockWaits(watcher)) >= running) {
        blocked = true;
        return;
      }
      await Promise.race([
        ...both.map((actor) => actor.moved()),
        new Promise((resolve) => setTimeout(resolve, GLANCE)),
      ]);
    }
  };
  for (const actor of both) {
    actor.go();
    await settled();
  }
  const turns: Turn[] = [];
  while (both.some(({ state }) => state !== 'done')) {
    const able = (['a', 'b'] as const).filter((turn) => actors[turn].state === 'paused');
    if (able.length === 0) throw new Error(`after ${turns.join('')} both wait for each other`);
    const asked = prefix[turns.length];
    const turn = asked && able.includes(asked) ? asked : (able[0] as Turn);
    if (turns.length >= prefix.length) for (const other of able) if (other !== turn) branch([...turns, other]);
    turns.push(turn);
    actors[turn].go();
    await settled();
  }
  const [a, b] = both.map(({ outcome }) => outcome);
  if (!a || !b) throw new Error(`the order ${turns.join('')} did not finish`);
  return { schedule: turns.join(''), outcomes: [a, b], blocked };
}
