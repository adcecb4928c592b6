/** What is kept must say how big it is; a value may grow later, with `grow`. */
export interface Kept {
  readonly bytes: number;
}

interface Entry<V> {
  readonly key: string;
  value: V;
  bytes: number;
  /** Asked for again since it came in. */
  proven: boolean;
  older: Entry<V> | null;
  newer: Entry<V> | null;
}

/** Least recently used first. A linked list, because a hit must only move pointers. */
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
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (this.proven.newest !== entry) {
      (entry.proven ? this.proven : this.trial).remove(entry);
      entry.proven = true;
      this.proven.push(entry);
      this.demote();
    }
    return entry.value;
  }

  /** An answer that alone would take a tenth of the room is not kept. */
  set(key: string, value: V): void {
    this.delete(key);
    const bytes = value.bytes + key.length + OVERHEAD;
    if (bytes > this.limit / 10) return;
    const entry: Entry<V> = { key, value, bytes, proven: false, older: null, newer: null };
    this.entries.set(key, entry);
    this.trial.push(entry);
    this.evict();
  }

  /** Tells that the value of this key has become bigger; nothing happens when it is no longer kept. */
  grow(key: string, value: V, by: number): void {
    const entry = this.entries.get(key);
    if (entry?.value !== value) return;
    entry.bytes += by;
    (entry.proven ? this.proven : this.trial).bytes += by;
    this.demote();
    this.evict();
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    (entry.proven ? this.proven : this.trial).remove(entry);
  }

  clear(): void {
    this.entries.clear();
    for (const queue of [this.trial, this.proven]) {
      queue.oldest = queue.newest = null;
      queue.bytes = 0;
    }
  }

  private demote(): void {
    while (this.proven.bytes > this.limit * PROVEN_SHARE) {
      const entry = this.proven.oldest;
      if (!entry) return;
      this.proven.remove(entry);
      entry.proven = false;
      this.trial.push(entry);
    }
    this.evict();
  }

  private evict(): void {
    while (this.bytes > this.limit) {
      const entry = this.trial.oldest ?? this.proven.oldest;
      if (!entry) return;
      this.delete(entry.key);
    }
  }
}
