import { type Attempt, Deadline, isServerAway, type ReadPool, type Statement } from '#platform';
import type { DeliveryReader } from '../delivery.reader.js';
import type { Snapshot } from '../domain/view.js';
import { HEAD } from '../persistence/snapshot.statements.js';
import { nameOf, needing, SHOWS } from './proofs.js';

/** Milliseconds between two looks at whether it is there. */
const LOOK = 500;
/** Milliseconds after which it is asked once more for a publication that it did not have. */
const ASK_AGAIN = 25;
/** Publications that it is known to have; another one costs a look-up by key. */
const MOST = 1_000;

/** No row from a server that follows nobody: it was promoted, or is somebody else's primary. */
const STANDBY_HEAD: Statement = { name: 'delivery.standby-head', text: `${HEAD.text} where pg_is_in_recovery()` };

export interface ReplicaParts {
  readonly reader: DeliveryReader;
  /** Of the reader, and admitting to each connection what it has shown. */
  readonly pool: ReadPool;
  /** Milliseconds after which silence counts as being away. */
  readonly patience: number;
}

/**
 * A standby. It may be behind, away, hung, or promoted into a history of its own; its address may lead to another server at any
 * moment. It is never trusted to be anything: before it is read as of a publication it has to show that it has exactly this
 * one, by number and mark. The row of a publication and all that it changed become visible together, so that is enough.
 *
 * What it shows here, on connections of our own, only decides whether it is asked; what it must show for an answer is asked on
 * the connection that the answer comes from (`Proofs`).
 */
export class Replica {
  private readonly looks: ReadPool;
  private readonly had = new Map<string, boolean | Promise<boolean>>();
  /** What is being read from it. */
  private readonly reads = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | null = null;
  private isThere = false;
  private isSilent = false;
  /** Null while it is away. */
  head: Snapshot | null = null;

  constructor(private readonly parts: ReplicaParts) {
    const { pool, patience } = parts;
    this.looks = pool.apart({ max: 2, statementTimeout: patience, answerTimeout: patience, connectTimeout: patience });
    for (const each of [pool, this.looks]) each.onConnectionLost(() => this.had.clear());
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
    await this.looks.end();
  }

  get isPresent(): boolean {
    return this.isThere;
  }

  /** Whether it seems to have applied all of these publications of this history. */
  has(snapshots: readonly Snapshot[]): boolean | Promise<boolean> {
    if (!this.isThere || this.isSilent) return false;
    const each = snapshots.map((snapshot) => this.shows(snapshot));
    if (each.includes(false)) return false;
    if (each.every((has) => has === true)) return true;
    return Promise.all(each.map(async (has) => has)).then((all) => all.every((has) => has));
  }

  /** Reads from it, as of publications that it must show; when it goes away meanwhile, fails at once instead of waiting for it. */
  read<T>(snapshots: readonly Snapshot[], work: (reader: DeliveryReader) => Promise<T>): Attempt<T> {
    const attempt = Deadline.attempt(() => needing(snapshots, () => work(this.parts.reader)));
    this.reads.add(attempt.stop);
    const answer = attempt.answer.then(
      (value) => {
        this.reads.delete(attempt.stop);
        return value;
      },
      (error: unknown) => {
        const isOurs = this.reads.delete(attempt.stop);
        // It may only have been too busy to take us in, and may be another one by now: a look decides what it is.
        if (isOurs && isServerAway(error)) {
          this.had.clear();
          void this.look();
        }
        throw error;
      },
    );
    return {
      answer,
      stop: () => {
        this.reads.delete(attempt.stop);
        attempt.stop();
      },
    };
  }

  /** It was asked and says nothing. Until a look shows that it is only slow, nobody else waits for it. */
  suspect(): void {
    this.isSilent = true;
    void this.look();
  }

  private shows(snapshot: Snapshot): boolean | Promise<boolean> {
    const name = nameOf(snapshot);
    const known = this.had.get(name);
    if (known !== undefined) return known;
    const asked = this.looks.rows(SHOWS, [snapshot.seq, snapshot.mark]).then(
      (rows) => rows.length > 0,
      () => false,
    );
    const [oldest] = this.had.keys();
    if (this.had.size >= MOST && oldest !== undefined) this.had.delete(oldest);
    this.had.set(name, asked);
    void asked.then((has) => {
      // Unless it has been forgotten since: then it may be another server's answer.
      if (this.had.get(name) !== asked) return;
      this.had.set(name, has);
      if (!has) setTimeout(() => this.had.delete(name), ASK_AGAIN).unref();
    });
    return asked;
  }

  private look(): Promise<void> {
    this.looking ??= this.looks
      .rows<Snapshot>(STANDBY_HEAD)
      .then(
        ([head]) => (head ? this.find(head) : this.lose()),
        () => this.lose(),
      )
      .finally(() => (this.looking = null));
    return this.looking;
  }

  private find(head: Snapshot): void {
    this.head = head;
    this.isThere = true;
    this.isSilent = false;
  }

  /** What it showed is void, and nobody waits for it any more. */
  private lose(): void {
    this.isThere = false;
    this.head = null;
    this.had.clear();
    for (const stop of [...this.reads]) stop();
    this.reads.clear();
  }
}
