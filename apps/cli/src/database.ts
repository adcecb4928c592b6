import { MIGRATIONS } from '#migrations';
import { type Config, ensureServer, migrate, type ReadyDatabase, type ReadyServer, type Secrets } from '#platform';
import { Attendance } from './attendance.js';
import { runningSupervisor } from './start/claim.js';

/** The running database, or one that is started for as long as `work` takes, brought up to this release. */
export function withDatabase<T>(
  config: Config,
  secrets: Secrets,
  log: (line: string) => void,
  work: (database: ReadyDatabase) => Promise<T>,
): Promise<T> {
  return withServer(config, secrets, log, async (server) => {
    const { ran } = await migrate(server.addresses.owner, MIGRATIONS);
    return work({ ...server, migrationsRun: ran });
  });
}

/**
 * The same, whatever is in the database. While it runs, `npm start` or another command may have begun to use the server that
 * this one started: the first takes it over, the second is waited for.
 */
export async function withServer<T>(
  config: Config,
  secrets: Secrets,
  log: (line: string) => void,
  work: (server: ReadyServer) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl !== null) return work(await ensureServer(config, secrets, log));
  const attendance = await Attendance.join(config.dataDir);
  try {
    const ready = await ensureServer(config, secrets, log);
    const interrupted = (signal: NodeJS.Signals) => {
      // What runs is rolled back with its connection. Nothing is waited for: a person said stop.
      attendance.leave();
      void ready.stop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    try {
      return await work(ready);
    } finally {
      if (ready.server?.adopted === false) {
        await attendance.closeAfterOthers(
          () => runningSupervisor(config.dataDir) !== null,
          () => ready.stop(),
          () => log('Another command still uses the database; it is stopped when that one is done.'),
        );
      }
      process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
    }
  } finally {
    attendance.leave();
  }
}
