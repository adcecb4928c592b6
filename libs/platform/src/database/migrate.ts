import { runMigrations as migrateJobs } from 'graphile-worker';
import { DataSource, type MigrationInterface } from 'typeorm';
import { CannotStart } from '../problem.js';
import { withClient } from './provision.js';

export type MigrationClass = new () => MigrationInterface;

export interface MigrationOutcome {
  readonly ran: readonly string[];
}

/** Brings the database up to this release, as the owner. Two at once take turns; a database of a newer release is refused. */
export async function migrate(ownerUrl: string, migrations: readonly MigrationClass[]): Promise<MigrationOutcome> {
  return withClient(ownerUrl, async (guard) => {
    await guard.query('select pg_advisory_lock(7105402)');
    const { rows: tables } = await guard.query<{ found: boolean }>(
      `select to_regclass('public.migrations') is not null as found`,
    );
    if (tables[0]?.found) {
      const { rows } = await guard.query<{ name: string }>('select name from public.migrations order by id');
      const known = new Set(migrations.map((migration) => migration.name));
      const newer = rows.find((row) => !known.has(row.name));
      if (newer)
        throw new CannotStart(
          `This database was made by a newer Almanac (it has the migration ${newer.name}): upgrade Almanac, or use another data folder.`,
        );
    }
    const source = new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations: [...migrations],
      migrationsTransactionMode: 'each',
      installExtensions: false,
    });
    await source.initialize();
    try {
      const ran = await source.runMigrations();
      // Jobs keep their own schema and their own migrations; only the studio login works on them.
      await migrateJobs({ connectionString: ownerUrl });
      await guard.query(JOBS_FOR_STUDIO);
      return { ran: ran.map((migration) => migration.name) };
    } finally {
      await source.destroy();
    }
  });
}

/** The queue guards its tables by row-level security, which lets nobody but their owner in: the studio login runs it. */
const JOBS_FOR_STUDIO = `
  grant usage on schema graphile_worker to almanac_studio;
  grant all on all tables in schema graphile_worker to almanac_studio;
  grant all on all sequences in schema graphile_worker to almanac_studio;
  grant execute on all functions in schema graphile_worker to almanac_studio;
  do $$
  declare
    guarded regclass;
  begin
    for guarded in
      select c.oid from pg_class c where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
        and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'studio_runs_the_queue')
    loop
      execute format('create policy studio_runs_the_queue on %s to almanac_studio using (true) with check (true)', guarded);
    end loop;
  end $$;
`;
