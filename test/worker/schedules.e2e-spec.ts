import { jest } from '@jest/globals';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { InvitationsService } from '#access';
import {
  ExpungingService,
  type Release,
  ReleaseApprovalService,
  ReleasesService,
  SchedulingService,
  type Variant,
} from '#content';
import { as, testServer } from '../kit/server.js';
import { createWorld, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

// Whole processes on a busy machine of two cores.
jest.setTimeout(120_000);
const main = path.resolve(import.meta.dirname, '../../dist/apps/worker/src/main.js');
/** Milliseconds that a schedule may be late, also when a worker is killed over it. */
const LATE = 30_000;

let world: World;
const workers: ChildProcess[] = [];
beforeAll(async () => {
  world = await createWorld();
  // The workers live in the present.
  world.clock.advance(Date.now() - world.clock.now().getTime());
  workers.push(await startWorker(), await startWorker());
});
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await world.end();
});

async function startWorker(): Promise<ChildProcess> {
  const { owner, studio } = world.database.addresses;
  const child = fork(main, [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      ALMANAC_ENV: 'test',
      ALMANAC_SECRET: testServer().secret,
      ALMANAC_DATA_DIR: path.join(testServer().folder, `worker-${workers.length}`),
      DATABASE_URL: owner,
      ALMANAC_STUDIO_DATABASE_URL: studio,
      ALMANAC_WORKER_PORT: '0',
      ALMANAC_LOG_LEVEL: 'silent',
    },
  });
  await once(child, 'message');
  return child;
}

async function killOne(): Promise<void> {
  const [worker] = workers.splice(0, 1);
  const gone = worker && once(worker, 'exit');
  worker?.kill('SIGKILL');
  await gone;
}

/** A release of one article, approved, and due at a whole second from now. */
async function due(inSeconds: number): Promise<{ draft: Variant; release: Release; instant: number }> {
  const get = <T>(service: abstract new (...args: never[]) => T): T => world.app.get(service, { strict: false });
  const draft = await world.given.article({ title: 'At its hour' });
  const { documentId, locale } = draft;
  const release = await get(ReleasesService).create(TESTER, {
    name: 'Due',
    items: [
      {
        documentId,
        locale,
        action: 'PUBLISH',
        changeKind: null,
        note: null,
        chosen: null,
        revision: null,
        edition: null,
      },
    ],
  });
  const approved = await get(ReleaseApprovalService).approve(TESTER, {
    releaseId: release.id,
    expectedVersion: release.version,
    seen: [toPublish(draft)],
  });
  world.clock.advance(Date.now() - world.clock.now().getTime());
  const at = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + inSeconds * 1_000);
  const { schedule } = await get(SchedulingService).schedule(
    TESTER,
    { releaseId: release.id, expectedVersion: approved.version },
    { localTime: at.toISOString().slice(0, 19), zone: 'UTC' },
  );
  return { draft, release, instant: Date.parse(schedule.instant) };
}

/** When each publication of the document happened. */
async function publications({ documentId }: Variant): Promise<readonly number[]> {
  const rows = await world.work.rows<{ at: Date }>(
    'select p.at from content.edition e join ledger.publication p on p.seq = e.seq where e.document_id = $1 order by p.seq',
    [documentId],
  );
  return rows.map(({ at }) => at.getTime());
}

async function published(draft: Variant): Promise<void> {
  while ((await publications(draft)).length === 0) await wait(100);
}

const state = async ({ id }: Release) => {
  const [row] = await world.work.rows<{ release: string; schedule: string }>(
    'select r.state as release, s.state as schedule from content.release r join content.schedule s on s.release_id = r.id where r.id = $1',
    [id],
  );
  return row;
};

test('what was asked for when it happened is done by whichever worker comes first: letters are sent, samples are forgotten', async () => {
  const get = <T>(service: abstract new (...args: never[]) => T): T => world.app.get(service, { strict: false });
  const { id: editorId, version } = await world.editors.add(TESTER, {
    name: 'Ada',
    email: 'ada@example.org',
    grants: [{ role: 'author', locales: null }],
  });
  await get(InvitationsService).reset(TESTER, { editorId, expectedVersion: version });
  const { documentId } = await world.given.published(
    'article',
    { title: 'Zqxvsampled', body: [paragraph('p', 'Words.')] },
    { slug: 'zqxvsampled' },
  );
  const samples = () =>
    as(world.database.superuserUrl, async (client) => {
      const found = await client.query(
        `select 1 from pg_stats where schemaname in ('content', 'delivery') and concat(most_common_vals::text, histogram_bounds::text) ~ 'zqxvsampled'`,
      );
      return found.rowCount;
    });
  await as(world.database.superuserUrl, (client) => client.query('analyze'));
  expect(await samples()).toBeGreaterThan(0);
  await get(ExpungingService).expunge(TESTER, { documentId });
  while ((await samples()) !== 0) await wait(100);

  const mail = () =>
    [0, 1].flatMap((worker) => {
      const folder = path.join(testServer().folder, `worker-${worker}`, 'mail');
      return existsSync(folder)
        ? readdirSync(folder, { encoding: 'utf8' }).flatMap((file) =>
            file.endsWith('.txt') ? [path.join(folder, file)] : [],
          )
        : [];
    });
  while (mail().length === 0) await wait(100);
  const letters = mail().map((file) => readFileSync(file, 'utf8'));
  expect(letters).toEqual([expect.stringMatching(/To: .*ada@example\.org[^]*Choose a new password/)]);
  const left = () => world.work.rows('select 1 from graphile_worker.jobs');
  while ((await left()).length > 0) await wait(100);
});

test('with two workers, one of them killed at the second before, a release goes live once and on time', async () => {
  const { draft, release, instant } = await due(3);
  await wait(instant - 1_000 - Date.now());
  expect(await publications(draft)).toEqual([]);
  await killOne();
  await published(draft);
  // Whoever would publish it a second time has had the time for it.
  await wait(1_500);
  const [at = 0, ...others] = await publications(draft);
  expect(others).toEqual([]);
  expect(at).toBeGreaterThanOrEqual(instant);
  expect(at).toBeLessThan(instant + LATE);
  expect(await state(release)).toEqual({ release: 'PUBLISHED', schedule: 'FIRED' });
});

test('a worker killed in the act leaves nothing half done: another one, started then, publishes once', async () => {
  const { draft, release, instant } = await due(2);
  // Somebody holds the document, so whoever fires waits in the middle of publishing.
  const released = await as(world.database.superuserUrl, async (client) => {
    await client.query('begin');
    await client.query('select from content.document where id = $1 for update', [draft.documentId]);
    await wait(instant - Date.now());
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    // Asked from another connection: within a transaction the server shows one state of it all.
    while ((await world.work.rows(waiting)).length === 0) await wait(50);
    await killOne();
    workers.push(await startWorker());
    await client.query('commit');
    return Date.now();
  });
  await published(draft);
  await wait(1_500);
  const [at = 0, ...others] = await publications(draft);
  expect(others).toEqual([]);
  expect(at).toBeLessThan(released + LATE);
  expect(await state(release)).toEqual({ release: 'PUBLISHED', schedule: 'FIRED' });
});
