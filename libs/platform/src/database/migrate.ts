import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import pg from 'pg';
import type { DataSource, MigrationInterface } from 'typeorm';
import { CannotStart } from '../problem.js';
import { withClient } from './provision.js';

export type MigrationClass = new () => MigrationInterface;

export interface MigrationOutcome {
  readonly ran: readonly string[];
}

/** Brings the database up to this release, as the owner. Two at once take turns; a database of a newer release is refused. */
export async function migrate(ownerUrl: string, migrations: readonly MigrationClass[]): Promise<MigrationOutcome> {
  return whileNobodyMigrates(ownerUrl, async (turn) => ({ ran: await turn.bringTo(migrations) }));
}

/** A database that nobody else migrates meanwhile. */
export interface MigrationTurn {
  /** The owner's connection that holds the turn. */
  readonly client: pg.Client;
  /** Runs those of the given migrations that have not run; returns their names. Refused when the database has others. */
  bringTo(migrations: readonly MigrationClass[]): Promise<readonly string[]>;
  /** Takes back every migration, newest first, with all that it made. For a database in which nothing has happened yet. */
  takeBackAll(migrations: readonly MigrationClass[]): Promise<void>;
}

/** Work of the owner that no migration may come in between. Two at once take turns. */
export async function whileNobodyMigrates<T>(ownerUrl: string, work: (turn: MigrationTurn) => Promise<T>): Promise<T> {
  return withClient(ownerUrl, async (client) => {
    await client.query('select pg_advisory_lock(7105402)');
    return work({
      client,
      bringTo: async (migrations) => {
        const done = await knownMigrations(client, migrations);
        const ran = done.length < migrations.length ? await runMissing(ownerUrl, migrations) : [];
        await prepareJobs(client, ownerUrl);
        return ran;
      },
      takeBackAll: async (migrations) => {
        const done = await knownMigrations(client, migrations);
        await onSource(ownerUrl, migrations, async (source) => {
          for (let left = done.length; left > 0; left--) await source.undoLastMigration();
        });
      },
    });
  });
}

/** Names of what has run, oldest first; none in a database that nobody has migrated. */
export async function recordedMigrations(client: pg.Client): Promise<readonly string[]> {
  const { rows: tables } = await client.query<{ found: boolean }>(
    `select to_regclass('public.migrations') is not null as found`,
  );
  if (!tables[0]?.found) return [];
  const { rows } = await client.query<{ name: string }>('select name from public.migrations order by id');
  return rows.map(({ name }) => name);
}

async function knownMigrations(client: pg.Client, migrations: readonly MigrationClass[]): Promise<readonly string[]> {
  const done = await recordedMigrations(client);
  const newer = done.find((name) => !migrations.some((migration) => migration.name === name));
  if (newer)
    throw new CannotStart(
      `This database was made by a newer Almanac (it has the migration ${newer}): upgrade Almanac, or use another data folder.`,
    );
  return done;
}

async function runMissing(ownerUrl: string, migrations: readonly MigrationClass[]): Promise<readonly string[]> {
  return onSource(ownerUrl, migrations, async (source) =>
    (await source.runMigrations()).map((migration) => migration.name),
  );
}

async function onSource<T>(
  ownerUrl: string,
  migrations: readonly MigrationClass[],
  work: (source: DataSource) => Promise<T>,
): Promise<T> {
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: [...migrations],
    migrationsTransactionMode: 'each',
    installExtensions: false,
  });
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

/**
 * Jobs keep their own schema and their own migrations; only the studio login works on them. What was prepared last is
 * written on the schema itself: every command comes by here, and the queue takes longer to load than the question.
 */
async function prepareJobs(client: pg.Client, ownerUrl: string): Promise<void> {
  const wanted = jobsMark();
  const { rows } = await client.query<{ mark: string | null }>(
    `select obj_description(to_regnamespace('graphile_worker'), 'pg_namespace') as mark`,
  );
  if (rows[0]?.mark === wanted) return;
  await migrateJobs(ownerUrl);
  await client.query(JOBS_FOR_STUDIO);
  await client.query(`comment on schema graphile_worker is '${wanted}'`);
}

/** With a pool of ours: the queue's own is not ended when it says so, and then nobody listens to how its connection ends. */
async function migrateJobs(ownerUrl: string): Promise<void> {
  const { runMigrations } = await import('graphile-worker');
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  // The statement that meets a dead connection says so.
  const leaveToStatements = () => undefined;
  pool.on('error', leaveToStatements);
  pool.on('connect', (client) => void client.on('error', leaveToStatements));
  try {
    await runMigrations({ pgPool: pool });
  } finally {
    await pool.end();
  }
}

/** The release of the queue, and what we add to it. */
function jobsMark(): string {
  const entry = createRequire(import.meta.url).resolve('graphile-worker');
  const { version } = JSON.parse(readFileSync(path.resolve(entry, '../../package.json'), 'utf8')) as {
    version: string;
  };
  return `graphile-worker ${version}, grants ${createHash('sha256').update(JOBS_FOR_STUDIO).digest('hex').slice(0, 16)}`;
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
