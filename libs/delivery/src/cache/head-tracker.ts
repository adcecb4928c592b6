import type { Notifications, ReadPool } from '#platform';
import type { Snapshot } from '../domain/view.js';
import { HEAD } from '../persistence/snapshot.statements.js';
import type { NewestHead } from '../replicas/newest-head.js';
import { HEAD_SINCE } from './head.statements.js';
import type { KeyRing } from './key-ring.js';

/** Milliseconds between two polls: with a slow statement it stays under the second that is promised. */
const POLL = 400;

/** A head as a process came to know it. */
export interface Head extends Snapshot {
  /** Counts histories: a restored backup or a lost tail may number other publications the same. */
  readonly epoch: number;
}

interface HeadRow extends Snapshot {
  readonly continues: boolean;
  readonly sweeping: boolean;
  readonly kinds: readonly string[];
}

/**
 * What this process knows of the head: the publication itself, and for each kind the last one that may have changed an
 * answer about it. Learnt from notifications at once and from a poll within a second, whatever was lost in between.
 *
 * Stamps start at the head that the process finds, so nothing has to be stored: what it never kept cannot be outdated.
 */
export class HeadTracker {
  private current: Head | null = null;
  private swept = 0;
  private readonly stamps = new Map<string, number>();
  private confirmed = Number.NEGATIVE_INFINITY;
  private running: Promise<void> | null = null;
  private again = false;
  private notifications: Notifications | null = null;
  private timer: NodeJS.Timeout | undefined;
  private ended = false;

  constructor(
    private readonly pool: ReadPool,
    private readonly keys: KeyRing,
    /** Called when every answer may differ: let go of all of them. */
    private readonly drop: () => void,
    private readonly newest: NewestHead | null = null,
  ) {}

  start(): void {
    this.notifications = this.pool.listen(['almanac_head', 'almanac_keys'], {
      listening: () => void this.refresh(),
      notified: (channel, payload) => {
        if (channel === 'almanac_keys') this.keys.drop(payload);
        else void this.refresh();
      },
    });
    this.timer = setInterval(() => void this.refresh(), POLL);
    this.timer.unref();
    void this.refresh();
  }

  async end(): Promise<void> {
    this.ended = true;
    clearInterval(this.timer);
    await this.notifications?.end();
    await this.running;
  }

  get head(): Head | null {
    return this.current;
  }

  /** Milliseconds since the database last confirmed what is known here. */
  get age(): number {
    return performance.now() - this.confirmed;
  }

  /** Whether what is made of these kinds is today what it was as of that head; null for what depends on the very head. */
  isUnchangedSince(then: Head, kinds: readonly string[] | null): boolean {
    if (then === this.current) return true;
    if (then.epoch !== this.current?.epoch || kinds === null || this.swept > then.seq) return false;
    return kinds.every((kind) => (this.stamps.get(kind) ?? 0) <= then.seq);
  }

  /** Reads the head once more; whoever calls while it is being read gets a reading that began after the call. */
  refresh(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.read().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async read(): Promise<void> {
    do {
      this.again = false;
      const begun = performance.now();
      try {
        const [[head]] = await Promise.all([this.pool.rows<Snapshot>(HEAD), this.keys.recheck()]);
        if (!head) continue;
        if (head.seq !== this.current?.seq || head.mark !== this.current.mark) {
          const [moved] = await this.pool.rows<HeadRow>(HEAD_SINCE, [
            this.current?.seq ?? head.seq,
            this.current?.mark ?? '',
          ]);
          if (moved) this.take(moved);
        }
        this.confirmed = begun;
      } catch {
        // The age says that nothing was confirmed; the next poll tries again.
      }
    } while (this.again && !this.ended);
  }

  private take({ seq, mark, at, continues, sweeping, kinds }: HeadRow): void {
    const before = this.current;
    const begins = before === null || !continues || seq < before.seq;
    this.current = { seq, mark, at, epoch: (before?.epoch ?? 0) + Number(begins) };
    this.newest?.see(this.current);
    if (begins) {
      this.newest?.begin(this.current);
      this.stamps.clear();
    } else for (const kind of kinds) this.stamps.set(kind, seq);
    if (!begins && !sweeping) return;
    this.swept = seq;
    this.drop();
  }
}
