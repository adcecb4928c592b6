import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager } from 'typeorm';
import { Busy } from '../problem.js';
import { ServerAway } from './server-away.js';

interface Transaction {
  readonly manager: EntityManager;
  readonly beforeCommit: (() => Promise<void>)[];
  readonly afterCommit: (() => Promise<void> | void)[];
}

/** Bounds that keep a stuck writer from holding locks that others wait for. Milliseconds. */
export interface WorkLimits {
  readonly lockTimeout: number;
  readonly statementTimeout: number;
}
const LIMITS: WorkLimits = { lockTimeout: 10_000, statementTimeout: 60_000 };

/** serialization_failure, deadlock_detected, lock_not_available: the caller did nothing wrong and may repeat it. */
const CONTENTION: ReadonlySet<unknown> = new Set(['40001', '40P01', '55P03']);

/**
 * One transaction (READ COMMITTED) per outermost `run`; an inner `run` joins it. A throw rolls everything back, so a
 * refusal must be thrown through this boundary and turned into data outside it.
 */
export class UnitOfWork {
  private readonly current = new AsyncLocalStorage<Transaction>();

  constructor(private readonly source: DataSource) {}

  async run<T>(work: () => Promise<T>, limits: WorkLimits = LIMITS): Promise<T> {
    if (this.current.getStore()) return work();
    const afterCommit: Transaction['afterCommit'] = [];
    const result = await this.transact(work, limits, afterCommit).catch((error: unknown) => {
      if (isContention(error)) throw new Busy();
      throw isLetGo(error) ? new ServerAway(error) : error;
    });
    // What must happen is a row in the transaction; a hook may be lost with the process, so its failure is nobody's refusal.
    for (const hook of afterCommit)
      await Promise.resolve()
        .then(hook)
        .catch(() => undefined);
    return result;
  }

  /** The transaction's manager inside `run`; outside, one that runs each statement on its own. */
  get manager(): EntityManager {
    return this.current.getStore()?.manager ?? this.source.manager;
  }

  get isActive(): boolean {
    return this.current.getStore() !== undefined;
  }

  /** Rows of a statement, typed by the caller who wrote it. */
  async rows<R>(sql: string, values: unknown[] = []): Promise<R[]> {
    const result: unknown = await this.manager.query(sql, values);
    // The driver answers [rows, count] to update and delete, rows to everything else.
    if (Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number')
      return result[0] as R[];
    return result as R[];
  }

  /**
   * Runs inside the transaction once its work is done, unless that threw. For locks that everybody contends for: taken last,
   * they are held for as short as can be.
   */
  beforeCommit(hook: () => Promise<void>): void {
    this.running('beforeCommit').beforeCommit.push(hook);
  }

  /** Runs after commit, before `run` returns. Only for what may be lost: a hint, a metric, a fault point. */
  afterCommit(hook: () => Promise<void> | void): void {
    this.running('afterCommit').afterCommit.push(hook);
  }

  private running(need: string): Transaction {
    const transaction = this.current.getStore();
    if (!transaction) throw new Error(`${need} needs a running unit of work`);
    return transaction;
  }

  private transact<T>(work: () => Promise<T>, limits: WorkLimits, afterCommit: Transaction['afterCommit']): Promise<T> {
    return this.source.transaction('READ COMMITTED', async (manager) => {
      await manager.query(
        `select set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true), set_config('idle_in_transaction_session_timeout', '60000', true)`,
        [String(limits.lockTimeout), String(limits.statementTimeout)],
      );
      const beforeCommit: Transaction['beforeCommit'] = [];
      return this.current.run({ manager, beforeCommit, afterCommit }, async () => {
        const result = await work();
        for (const hook of beforeCommit) await hook();
        return result;
      });
    });
  }
}

function isContention(error: unknown): boolean {
  return CONTENTION.has((error as { driverError?: { code?: unknown } } | null)?.driverError?.code);
}

/** Its connection broke, and the mapper let go of it at once: what the transaction asks after that fails like this. */
function isLetGo(error: unknown): boolean {
  return /^QueryRunner(Provider)?AlreadyReleasedError$/.test((error as { name?: string } | null)?.name ?? '');
}
