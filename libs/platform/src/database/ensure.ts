import type { Config } from '../config/config.js';
import type { Secrets } from '../crypto/secrets.js';
import { type EmbeddedServer, startEmbedded } from '../embedded/index.js';
import { type Addresses, embeddedAddresses, embeddedFolder, givenAddresses } from './addresses.js';
import { migrate, type MigrationClass } from './migrate.js';
import { createOwnedDatabase, provisionGiven } from './provision.js';

export interface ReadyDatabase {
  readonly addresses: Addresses;
  /** The server that this process uses, null when the owner gave one. */
  readonly server: EmbeddedServer | null;
  readonly migrationsRun: readonly string[];
  /** Ends the embedded server if this process started it. */
  stop(): Promise<void>;
}

/** A database that is running, provisioned and migrated, whatever was there before. */
export async function ensureDatabase(
  config: Config,
  secrets: Secrets,
  migrations: readonly MigrationClass[],
  log: (line: string) => void,
): Promise<ReadyDatabase> {
  if (config.databaseUrl !== null) {
    const addresses = givenAddresses(config.databaseUrl, config.loginUrls, secrets);
    await provisionGiven(addresses);
    const { ran } = await migrate(addresses.owner, migrations);
    return { addresses, server: null, migrationsRun: ran, stop: () => Promise.resolve() };
  }
  const server = await startEmbedded({ dataDir: embeddedFolder(config), log });
  try {
    const addresses = embeddedAddresses(server.host, server.port, secrets);
    await createOwnedDatabase(superuserUrl(server), addresses);
    const { ran } = await migrate(addresses.owner, migrations);
    return { addresses, server, migrationsRun: ran, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

export function superuserUrl(server: EmbeddedServer): string {
  return `postgres://${server.superuser}:${encodeURIComponent(server.password)}@${server.host}:${server.port}/${server.database}`;
}
