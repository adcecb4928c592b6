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

  /** Lets it run to its next point, its end, or a wait for a lock. */
  async step(isBlocked: () => Promise<boolean>): Promise<void> {
    if (this.state === 'done') return;
    if (this.state === 'paused') {
      this.state = 'running';
      const release = this.release;
      this.release = null;
      if (release) release();
      else if (!this.outcome) this.begin();
    }
    while (this.isRunning()) {
      await Promise.race([
        new Promise<void>((resolve) => (this.changed = resolve)),
        new Promise((resolve) => setTimeout(resolve, 4)),
      ]);
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

/** The same with a connection that is there already, for hundreds of schedules. */
export async function interleaveSeenBy(
  watcher: pg.Client,
  schedule: string,
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
): Promise<Ran> {
  let blocked = false;
  const isBlocked = async () => {
    const { rowCount } = await watcher.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rowCount) blocked = true;
    return Boolean(rowCount);
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
