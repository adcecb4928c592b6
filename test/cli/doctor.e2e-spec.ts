import { jest } from '@jest/globals';
import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { as, freshDatabase, type TestDatabase, testServer } from '../kit/server.js';
import { Installations } from './installation.js';

// Whole processes on a busy machine of two cores.
jest.setTimeout(400_000);
const installations = new Installations();
afterAll(() => installations.end());

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly says: string;
}

async function examine(folder: string, settings: Readonly<Record<string, string>> = {}) {
  const { code, out, err } = await installations.run(folder, ['doctor', '--json'], settings);
  expect(err).toBe('');
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  return { code, findings, of: (check: string) => findings.find((each) => each.check === check) };
}

test('a running installation is well, until something is not', async () => {
  const folder = await installations.preparedFolder();
  const started = installations.start(folder, [], { ALMANAC_DELIVERY_PROCESSES: '2' });
  await started.ready();
  const well = await examine(folder, { ALMANAC_DELIVERY_PROCESSES: '2' });
  // Of the machine that runs the tests, how full it is and how late its clock is read, nothing is promised.
  const ofUs = well.findings.filter(({ check }) => check !== 'disk' && check !== 'clocks');
  expect(ofUs.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(ofUs).toHaveLength(well.findings.length - 2);
  expect(well.code).toBe(0);
  expect(well.of('metrics')?.says).toContain('2 answering');
  expect(well.of('head')?.says).toContain('confirmed');
  for (const which of ['studio', 'worker', 'preview'])
    expect(well.of(`${which} metrics`)?.says).toContain('1 answering');
  expect(well.of('backlog')?.says).toBe('nothing is overdue');

  expect(well.of('operations')?.says).toBe('none registered');

  chmodSync(path.join(folder, 'secret'), 0o644);
  const open = await examine(folder);
  expect([open.code, open.of('secrets')?.state]).toEqual([1, 'wrong']);
  expect(open.of('secrets')?.says).toContain('chmod 600');

  process.kill(started.childOf('worker'), 'SIGSTOP');
  const silent = await installations.run(folder, ['doctor']);
  process.kill(started.childOf('worker'), 'SIGCONT');
  expect(silent.code).toBe(1);
  expect(silent.out).toMatch(/^wrong +worker +Nothing answers at http/m);
  started.signal('SIGTERM');
  expect((await started.ended).code).toBe(0);
});

test('an installation that was never started, a port that another program uses, and a setting that is none', async () => {
  const folder = installations.emptyFolder();
  const other = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhello'));
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const { port } = other.address() as { port: number };
  const fresh = await examine(folder, { ALMANAC_STUDIO_PORT: String(port) });
  other.close();
  expect(fresh.of('data folder')).toMatchObject({ state: 'warning' });
  expect(fresh.of('studio port')).toMatchObject({ state: 'wrong' });
  expect(fresh.of('studio port')?.says).toContain('ALMANAC_STUDIO_PORT');
  expect(fresh.code).toBe(1);
  // It only looks: nothing was made.
  expect((await examine(folder)).of('data folder')).toMatchObject({ state: 'warning' });
  const refused = await examine(folder, { ALMANAC_DELIVERY_PROCESSES: 'many' });
  expect(refused.findings).toEqual([
    { check: 'configuration', state: 'wrong', says: expect.stringContaining('ALMANAC_DELIVERY_PROCESSES') as string },
  ]);
});

describe('a database of the owner’s', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());
  const settings = (more: Readonly<Record<string, string>> = {}) => {
    const { owner, studio, delivery, preview } = database.addresses;
    return {
      ALMANAC_SECRET: testServer().secret,
      DATABASE_URL: owner,
      ALMANAC_STUDIO_DATABASE_URL: studio,
      ALMANAC_DELIVERY_DATABASE_URL: delivery,
      ALMANAC_PREVIEW_DATABASE_URL: preview,
      ...more,
    };
  };
  const sql = (text: string) => as(database.superuserUrl, (client) => client.query(text));

  test('each thing that is wrong with it has a line that says what to do', async () => {
    await sql(`delete from public.migrations where id = (select max(id) from public.migrations)`);
    await sql(`grant usage on schema content to almanac_delivery; grant select on content.variant to almanac_delivery`);
    // Any other server: it has none of our tables.
    const standby = new URL(database.superuserUrl);
    standby.pathname = '/postgres';
    const found = await examine(
      installations.emptyFolder(),
      settings({
        ALMANAC_PREVIEW_DATABASE_URL: database.addresses.preview.replace(/:[^:@/]+@/, ':wrong@'),
        ALMANAC_REPLICA_URLS: `${standby.toString()},postgres://127.0.0.1:1/almanac`,
      }),
    );
    expect(found.code).toBe(1);
    const says = (check: string) => `${found.of(check)?.state}: ${found.of(check)?.says}`;
    expect(says('database')).toMatch(/^ok: PostgreSQL \d+/);
    // The server of the tests gives up safety for speed.
    expect(says('settings')).toMatch(/^wrong: fsync/);
    expect(says('migrations')).toMatch(/^wrong: 1 have not run: run `npm run almanac -- migrate`/);
    expect(says('login delivery')).toMatch(/^wrong: It may read drafts/);
    expect(says('login preview')).toMatch(/^wrong: It is not let in \(the password is wrong\)/);
    expect(says('login studio')).toMatch(/^ok/);
    expect(says('notices')).toMatch(/^wrong: No safety notice is live/);
    expect(says('replica 1')).toMatch(/^wrong: It follows no other server/);
    expect(says('replica 2')).toMatch(/^wrong: It does not answer \(ECONNREFUSED\)/);
    for (const url of Object.values(database.addresses))
      expect(JSON.stringify(found.findings)).not.toContain(new URL(url).password);
  });

  test('a database that does not answer is wrong, and its password is not shown', async () => {
    const found = await examine(
      installations.emptyFolder(),
      settings({ DATABASE_URL: 'postgres://almanac:hunter2@127.0.0.1:1/almanac' }),
    );
    expect([found.code, found.of('database')?.state]).toEqual([1, 'wrong']);
    expect(JSON.stringify(found.findings)).not.toContain('hunter2');
  });
});

test('one that is stopped has nothing wrong, and says that it does not run', async () => {
  const folder = await installations.preparedFolder();
  rmSync(path.join(folder, 'sign-in-link'), { force: true });
  const stopped = await examine(folder);
  expect(stopped.findings.filter(({ state }) => state === 'wrong')).toEqual([]);
  expect(stopped.of('database')?.says).toContain('npm start');
  expect(stopped.code).toBe(0);
});
