import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { ReadPool, Statement } from '#platform';
import type { Allowance, Window } from './allowance.js';

/**
 * Where all processes settle what they have let through: a row for each partner and window, added to by one statement.
 * A window begins with the first request in it.
 */
export class QuotaBook {
  private readonly limiters = new Map<Window['name'], RateLimiterPostgres>();

  constructor(private readonly pool: ReadPool) {}

  /** Adds what was taken, and tells the allowance what all processes together have taken. */
  async settle(partnerId: string, allowance: Allowance): Promise<void> {
    const amount = allowance.taken;
    if (amount === 0)
      return allowance.settle(
        0,
        allowance.windows.map(({ used, ends }) => ({ used, ends })),
      );
    try {
      const settled = await Promise.all(
        allowance.windows.map(async (window) => {
          const { consumedPoints, msBeforeNext } = await this.limiterOf(window).penalty(partnerId, amount);
          return { used: consumedPoints, ends: performance.now() + msBeforeNext };
        }),
      );
      allowance.settle(amount, settled);
    } catch {
      // The database is away: this process goes by what it has counted itself.
      allowance.keep();
    }
  }

  private limiterOf({ name, length }: Window): RateLimiterPostgres {
    const known = this.limiters.get(name);
    if (known) return known;
    const made = new RateLimiterPostgres({
      storeClient: clientOf(this.pool),
      storeType: 'client',
      schemaName: 'traffic',
      tableName: 'quota',
      tableCreated: true,
      // The worker prunes.
      clearExpiredByTimeout: false,
      keyPrefix: name,
      // Never compared here: the allowance knows the quota.
      points: Number.MAX_SAFE_INTEGER,
      duration: length / 1_000,
    });
    this.limiters.set(name, made);
    return made;
  }
}

/** What the package asks of a client of the driver. */
function clientOf(pool: ReadPool): object {
  return {
    query: async ({ name, text, values }: Statement & { readonly values: readonly unknown[] }) => {
      const rows = await pool.rows({ name, text }, values);
      return { rows, rowCount: rows.length };
    },
  };
}
