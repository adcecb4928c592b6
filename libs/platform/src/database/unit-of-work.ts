import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager } from 'typeorm';

interface Transaction {
  readonly manager: EntityManager;
  readonly afterCommit: (() => Promise<void> | void)[];
}

/** Bounds that keep a stuck writer from holding locks that others wait for. Milliseconds. */
export interface WorkLimits {
  readonly lockTimeout: number;
  readonly statementTimeout: number;
}
const LIMITS: WorkLimits = { lockTimeout: 10_000, statementTimeout: 60_000 };

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
    const result = await this.source.transaction('READ COMMITTED', async (manager) => {
      await manager.query(
        `select set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true), set_config('idle_in_transaction_session_timeout', '60000', true)`,
        [String(limits.lockTimeout), String(limits.statementTimeout)],
      );
      return this.current.run({ manager, afterCommit }, work);
    });
    // What must happen is a row in the transaction; a hook may be lost with the process, so its failure is nobody's refusal.
    for (const hook of afterCommit) await hook();
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

  /** Runs after commit, before `run` returns. Only for what may be lost: a hint, a metric, a fault point. */
  afterCommit(hook: () => Promise<void> | void): void {
    const transaction = this.current.getStore();
    if (!transaction) throw new Error('afterCommit needs a running unit of work');
    transaction.afterCommit.push(hook);
  }
}
