import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import { TooSlow } from '../problem.js';
import { ServerAway } from './server-away.js';

const current = new AsyncLocalStorage<Deadline | undefined>();

/** Work that has begun, and may turn out not to be wanted. */
export interface Attempt<T> {
  readonly answer: Promise<T>;
  /** The answer fails at once, as if its server were away, and what runs for it ends as at a deadline. */
  readonly stop: () => void;
}

/**
 * The time that one request has. When it is over, statements that run for the request are cancelled in the server, those
 * that wait for a connection give up, and no other begins: each of them throws TooSlow, whether or not the server still says
 * anything.
 */
export class Deadline {
  private readonly stops = new Set<() => void>();
  private readonly timer: NodeJS.Timeout | undefined;
  private passed: (() => Error) | null = null;

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

  /** Begins work that ends with the current deadline, or earlier when it is told to. */
  static attempt<T>(work: () => Promise<T>): Attempt<T> {
    const own = new Deadline(null);
    const forget = current.getStore()?.stopping(() => own.pass());
    const answer = own.bound(own.run(work)).finally(() => {
      forget?.();
      own.end();
    });
    return { answer, stop: () => own.pass(() => new ServerAway('Nobody waits for this answer any more.')) };
  }

  /** What is thrown in place of an answer; null before the time is over. */
  get refusal(): Error | null {
    return this.passed?.() ?? null;
  }

  get isOver(): boolean {
    return this.passed !== null;
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
      forget = this.stopping(() => reject(this.refusal ?? new TooSlow()));
    });
    try {
      return await Promise.race([work, over]);
    } finally {
      forget();
    }
  }

  private pass(why: () => Error = () => new TooSlow()): void {
    this.passed ??= why;
    for (const stop of this.stops) stop();
    this.stops.clear();
  }
}

/**
 * Runs a statement that ends with the deadline: `cancel` tells the server to stop what the process `pid` is doing. Its
 * connection is closed at once: a server that hangs, or a line that leads nowhere, keeps neither the request nor the place in
 * the pool. So a cancellation that arrives late hits nothing that was begun since.
 */
export async function queryWithin<T>(
  deadline: Deadline,
  pool: pg.Pool,
  query: (client: pg.PoolClient) => Promise<T>,
  cancel: (pid: number) => Promise<unknown>,
  admit?: (client: pg.PoolClient) => Promise<void> | void,
): Promise<T> {
  const connecting = pool.connect();
  const client = await deadline.bound(connecting).catch((error: unknown) => {
    void connecting.then(
      (late) => late.release(),
      () => undefined,
    );
    throw error;
  });
  let held = true;
  const release = (close: boolean) => {
    if (held) client.release(close);
    held = false;
  };
  const forget = deadline.stopping(() => {
    cancel((client as unknown as { processID: number }).processID).catch(() => undefined);
    release(true);
  });
  try {
    const admitted = admit?.(client);
    if (admitted) await deadline.bound(admitted);
    const result = await deadline.bound(query(client));
    release(false);
    return result;
  } catch (error) {
    release(true);
    throw error;
  } finally {
    forget();
  }
}
