import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import { TooSlow } from '../problem.js';

const current = new AsyncLocalStorage<Deadline | undefined>();

/**
 * The time that one request has. When it is over, statements that run for the request are cancelled in the server, those
 * that wait for a connection give up, and no other begins: each of them throws TooSlow.
 */
export class Deadline {
  private readonly stops = new Set<() => void>();
  private readonly timer: NodeJS.Timeout | undefined;
  private passed = false;

  /** @param milliseconds null: something else says when. */
  constructor(milliseconds: number | null) {
    if (milliseconds === null) return;
    this.timer = setTimeout(() => this.pass(), milliseconds);
    this.timer.unref();
  }

  static current(): Deadline | undefined {
    return current.getStore();
  }

  /** Runs what several wait for: it is stopped when all of them have given up, and never if one has no deadline. */
  static async together<T>(deadlines: readonly (Deadline | undefined)[], work: () => Promise<T>): Promise<T> {
    const [first, ...others] = deadlines;
    if (others.length === 0) return current.run(first, work);
    const all = deadlines.filter((deadline) => deadline !== undefined);
    if (all.length < deadlines.length) return current.run(undefined, work);
    const shared = new Deadline(null);
    let left = all.length;
    const forget = all.map((deadline) =>
      deadline.stopping(() => {
        left -= 1;
        if (left === 0) shared.pass();
      }),
    );
    try {
      return await shared.run(work);
    } finally {
      for (const each of forget) each();
    }
  }

  get isOver(): boolean {
    return this.passed;
  }

  /** What `work` begins, now or in any of its continuations, has this deadline. */
  run<T>(work: () => T): T {
    return current.run(this, work);
  }

  /** The request has been answered. */
  end(): void {
    clearTimeout(this.timer);
    this.stops.clear();
  }

  /** Calls `stop` when the time is over; returns the way to forget about it. */
  stopping(stop: () => void): () => void {
    if (this.passed) stop();
    else this.stops.add(stop);
    return () => this.stops.delete(stop);
  }

  /** For what others wait for as well: it goes on, and this request does not. */
  async bound<T>(work: Promise<T>): Promise<T> {
    let forget = (): unknown => undefined;
    const over = new Promise<never>((_resolve, reject) => {
      forget = this.stopping(() => reject(new TooSlow()));
    });
    try {
      return await Promise.race([work, over]);
    } finally {
      forget();
    }
  }

  private pass(): void {
    this.passed = true;
    for (const stop of this.stops) stop();
    this.stops.clear();
  }
}

/** Runs a statement that ends with the deadline; `cancel` tells the server to stop what the process `pid` is doing. */
export async function queryWithin<R extends pg.QueryResultRow>(
  deadline: Deadline,
  pool: pg.Pool,
  query: pg.QueryConfig,
  cancel: (pid: number) => Promise<unknown>,
): Promise<pg.QueryResult<R>> {
  const connecting = pool.connect();
  const client = await deadline.bound(connecting).catch((error: unknown) => {
    void connecting.then(
      (late) => late.release(),
      () => undefined,
    );
    throw error;
  });
  let cancelled: Promise<unknown> | null = null;
  let failed = false;
  const forget = deadline.stopping(() => {
    cancelled = cancel((client as unknown as { processID: number }).processID).catch(() => undefined);
  });
  // A connection that breaks says so to its statement, and to whoever listens: without a listener Node would end the process.
  client.on('error', ignore);
  try {
    return await client.query<R>(query);
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    forget();
    const release = () => {
      client.off('error', ignore);
      client.release(failed || cancelled !== null);
    };
    // Sent to the process and not to the statement: one that arrives late must not hit what runs there next.
    if (cancelled) void (cancelled as Promise<unknown>).then(release);
    else release();
  }
}

function ignore(): void {
  // The statement has heard of it.
}
