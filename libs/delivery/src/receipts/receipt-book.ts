import { createHash } from 'node:crypto';
import { isServerAway, type ReadPool } from '#platform';
import type { Snapshot } from '../domain/view.js';
import type { Selection } from '../sync/delta.js';
import type { Cargo, CopyAt, Shown } from './cargo.js';
import { ADD_COPIES, ADD_SERVED } from './receipt.statements.js';

type Point = Pick<Snapshot, 'seq' | 'mark'>;

interface Served extends Shown {
  readonly partnerId: string;
  /** As of which the answer was: it says to which history the number of the edition belongs. */
  readonly head: Point;
  readonly at: Date;
}

interface Copied {
  readonly partnerId: string;
  readonly selection: string;
  readonly copy: CopyAt;
  sentAt: Date | null;
  heldAt: Date | null;
}

const WAYS = ['sentAt', 'heldAt'] as const;

/** What waits to be written; of more, the rest is not noted: less is said then than was sent. */
const MOST_WAITING = 20_000;
/** What is known to have been noted, so that it is not written again and again. */
const MOST_KNOWN = 20_000;
const AT_ONCE = 2_000;
/** Selections that a process tells apart for a partner: callers choose them. */
const MOST_SELECTIONS = 50;

/**
 * What partners have received, noted in memory when it has gone out and written every few seconds. A process that is killed
 * forgets some seconds of it: then less is said than was received, never more.
 */
export class ReceiptBook {
  private served = new Map<string, Served>();
  private copies = new Map<string, Copied>();
  private readonly known = new Set<string>();
  private readonly selections = new Map<string, Set<string>>();

  constructor(private readonly pool: ReadPool) {}

  /** False when there is no room: it may be noted another time. */
  note(partnerId: string, cargo: Cargo, head: Point, at: Date): boolean {
    if (this.served.size + this.copies.size >= MOST_WAITING) return false;
    for (const shown of cargo.shown) {
      const { documentId, locale, seq } = shown;
      // What is gone is told anew after each publication, and nothing but the database knows of which one it is.
      const name = `${partnerId} ${documentId} ${locale} ${seq ?? `${head.seq} ${head.mark}`}`;
      if (!this.known.has(name) && !this.served.has(name))
        this.served.set(name, { ...shown, partnerId, head: pointOf(head), at });
    }
    for (const copy of cargo.held) this.noteCopy(partnerId, copy, 'heldAt', at);
    for (const copy of cargo.filled) this.noteCopy(partnerId, copy, 'sentAt', at);
    return true;
  }

  async write(): Promise<void> {
    const [served, copies] = [this.served, this.copies];
    this.served = new Map();
    this.copies = new Map();
    await this.writing(served, (rows) => this.pool.rows(ADD_SERVED, servedValues(rows)), this.served);
    await this.writing(copies, (rows) => this.pool.rows(ADD_COPIES, copyValues(rows)), this.copies);
  }

  /** Some at a time. While the database is away they wait; what it refuses is let go. */
  private async writing<T extends object>(
    all: ReadonlyMap<string, T>,
    write: (rows: T[]) => Promise<unknown>,
    waiting: Map<string, T>,
  ): Promise<void> {
    const entries = [...all];
    try {
      while (entries.length > 0) {
        await write(entries.slice(0, AT_ONCE).map(([, row]) => row));
        for (const [name, row] of entries.splice(0, AT_ONCE)) this.know(name, row);
      }
    } catch (error) {
      if (!isServerAway(error)) entries.splice(0, AT_ONCE);
      for (const [name, row] of entries) if (waiting.size < MOST_WAITING && !waiting.has(name)) waiting.set(name, row);
    }
  }

  private know(name: string, row: object): void {
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    if (!('sentAt' in row && 'heldAt' in row)) this.known.add(name);
    else for (const what of WAYS) if (row[what] !== null) this.known.add(`${name} ${what}`);
  }

  private noteCopy(partnerId: string, copy: CopyAt, what: (typeof WAYS)[number], at: Date): void {
    const selection = nameOf(copy.selection);
    const own = this.selections.get(partnerId) ?? new Set<string>();
    this.selections.set(partnerId, own);
    if (!own.has(selection) && own.size >= MOST_SELECTIONS) return;
    own.add(selection);
    const name = `${partnerId} ${selection} ${copy.at.seq} ${copy.at.mark}`;
    if (this.known.has(`${name} ${what}`)) return;
    const noted = this.copies.get(name) ?? { partnerId, selection, copy, sentAt: null, heldAt: null };
    noted[what] ??= at;
    this.copies.set(name, noted);
  }
}

function pointOf({ seq, mark }: Point): Point {
  return { seq, mark };
}

/** Order and repetition make no difference. */
function nameOf({ kinds, locales }: Selection): string {
  const sorted = (list: readonly string[] | null) => list && [...new Set(list)].sort();
  return createHash('sha256')
    .update(JSON.stringify([sorted(kinds), sorted(locales)]))
    .digest('base64url')
    .slice(0, 16);
}

function servedValues(rows: readonly Served[]): readonly unknown[] {
  return [
    rows.map(({ partnerId }) => partnerId),
    rows.map(({ documentId }) => documentId),
    rows.map(({ locale }) => locale),
    rows.map(({ seq }) => seq),
    rows.map(({ head }) => head.seq),
    rows.map(({ head }) => head.mark),
    rows.map(({ at }) => at.toISOString()),
  ];
}

function copyValues(rows: readonly Copied[]): readonly unknown[] {
  return [
    rows.map(({ partnerId }) => partnerId),
    rows.map(({ selection }) => selection),
    rows.map(({ copy }) => JSON.stringify(copy.selection.kinds ?? [])),
    rows.map(({ copy }) => JSON.stringify(copy.selection.locales ?? [])),
    rows.map(({ copy }) => copy.at.seq),
    rows.map(({ copy }) => copy.at.mark),
    rows.map(({ sentAt }) => sentAt?.toISOString() ?? null),
    rows.map(({ heldAt }) => heldAt?.toISOString() ?? null),
  ];
}
