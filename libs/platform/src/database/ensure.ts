import type { Config } from '../config/config.js';
import type { Secrets } from '../crypto/secrets.js';
import { type EmbeddedServer, startEmbedded } from '../embedded/index.js';
import { type Addresses, embeddedAddresses, embeddedFolder, givenAddresses } from './addresses.js';
import { migrate, type MigrationClass } from './migrate.js';
import { createOwnedDatabase, provisionGiven } from './provision.js';

/** A server that runs and has our logins; what is in its database nobody has looked at yet. */
export interface ReadyServer {
  readonly addresses: Addresses;
  /** The server that this process uses, null when the owner gave one. */
  readonly server: EmbeddedServer | null;
  /** Ends the embedded server if this process started it. */
  stop(): Promise<void>;
}

export interface ReadyDatabase extends ReadyServer {
  readonly migrationsRun: readonly string[];
}

/** A database that is running, provisioned and migrated, whatever was there before. */
export async function ensureDatabase(
  config: Config,
  secrets: Secrets,
  migrations: readonly MigrationClass[],
  log: (line: string) => void,
): Promise<ReadyDatabase> {
  const ready = await ensureServer(config, secrets, log);
  try {
    const { ran } = await migrate(ready.addresses.owner, migrations);
    return { ...ready, migrationsRun: ran };
  } catch (error) {
    await ready.stop();
    throw error;
  }
}

/** The same without its tables: for whoever decides what is to be in them. */
export async function ensureServer(
  config: Config,
  secrets: Secrets,
  log: (line: string) => void,
): Promise<ReadyServer> {
  if (config.databaseUrl !== null) {
    const addresses = givenAddresses(config.databaseUrl, config.loginUrls, secrets);
    await provisionGiven(addresses);
    return { addresses, server: null, stop: () => Promise.resolve() };
  }
  const server = await startEmbedded({ dataDir: embeddedFolder(config), log });
  try {
    const addresses = embeddedAddresses(server.host, server.port, secrets);
    await createOwnedDatabase(superuserUrl(server), addresses);
    return { addresses, server, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

export function superuserUrl(server: EmbeddedServer): string {
  return `postgres://${server.superuser}:${encodeURIComponent(server.password)}@${server.host}:${server.port}/${server.database}`;
}
