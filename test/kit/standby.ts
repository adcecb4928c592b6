import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { embeddedAddresses, type EmbeddedServer, Secrets, startEmbedded, superuserUrl } from '#platform';
import { as, type TestDatabase, testServer } from './server.js';
import { migratedEmbedded } from './shared-folder.js';

const SETTINGS = { fsync: 'off', full_page_writes: 'off' };

/**
 * Servers of a test's own: a primary, and standbys that stream from it. All begin as copies of one stopped server's folder,
 * a standby with a file `standby.signal`; no other program is needed.
 */
export class StreamingServers {
  private constructor(
    private readonly root: string,
    public primary: EmbeddedServer,
    public standby: EmbeddedServer,
    /** Follows as well. */
    public second: EmbeddedServer,
  ) {}

  static async start(): Promise<StreamingServers> {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'almanac-standby-')));
    // PostgreSQL may run as another user than this test.
    chmodSync(root, 0o755);
    const folders = ['primary', 'standby', 'second'].map((name) => path.join(root, name, 'postgres'));
    const [first = '', standby = '', second = ''] = folders;
    for (const folder of folders) mkdirSync(path.dirname(folder), { mode: 0o755 });
    for (const folder of folders) await migratedEmbedded(folder);
    for (const folder of [standby, second]) writeFileSync(path.join(folder, 'standby.signal'), '');
    const primary = await startPrimary(first);
    const following = [standby, second].map((folder) => startStandby(folder, primary));
    const [one, other] = (await Promise.all(following)) as [EmbeddedServer, EmbeddedServer];
    return new StreamingServers(root, primary, one, other);
  }

  /** All again, after all were stopped; on the ports that they had. */
  async restart(): Promise<void> {
    const { primary, standby, second } = this;
    this.primary = await startPrimary(primary.dataDir);
    this.standby = await startStandby(standby.dataDir, this.primary);
    this.second = await startStandby(second.dataDir, this.primary);
  }

  /** The first standby, stopped and begun again as one that follows nobody and waits for what never comes. */
  async isolate(): Promise<void> {
    await this.standby.stop();
    writeFileSync(path.join(this.standby.dataDir, 'standby.signal'), '');
    this.standby = await startEmbedded({
      dataDir: this.standby.dataDir,
      settings: { ...SETTINGS, primary_conninfo: '' },
    });
  }

  /** The database on one of the two, as a world takes it. Nothing is dropped: the folders go as a whole. */
  database(server: EmbeddedServer): TestDatabase {
    const addresses = embeddedAddresses(server.host, server.port, new Secrets(Buffer.from(testServer().secret)));
    const superuser = new URL(superuserUrl(server));
    superuser.pathname = new URL(addresses.owner).pathname;
    return { name: 'almanac', addresses, superuserUrl: superuser.toString(), drop: () => Promise.resolve() };
  }

  /** The first standby goes on receiving, and shows nothing of it. */
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

  /** Once standbys show what the primary has committed. */
  async caughtUp(standbys: readonly EmbeddedServer[] = [this.standby, this.second]): Promise<void> {
    const head = 'select seq::text from ledger.head';
    await this.until(async () => {
      const [here, ...there] = await Promise.all(
        [this.primary, ...standbys].map((server) =>
          as(this.database(server).superuserUrl, async (client) => (await client.query<{ seq: string }>(head)).rows[0]),
        ),
      );
      return there.every((each) => each?.seq === here?.seq);
    });
  }

  async end(): Promise<void> {
    await Promise.all([this.standby, this.second].map((server) => server.stop({ force: true })));
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
