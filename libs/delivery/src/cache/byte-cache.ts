/** What is kept must say how big it is; a value may grow later, with `grow`. */
export interface Kept {
  readonly bytes: number;
}

/** A place in the cache. Whoever holds it may look there again without a key; it holds nothing once the cache let go. */
export interface Hold<V> {
  readonly value: V | null;
  /** Set by whoever uses the value: all that a hit costs. */
  used: boolean;
}

interface Entry<V> extends Hold<V> {
  readonly key: string;
  value: V | null;
  bytes: number;
  /** Asked for again since it came in. */
  proven: boolean;
  older: Entry<V> | null;
  newer: Entry<V> | null;
}

/** First in, first looked at. */
class Queue<V> {
  oldest: Entry<V> | null = null;
  newest: Entry<V> | null = null;
  bytes = 0;

  push(entry: Entry<V>): void {
    entry.older = this.newest;
    entry.newer = null;
    if (this.newest) this.newest.newer = entry;
    else this.oldest = entry;
    this.newest = entry;
    this.bytes += entry.bytes;
  }

  remove(entry: Entry<V>): void {
    if (entry.older) entry.older.newer = entry.newer;
    else this.oldest = entry.newer;
    if (entry.newer) entry.newer.older = entry.older;
    else this.newest = entry.older;
    this.bytes -= entry.bytes;
  }
}

/** What an entry costs besides its value and key: measured roughly, so that many small ones do not outgrow the bound. */
const OVERHEAD = 200;
/** Share of the bytes that entries may hold which were asked for again. */
const PROVEN_SHARE = 0.8;

/**
 * A bound on bytes, not on entries. New entries stand on trial in a fifth of the room and displace each other there; only
 * one that is asked for again moves to the rest. So a flood of keys that come once or twice never displaces what is hot.
 *
 * A hit only leaves a mark. Entries move when room is needed: the oldest goes if it bears no mark, else it loses the mark and
 * stays (a second chance). Moving entries at every hit, as a list by last use does, cost more than the look-up.
 */
export class ByteCache<V extends Kept> {
  private readonly entries = new Map<string, Entry<V>>();
  private readonly trial = new Queue<V>();
  private readonly proven = new Queue<V>();

  constructor(private readonly limit: number) {}

  get size(): number {
    return this.entries.size;
  }

  get bytes(): number {
    return this.trial.bytes + this.proven.bytes;
  }

  get(key: string): V | undefined {
    return this.hold(key)?.value ?? undefined;
  }

  /** As `get`, but the place itself. */
  hold(key: string): Hold<V> | undefined {
    const entry = this.entries.get(key);
    if (entry !== undefined) entry.used = true;
    return entry;
  }

  /** An answer that alone would take a tenth of the room is not kept. */
  set(key: string, value: V): void {
    this.delete(key);
    const bytes = value.bytes + key.length + OVERHEAD;
    if (bytes > this.limit / 10) return;
    const entry = { key, value, bytes, used: false, proven: false, older: null, newer: null };
    this.entries.set(key, entry);
    this.trial.push(entry);
    this.evict();
  }

  /** Tells that the value of this key has become bigger; nothing happens when it is no longer kept. */
  grow(key: string, value: V, by: number): void {
    const entry = this.entries.get(key);
    if (entry?.value !== value) return;
    entry.bytes += by;
    this.queueOf(entry).bytes += by;
    this.evict();
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.queueOf(entry).remove(entry);
    entry.value = null;
  }

  clear(): void {
    for (const entry of this.entries.values()) entry.value = null;
    this.entries.clear();
    for (const queue of [this.trial, this.proven]) {
      queue.oldest = queue.newest = null;
      queue.bytes = 0;
    }
  }

  private queueOf(entry: Entry<V>): Queue<V> {
    return entry.proven ? this.proven : this.trial;
  }

  private move(entry: Entry<V>, proven: boolean): void {
    this.queueOf(entry).remove(entry);
    entry.used = false;
    entry.proven = proven;
    this.queueOf(entry).push(entry);
  }

  /** Each step takes a mark away, lets an entry go, or sends one without a mark back on trial: so it ends. */
  private evict(): void {
    while (this.bytes > this.limit) {
      const oldest = this.trial.oldest ?? this.proven.oldest;
      if (!oldest) return;
      if (oldest.used) this.move(oldest, true);
      else this.delete(oldest.key);
      while (this.proven.bytes > this.limit * PROVEN_SHARE && this.proven.oldest)
        this.move(this.proven.oldest, this.proven.oldest.used);
    }
  }
}
