import { MIGRATIONS } from '#migrations';
import { type Config, ensureDatabase, ReadPool, type ReadyDatabase, type Secrets, superuserUrl } from '#platform';
import { setTimeout as wait } from 'node:timers/promises';
import { runningSupervisor } from './start/claim.js';

const POLL = 250;
const OTHER_CLIENTS = {
  name: 'other clients',
  text: `select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
};

/**
 * The running database, or one that is started for as long as `work` takes. While it runs, `npm start` or another command may
 * have begun to use the server that this one started: the first takes it over, the second is waited for.
 */
export async function withDatabase<T>(
  config: Config,
  secrets: Secrets,
  log: (line: string) => void,
  work: (database: ReadyDatabase) => Promise<T>,
): Promise<T> {
  const database = await ensureDatabase(config, secrets, MIGRATIONS, log);
  const interrupted = (signal: NodeJS.Signals) => {
    // What runs is rolled back with its connection. Nothing is waited for: a person said stop.
    void database.stop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    return await work(database);
  } finally {
    process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
    await leave(config, database, log);
  }
}

async function leave(config: Config, database: ReadyDatabase, log: (line: string) => void): Promise<void> {
  const { server } = database;
  if (!server || server.adopted) return database.stop();
  const pool = new ReadPool(superuserUrl(server), { max: 1 });
  try {
    for (let told = false; ; told = true) {
      if (runningSupervisor(config.dataDir)) return;
      const [row] = await pool.rows<{ others: number }>(OTHER_CLIENTS);
      if (!row || row.others === 0) break;
      if (!told) log('Another command still uses the database; it is stopped when that one is done.');
      await wait(POLL);
    }
  } finally {
    await pool.end();
  }
  await database.stop();
}
