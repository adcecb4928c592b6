// Runs outside Jest's module system, so it uses the build, which `npm test` makes first.
import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One embedded server for the whole run, with a migrated template database to clone. Jest calls it once per project. */
async function globalSetup() {
  if (globalThis.almanacTestServer) return;
  const root = path.resolve(import.meta.dirname, '../..');
  if (!process.env.ALMANAC_TEST_BUILT)
    execFileSync(process.execPath, [path.join(root, 'tools/bootstrap.mjs'), 'prepare'], {
      cwd: root,
      stdio: 'inherit',
    });
  const { createOwnedDatabase, embeddedAddresses, migrate, Secrets, startEmbedded, superuserUrl } =
    await import('#platform');
  const { MIGRATIONS } = await import('#migrations');

  const folder = await mkdtemp(path.join(tmpdir(), 'almanac-test-'));
  const server = await startEmbedded({
    dataDir: path.join(folder, 'postgres'),
    // Tests that measure plans vacuum and analyze for themselves: an autovacuum in between holds back what theirs may mark.
    // What passwords guard here is worth nothing, and each of thousands of connections would pay for 4096 rounds.
    settings: { fsync: 'off', full_page_writes: 'off', autovacuum: 'off', scram_iterations: '1' },
  });
  globalThis.almanacTestServer = { folder, stop: () => server.stop() };
  const secret = 'a secret that only tests know, 32+ bytes';
  const addresses = embeddedAddresses(server.host, server.port, new Secrets(Buffer.from(secret)));
  await createOwnedDatabase(superuserUrl(server), addresses);
  await migrate(addresses.owner, MIGRATIONS);
  process.env.ALMANAC_TEST_SERVER = JSON.stringify({
    folder,
    host: server.host,
    port: server.port,
    secret,
    superuserUrl: superuserUrl(server),
  });
}

export default globalSetup;
