import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { ACCESS_TABLES, AccessModule, EditorsService, EVERY_ROLE, LinksService, SessionsService } from '#access';
import {
  CONTENT_TABLES,
  DraftingService,
  LabelsService,
  PublishingService,
  type Variant,
  VerifyService,
} from '#content';
import { WebhooksModule } from '#delivery';
import { InterchangeModule } from '#interchange';
import {
  type Addresses,
  embeddedAddresses,
  type EmbeddedServer,
  loadConfig,
  PlatformModule,
  Secrets,
  startEmbedded,
  superuserUrl,
} from '#platform';
import { as, testServer } from '../kit/server.js';
import { migratedEmbedded } from '../kit/shared-folder.js';
import { Given, paragraph, TESTER } from '../kit/world.js';
import type { Standing } from './witness.js';

/** The supervisor waits longer after each crash of a minute; after these many a new start is quicker than its patience. */
const LEFT_TO_THE_SUPERVISOR = 3;
const PATIENCE_MS = 20_000;

/** An installation whose PostgreSQL keeps its promises (fsync on), so that killing it proves something. */
export class Installation {
  private crashes = 0;
  /** Kept from one look to the next: each new one costs PostgreSQL more than the look. */
  private eye: Promise<pg.Client> | null = null;

  static async make(environment: Readonly<Record<string, string>> = {}): Promise<Installation> {
    const folder = await mkdtemp(path.join(tmpdir(), 'almanac-torture-'));
    // The account that runs PostgreSQL when we are root passes through.
    await chmod(folder, 0o711);
    const dataDir = path.join(folder, 'postgres');
    let server: EmbeddedServer | undefined;
    try {
      await migratedEmbedded(dataDir);
      server = await startEmbedded({ dataDir });
      const addresses = embeddedAddresses(server.host, server.port, new Secrets(Buffer.from(testServer().secret)));
      const services = await servicesOver(addresses.studio, environment);
      const given = new Given(
        services.get(DraftingService, { strict: false }),
        services.get(PublishingService, { strict: false }),
      );
      await services.get(LabelsService, { strict: false }).takeIn(TESTER);
      await given.published('notice', { name: 'Gas Line', phone: '1-800-555-0199', message: 'Call the Gas Line.' });
      for (let count = 0; count < 8; count++) {
        await given.published('article', { title: `Lamps ${count}`, body: [paragraph('p1', 'Some words.')] });
      }
      return new Installation(folder, server, addresses, services);
    } catch (error) {
      await server?.stop({ force: true });
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  private constructor(
    private readonly folder: string,
    private server: EmbeddedServer,
    readonly addresses: Addresses,
    private readonly services: INestApplicationContext,
  ) {}

  /** What a victim needs to come in. */
  get login(): { readonly url: string; readonly ownerUrl: string; readonly secret: string } {
    return { url: this.addresses.studio, ownerUrl: this.addresses.owner, secret: testServer().secret };
  }

  /** A service over this database, in the process of the test. */
  get<T>(type: new (...parts: never[]) => T): T {
    return this.services.get(type, { strict: false });
  }

  /** kill -9 of the postmaster, alone or with all of its processes at once, and a server that answers again. */
  async killPostgres(withItsProcesses: boolean): Promise<void> {
    const { pid, port, dataDir } = this.server;
    const others = withItsProcesses ? await this.processes() : [];
    process.kill(pid, 'SIGKILL');
    for (const child of others) endIfThere(child);
    this.crashes++;
    if (this.crashes > LEFT_TO_THE_SUPERVISOR) {
      await this.server.stop();
      this.server = await startEmbedded({ dataDir });
    }
    await this.until(
      'PostgreSQL answers again',
      async () => this.server.pid !== pid && (await this.openTransactions()) >= 0,
    );
    if (this.server.port !== port) throw new Error(`PostgreSQL came back on port ${this.server.port}, not ${port}`);
  }

  /**
   * Lets PostgreSQL acknowledge what it has not written: a setting says so, and the process that would write it soon after
   * stands still. `work` ends with a kill of the whole server.
   */
  async forgetfully(work: () => Promise<void>): Promise<void> {
    const login = decodeURIComponent(new URL(this.addresses.studio).username);
    await this.asSuperuser(async (client) => {
      await client.query(`alter role ${login} set synchronous_commit = off`);
    });
    const writers = await this.processes('walwriter');
    for (const pid of writers) process.kill(pid, 'SIGSTOP');
    await work();
    await this.asSuperuser(async (client) => {
      await client.query(`alter role ${login} reset synchronous_commit`);
    });
  }

  /** Transactions that our services have open, as PostgreSQL sees them. */
  openTransactions(): Promise<number> {
    return this.count(`xact_start is not null`);
  }

  waitingForLocks(): Promise<number> {
    return this.count(`wait_event_type = 'Lock'`);
  }

  /** Until what a dead process had begun is undone. */
  async untilQuiet(): Promise<void> {
    await this.until('no transaction is open', async () => (await this.openTransactions()) === 0);
  }

  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const since = performance.now();
    for (;;) {
      if (await holds().catch(() => false)) return;
      if (performance.now() - since > PATIENCE_MS) throw new Error(`did not come true in ${PATIENCE_MS} ms: ${what}`);
      await wait(5);
    }
  }

  /** What `almanac verify` finds broken. */
  async broken(): Promise<readonly string[]> {
    const results = await this.services.get(VerifyService, { strict: false }).verify();
    return results.flatMap((check) => check.broken.map((sentence) => `${check.name}: ${sentence}`));
  }

  async standing(): Promise<Standing> {
    return as(this.addresses.owner, async (client) => {
      const parts = await client.query<Standing['parts'][number]>(
        `select e.kind || ' ' || e.slug as name, 'edition ' || e.edition as what, p.seq::int4, p.note from delivery.edition_row e join ledger.publication p on p.seq = e.from_seq
         union all select w.kind || ' ' || w.slug, 'withdrawn', p.seq::int4, p.note from delivery.withdrawal w join ledger.publication p using (seq)`,
      );
      const publications = await client.query<Standing['publications'][number]>(
        'select seq::int4, note from ledger.publication order by seq',
      );
      return { parts: parts.rows, publications: publications.rows };
    });
  }

  async head(): Promise<number> {
    return Math.max(...(await this.standing()).publications.map(({ seq }) => seq));
  }

  /** The token of an editor who is signed in. */
  async session(): Promise<string> {
    const editors = this.services.get(EditorsService, { strict: false });
    const { id } = await editors.add(TESTER, { name: 'Ada', email: null, grants: EVERY_ROLE });
    const link = await this.services.get(LinksService, { strict: false }).issue(TESTER, id);
    return (await this.services.get(SessionsService, { strict: false }).signInByLink(link)).token;
  }

  draft(slug: string): Promise<Variant<'article'>> {
    return new Given(
      this.services.get(DraftingService, { strict: false }),
      this.services.get(PublishingService, { strict: false }),
    ).article({ title: slug }, { slug });
  }

  /** Articles that are live and that no other document holds, in an order that does not depend on their ids. */
  async liveArticles(): Promise<readonly string[]> {
    return as(this.addresses.owner, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `select document_id as id from delivery.listing where kind = 'article' and to_seq is null order by slug`,
      );
      return rows.map((row) => row.id);
    });
  }

  /** Documents named by a word in their slug, live or not: what an import made, once or more often. */
  async documentsWith(word: string): Promise<readonly string[]> {
    return as(this.addresses.owner, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `select kind || ' ' || slug as name from content.variant where slug ~ $1 order by 1`,
        [`(^|-)${word}(-|$)`],
      );
      return rows.map((row) => row.name);
    });
  }

  async end(): Promise<void> {
    await this.closeEye();
    await this.services.close();
    await this.server.stop({ force: true });
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    return as(superuserUrl(this.server), work);
  }

  private async count(condition: string): Promise<number> {
    try {
      const client = await (this.eye ??= opened(superuserUrl(this.server)));
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int4 as count from pg_stat_activity where application_name = 'almanac' and ${condition}`,
      );
      return rows[0]?.count ?? 0;
    } catch (error) {
      await this.closeEye();
      throw error;
    }
  }

  private async closeEye(): Promise<void> {
    const eye = this.eye;
    this.eye = null;
    await eye?.then((client) => client.end()).catch(() => undefined);
  }

  /** Of this server, its postmaster apart; all, or those of one type. */
  private async processes(type: string | null = null): Promise<readonly number[]> {
    return this.asSuperuser(async (client) => {
      const { rows } = await client.query<{ pid: number }>(
        'select pid from pg_stat_activity where ($1::text is null or backend_type = $1) and pid <> pg_backend_pid()',
        [type],
      );
      return rows.map((row) => row.pid);
    });
  }
}

async function servicesOver(
  url: string,
  environment: Readonly<Record<string, string>>,
): Promise<INestApplicationContext> {
  const config = loadConfig({ ALMANAC_ENV: 'test', ...environment });
  const platform = PlatformModule.forRoot({
    config,
    secrets: new Secrets(Buffer.from(testServer().secret)),
    url,
    tables: [...ACCESS_TABLES, ...CONTENT_TABLES],
  });
  return NestFactory.createApplicationContext(
    { module: class TortureModule {}, imports: [platform, AccessModule, InterchangeModule, WebhooksModule] },
    { logger: false, abortOnError: false },
  );
}

async function opened(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // It dies with its server: the next look finds out.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
