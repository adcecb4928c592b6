import pg from 'pg';
import { withClient } from './provision.js';

/**
 * Lets PostgreSQL clear away the rows that were deleted in these schemas, as the owner of their tables. It waits for nobody and
 * holds up nobody; rows that a running transaction may still see stay until the next time.
 */
export async function vacuumSchemas(ownerUrl: string, schemas: readonly string[]): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ nspname: string; relname: string }>(
      `select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname = any ($1) order by c.oid`,
      [schemas],
    );
    for (const { nspname, relname } of rows)
      await client.query(`vacuum ${pg.escapeIdentifier(nspname)}.${pg.escapeIdentifier(relname)}`);
  });
}
