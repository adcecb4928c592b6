import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { embeddedAddresses, type EmbeddedServer, Secrets, startEmbedded, superuserUrl } from '#platform';
import { as, type TestDatabase, testServer } from './server.js';
import { migratedEmbedded } from './shared-folder.js';

const SETTINGS = { fsync: 'off', full_page_writes: 'off' };

/**
 * Two servers of a test's own: a primary, and a standby that streams from it. Both begin as
 * copies of one stopped server's folder, the standby with a file `standby.signal`; no other program is needed.
 */
export class StreamingPair {
  private constructor(
    private readonly root: string,
    public primary: EmbeddedServer,
    public standby: EmbeddedServer,
  ) {}

  static async start(): Promise<StreamingPair> {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'almanac-standby-')));
    // PostgreSQL may run as another user than this test.
    chmodSync(root, 0o755);
    const folders = ['primary', 'standby'].map((name) => path.join(root, name, 'postgres'));
    const [first = '', second = ''] = folders;
    for (const folder of folders) mkdirSync(path.dirname(folder), { mode: 0o755 });
    for (const folder of folders) await migratedEmbedded(folder);
    writeFileSync(path.join(second, 'standby.signal'), '');
    const primary = await startPrimary(first);
    return new StreamingPair(root, primary, await startStandby(second, primary));
  }

  /** Both again, after both were stopped; on the ports that they had. */
  async restart(): Promise<void> {
    const { primary, standby } = this;
    this.primary = await startPrimary(primary.dataDir);
    this.standby = await startStandby(standby.dataDir, this.primary);
  }

  /** The database on one of the two, as a world takes it. Nothing is dropped: the folders go as a whole. */
  database(server: EmbeddedServer): TestDatabase {
    const addresses = embeddedAddresses(server.host, server.port, new Secrets(Buffer.from(testServer().secret)));
    const superuser = new URL(superuserUrl(server));
    superuser.pathname = new URL(addresses.owner).pathname;
    return { name: 'almanac', addresses, superuserUrl: superuser.toString(), drop: () => Promise.resolve() };
  }

  /** The standby goes on receiving, and shows nothing of it. */
  async pauseReplay(): Promise<void> {
    await this.onStandby('select pg_wal_replay_pause()');
    await this.until(async () => {
      const [row] = await this.onStandby<{ state: string }>('select pg_get_wal_replay_pause_state() as state');
      return row?.state === 'paused';
    });
  }

  async resumeReplay(): Promise<void> {
    await this.onStandby('select pg_wal_replay_resume()');
  }

  /** From now on it takes writes of its own. */
  async promote(): Promise<void> {
    await this.onStandby('select pg_promote()');
  }

  /** Once the standby shows what the primary has committed. */
  async caughtUp(): Promise<void> {
    const head = 'select seq::text from ledger.head';
    await this.until(async () => {
      const [here, there] = await Promise.all(
        [this.primary, this.standby].map((server) =>
          as(this.database(server).superuserUrl, async (client) => (await client.query<{ seq: string }>(head)).rows[0]),
        ),
      );
      return here?.seq === there?.seq;
    });
  }

  async end(): Promise<void> {
    await this.standby.stop({ force: true });
    await this.primary.stop({ force: true });
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }

  private onStandby<R extends object>(sql: string): Promise<R[]> {
    return as(this.database(this.standby).superuserUrl, async (client) => (await client.query(sql)).rows as R[]);
  }

  private async until(holds: () => Promise<boolean>): Promise<void> {
    const since = performance.now();
    while (!(await holds().catch(() => false))) {
      if (performance.now() - since > 60_000) throw new Error('the standby does not follow');
      await wait(20);
    }
  }
}

function startPrimary(dataDir: string): Promise<EmbeddedServer> {
  return startEmbedded({ dataDir, settings: SETTINGS });
}

function startStandby(dataDir: string, { host, port, superuser, password }: EmbeddedServer): Promise<EmbeddedServer> {
  const primary_conninfo = `host=${host} port=${port} user=${superuser} password=${password}`;
  return startEmbedded({ dataDir, settings: { ...SETTINGS, primary_conninfo, wal_retrieve_retry_interval: '100ms' } });
}
