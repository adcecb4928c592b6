import { MIGRATIONS } from '#migrations';
import { type Config, ensureDatabase, type ReadyDatabase, type Secrets } from '#platform';
import { Attendance } from './attendance.js';
import { runningSupervisor } from './start/claim.js';

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
  if (config.databaseUrl !== null) return work(await ensureDatabase(config, secrets, MIGRATIONS, log));
  const attendance = await Attendance.join(config.dataDir);
  try {
    const database = await ensureDatabase(config, secrets, MIGRATIONS, log);
    const interrupted = (signal: NodeJS.Signals) => {
      // What runs is rolled back with its connection. Nothing is waited for: a person said stop.
      attendance.leave();
      void database.stop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    try {
      return await work(database);
    } finally {
      if (database.server?.adopted === false) {
        await attendance.closeAfterOthers(
          () => runningSupervisor(config.dataDir) !== null,
          () => database.stop(),
          () => log('Another command still uses the database; it is stopped when that one is done.'),
        );
      }
      process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
    }
  } finally {
    attendance.leave();
  }
}
