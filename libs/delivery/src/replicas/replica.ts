import { isServerAway, type ReadPool } from '#platform';
import type { DeliveryReader } from '../delivery.reader.js';
import type { Snapshot } from '../domain/view.js';
import { HEAD, SNAPSHOT_OF } from '../persistence/snapshot.statements.js';

/** Milliseconds between two looks at whether it is there. */
const LOOK = 500;
/** Milliseconds after which it is asked once more for a publication that it did not have. */
const ASK_AGAIN = 25;
/** Publications that it is known to have; another one costs a look-up by key. */
const MOST = 1_000;

/**
 * A standby. It may be behind, away, hung, or promoted into a history of its own. It is never trusted to be anything:
 * before it is read as of a publication it has to show that it has exactly this one, by number and mark. The row of a
 * publication and all that it changed become visible together, so that is enough.
 */
export class Replica {
  private readonly pool: ReadPool;
  private readonly had = new Map<string, boolean | Promise<boolean>>();
  private readonly waiting = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private isThere = false;
  /** Counts the times after which the server at this address may be another one. */
  private incarnation = 0;
  /** Null while it is away. */
  head: Snapshot | null = null;

  constructor(
    readonly reader: DeliveryReader,
    pool: ReadPool,
  ) {
    this.pool = pool.apart({ max: 2, statementTimeout: 1_000, answerTimeout: 1_000, connectTimeout: 1_000 });
    for (const each of [pool, this.pool]) each.onConnectionLost(() => this.forget());
  }

  /** Resolves when it is known whether it is there. */
  async start(): Promise<void> {
    this.timer = setInterval(() => void this.look(), LOOK);
    this.timer.unref();
    await this.look();
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    await this.pool.end();
  }

  get isPresent(): boolean {
    return this.isThere;
  }

  /** Whether it has applied this publication of this history. */
  has(snapshot: Snapshot): boolean | Promise<boolean> {
    if (!this.isThere) return false;
    const name = `${snapshot.seq} ${snapshot.mark}`;
    const known = this.had.get(name);
    if (known !== undefined) return known;
    const { incarnation } = this;
    const asked = this.proves(snapshot).then((has) => {
      if (incarnation !== this.incarnation) return false;
      this.had.set(name, has);
      if (!has) setTimeout(() => this.had.delete(name), ASK_AGAIN).unref();
      return has;
    });
    const [oldest] = this.had.keys();
    if (this.had.size >= MOST && oldest !== undefined) this.had.delete(oldest);
    this.had.set(name, asked);
    return asked;
  }

  /** Reads from it; when it goes away meanwhile, fails at once instead of waiting for it. */
  async read<T>(work: (reader: DeliveryReader) => Promise<T>): Promise<T> {
    let giveUp = (): void => undefined;
    const gone = new Promise<never>((_resolve, reject) => {
      giveUp = () => reject(new Error('the replica went away'));
    });
    this.waiting.add(giveUp);
    try {
      return await Promise.race([work(this.reader), gone]);
    } catch (error) {
      // It may only have been too busy to take us in: a look decides whether it is there.
      if (isServerAway(error)) {
        this.forget();
        void this.look();
      }
      throw error;
    } finally {
      this.waiting.delete(giveUp);
    }
  }

  private look(): Promise<void> {
    return (this.looking = this.pool.rows<Snapshot>(HEAD).then(
      ([head]) => {
        this.head = head ?? null;
        this.isThere = head !== undefined;
      },
      () => this.lose(),
    ));
  }

  private async proves({ seq, mark }: Snapshot): Promise<boolean> {
    try {
      return (await this.pool.rows(SNAPSHOT_OF, [seq, mark])).length > 0;
    } catch {
      return false;
    }
  }

  /** What it showed is void: what comes back at this address may be another one. */
  private forget(): void {
    this.incarnation += 1;
    this.had.clear();
  }

  private lose(): void {
    this.isThere = false;
    this.head = null;
    this.forget();
    for (const giveUp of [...this.waiting]) giveUp();
  }
}
