import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { MIGRATIONS } from '#migrations';
import { createOwnedDatabase, embeddedAddresses, migrate, Secrets, startEmbedded, superuserUrl } from '#platform';
import { withLock } from '../../libs/platform/src/embedded/lock.js';
import { testServer } from './server.js';

/**
 * A folder that every file of a run may copy: made by whoever asks first, whole or not at all. For what takes seconds to
 * make and is not what the test is about.
 */
export async function sharedFolder(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = path.join(testServer().folder, name);
  if (existsSync(folder)) return folder;
  await withLock(
    `${folder}.lock`,
    () => undefined,
    async () => {
      if (existsSync(folder)) return;
      const unfinished = `${folder}.unfinished`;
      rmSync(unfinished, { recursive: true, force: true });
      await make(unfinished);
      renameSync(unfinished, folder);
    },
  );
  return folder;
}

/** With owners and modes: an embedded database belongs to the account that runs PostgreSQL. */
export function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', '--reflink=auto', from, to]);
}

/** What lies beside the folder of an embedded database and belongs to it. */
const BESIDE = ['.secret', '.log'];

/** A stopped, empty embedded database at `dataDir`. */
export async function emptyEmbedded(dataDir: string): Promise<void> {
  const made = await sharedFolder('empty', async (folder) => {
    await (await startEmbedded({ dataDir: path.join(folder, 'postgres') })).stop();
  });
  copyEmbedded(path.join(made, 'postgres'), dataDir);
}

/** The same with our logins and tables; its secret is that of the tests. */
export async function migratedEmbedded(dataDir: string): Promise<void> {
  const made = await sharedFolder('migrated', async (folder) => {
    mkdirSync(folder, { mode: 0o711 });
    const place = path.join(folder, 'postgres');
    await emptyEmbedded(place);
    const server = await startEmbedded({ dataDir: place, settings: { fsync: 'off' } });
    const addresses = embeddedAddresses(server.host, server.port, new Secrets(Buffer.from(testServer().secret)));
    await createOwnedDatabase(superuserUrl(server), addresses);
    await migrate(addresses.owner, MIGRATIONS);
    await server.stop();
  });
  copyEmbedded(path.join(made, 'postgres'), dataDir);
}

export function copyEmbedded(from: string, to: string): void {
  for (const suffix of ['', ...BESIDE]) copyFolder(from + suffix, to + suffix);
}
