import type { ReadPool } from '#platform';
import { ByteCache } from './byte-cache.js';
import { OPERATION, OPERATIONS, REGISTRY } from './operation.statements.js';

/** Milliseconds between two looks at the registry, from the first id on. */
const POLL = 400;
/** Milliseconds after which only the database can say that an id is unknown. */
const TRUST = 1_000;

interface RegistryRow {
  readonly version: number;
  readonly ids: readonly string[] | null;
}

/** One of them, as it was registered. */
export interface RegisteredText {
  readonly id: string;
  readonly name: string | null;
  readonly document: string;
}

/** Texts that are read in one statement, where all of them are. */
const PAGE = 200;

/**
 * The operations that clients may send by id. All ids are held, so an unknown one costs no statement however many come;
 * texts are read when they are first asked for. A poll of one row says whether anything was registered or removed: either
 * is known within a second. While the database is away, what is held goes on being known.
 */
export class RegisteredOperations {
  private ids: ReadonlySet<string> = new Set();
  private readonly texts: ByteCache<{ readonly text: string; readonly bytes: number }>;
  private readonly reading = new Map<string, Promise<string | null>>();
  private seen = -1;
  private confirmed = Number.NEGATIVE_INFINITY;
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly pool: ReadPool,
    /** Bytes of texts to hold. */
    limit: number,
  ) {
    this.texts = new ByteCache(limit);
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.running?.catch(() => undefined);
  }

  /** Calls the listener whenever it is seen that an id may mean something else, for the first time when anything is known. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** All of them, some at a time. */
  async *all(): AsyncGenerator<RegisteredText> {
    for (let after = ''; ;) {
      const page: RegisteredText[] = await this.pool.rows<RegisteredText>(OPERATIONS, [after, PAGE]);
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = last.id;
    }
  }

  /** Changes whenever an id may mean something else. */
  get version(): number {
    return this.seen;
  }

  /** The text behind an id, null for an unknown one, at once; undefined when it has to be asked: then use `find`. */
  known(id: string): string | null | undefined {
    if (this.ids.has(id)) return this.texts.get(id)?.text;
    return performance.now() - this.confirmed < TRUST ? null : undefined;
  }

  async find(id: string): Promise<string | null> {
    this.timer ??= setInterval(() => void this.refresh().catch(() => undefined), POLL).unref();
    const known = this.known(id);
    if (known !== undefined) return known;
    if (!this.ids.has(id)) await this.refresh();
    if (!this.ids.has(id)) return null;
    let reading = this.reading.get(id);
    if (!reading) {
      reading = this.read(id).finally(() => this.reading.delete(id));
      this.reading.set(id, reading);
    }
    return reading;
  }

  private async read(id: string): Promise<string | null> {
    const before = this.seen;
    const [row] = await this.pool.rows<{ document: string }>(OPERATION, [id]);
    // Read while the registry changed, it may be of either state: good for this answer, not to keep.
    if (row && before === this.seen) this.texts.set(id, { text: row.document, bytes: 2 * row.document.length });
    return row?.document ?? null;
  }

  private refresh(): Promise<void> {
    this.running ??= this.confirm().finally(() => (this.running = null));
    return this.running;
  }

  private async confirm(): Promise<void> {
    const begun = performance.now();
    const [row] = await this.pool.rows<RegistryRow>(REGISTRY, [this.seen]);
    if (!row)
      throw new Error('access.operation_registry is empty: the migrations fill it, so something removed its row');
    if (row.ids) {
      this.ids = new Set(row.ids);
      this.texts.clear();
      this.seen = row.version;
      for (const listener of this.listeners) listener();
    }
    this.confirmed = begun;
  }
}
