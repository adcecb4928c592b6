import type { ClientBase } from 'pg';

const TIMES = 3;

/**
 * Pages of memory that executing a statement touches: the least of a few executions. A server whose other databases make
 * and drop tables may empty the catalog caches of any connection at any moment, and whatever runs then reads some hundred
 * pages of the catalog that are not its own.
 */
export async function leastBuffers(client: ClientBase, sql: string, values?: unknown[]): Promise<number> {
  let least = Infinity;
  for (let time = 0; time < TIMES; time++) {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
      `explain (analyze, buffers, format json) ${sql}`,
      values,
    );
    const plan = rows[0]?.['QUERY PLAN'][0].Plan ?? {};
    least = Math.min(least, (plan['Shared Hit Blocks'] ?? NaN) + (plan['Shared Read Blocks'] ?? NaN));
  }
  return least;
}

/**
 * Vacuums until an index alone tells what is visible. Whoever is just connecting to any database of the server may hold it
 * back, and each row would then be looked up.
 */
export async function settleTables(client: ClientBase, ...tables: string[]): Promise<void> {
  for (const table of tables)
    for (let hidden = true; hidden;) {
      await client.query(`vacuum analyze ${table}`);
      const { rows } = await client.query<{ hidden: boolean }>(
        'select relallvisible < relpages as hidden from pg_class where oid = $1::regclass',
        [table],
      );
      hidden = rows[0]?.hidden ?? true;
    }
}
