import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { VerifyService } from '#content';
import {
  ARCHIVED_SCHEMAS,
  archiveLines,
  BackupService,
  LEFT_OUT,
  LEFT_OUT_SCHEMAS,
  restoreArchive,
} from '#interchange';
import { MIGRATIONS } from '#migrations';
import { type MigrationClass, Problems, Secrets, withClient } from '#platform';
import { as, freshDatabase, type TestDatabase } from '../kit/server.js';
import { wholeInstallation } from '../kit/whole-installation.js';
import { createWorld, TESTER, type World } from '../kit/world.js';

let world: World;
let folder: string;
let file: string;
let backups: BackupService;
let target: TestDatabase;
let empty: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'almanac-archive-'));
  world = await createWorld();
  await wholeInstallation(world);
  backups = world.app.get(BackupService, { strict: false });
  file = path.join(folder, 'backup.ndjson.gz');
  await backups.backUp(TESTER, world.database.addresses.owner, file);
  target = await freshDatabase();
  empty = await contents(target);
});
afterAll(async () => {
  await world.end();
  await target.drop();
  await rm(folder, { recursive: true, force: true });
});

const restore = (
  from: string,
  database: TestDatabase = target,
  options: { secrets?: Secrets; otherSecret?: 'accept'; migrations?: readonly MigrationClass[] } = {},
) =>
  restoreArchive({
    file: from,
    ownerUrl: database.addresses.owner,
    secrets: options.secrets ?? world.secrets,
    migrations: options.migrations ?? MIGRATIONS,
    otherSecret: options.otherSecret ?? 'refuse',
  });

const refusal = async (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => Problems.of(error)?.map(({ kind, message }) => ({ kind, message })) ?? error,
  );

/** Rows of every table of ours, as an archive has them. */
const contents = (database: TestDatabase) =>
  withClient(database.addresses.owner, async (owner) => {
    const lines: string[] = [];
    for await (const text of archiveLines(owner, Buffer.alloc(32), () => undefined)) lines.push(text);
    return lines.join('').split('\n').slice(1, -2);
  });

async function variant(name: string, change: (lines: string[]) => readonly string[] | Buffer): Promise<string> {
  const lines = gunzipSync(await readFile(file))
    .toString('utf8')
    .split('\n')
    .slice(0, -1);
  const changed = change(lines);
  const made = path.join(folder, name);
  await writeFile(made, Buffer.isBuffer(changed) ? changed : `${changed.join('\n')}\n`);
  return made;
}

test('every table is archived, or left out by name with a reason; none refers to one that is left out', async () => {
  const { tables, keys, schemas } = await as(world.database.addresses.owner, async (client) => ({
    tables: (
      await client.query<{ name: string }>(
        `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p', 'm', 'f') and n.nspname = any ($1) order by 1`,
        [[...ARCHIVED_SCHEMAS]],
      )
    ).rows.map(({ name }) => name),
    keys: (
      await client.query<{ host: string; target: string }>(
        `select conrelid::regclass::text as host, confrelid::regclass::text as target from pg_constraint where contype = 'f'`,
      )
    ).rows,
    schemas: (
      await client.query<{ name: string }>(
        `select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`,
      )
    ).rows.map(({ name }) => name),
  }));
  const [header] = gunzipSync(await readFile(file))
    .toString('utf8')
    .split('\n');
  const { tables: archived, sequences } = JSON.parse(header ?? '') as { tables: object; sequences: object };
  expect([...Object.keys(archived), ...Object.keys(LEFT_OUT)].sort()).toEqual(tables);
  expect([...ARCHIVED_SCHEMAS, ...Object.keys(LEFT_OUT_SCHEMAS)].sort()).toEqual(schemas);
  for (const reason of Object.values({ ...LEFT_OUT, ...LEFT_OUT_SCHEMAS })) expect(reason.length).toBeGreaterThan(20);
  expect(
    keys.filter(({ host, target: named }) => LEFT_OUT[named] !== undefined && LEFT_OUT[host] === undefined),
  ).toEqual([]);
  expect(Object.keys(sequences)).toEqual(expect.arrayContaining(['delivery.search_place', 'ledger.outbox_id_seq']));
});

describe('what is no whole archive is refused in a sentence and leaves the target empty', () => {
  test.each<[string, (lines: string[]) => readonly string[] | Buffer, string, RegExp]>([
    ['a cut-off file', (lines) => lines.slice(0, -10), 'ARCHIVE_DAMAGED', /cut off: its end is missing/],
    ['a file cut within a line', (lines) => Buffer.from(lines.join('\n').slice(0, -200)), 'ARCHIVE_DAMAGED', /cut off/],
    ['a cut-off packed file', (lines) => gzipSync(lines.join('\n')).subarray(0, -2000), 'ARCHIVE_DAMAGED', /cut off/],
    [
      'a packed file with a changed byte',
      (lines) => {
        const packed = gzipSync(`${lines.join('\n')}\n`);
        packed[Math.floor(packed.length / 2)] = (packed[Math.floor(packed.length / 2)] ?? 0) ^ 0xff;
        return packed;
      },
      'ARCHIVE_DAMAGED',
      /damaged/,
    ],
    [
      'a changed word',
      (lines) => lines.map((line) => line.replace('bottomless', 'bottomfull')),
      'ARCHIVE_DAMAGED',
      /checksum/,
    ],
    ['a row that was taken out', (lines) => lines.filter((_line, index) => index !== 5), 'ARCHIVE_DAMAGED', /checksum/],
    ['a line that follows the end', (lines) => [...lines, '{}'], 'ARCHIVE_DAMAGED', /follows the end/],
    ['an empty file', () => Buffer.alloc(0), 'NOT_AN_ARCHIVE', /empty/],
    ['JSON of something else', () => ['{"a":1}', '{"b":2}'], 'NOT_AN_ARCHIVE', /not an archive of Almanac/],
    ['no text at all', () => Buffer.alloc(5_000_000, 7), 'NOT_AN_ARCHIVE', /not an archive/],
    ['a page that was packed', () => gzipSync('<html>'), 'ARCHIVE_DAMAGED', /cut off/],
    [
      'an archive of a later format',
      ([header = '', ...rest]) => [header.replace('"format":1', '"format":2'), ...rest],
      'ARCHIVE_NEWER',
      /upgrade Almanac/,
    ],
  ])('%s', async (name, change, kind, message) => {
    expect(await refusal(restore(await variant(name, change)))).toEqual([
      { kind, message: expect.stringMatching(message) as string },
    ]);
  });

  test('an archive of a newer migration level', async () => {
    const older = MIGRATIONS.slice(0, -1);
    expect(await refusal(restore(file, target, { migrations: older }))).toEqual([
      { kind: 'ARCHIVE_NEWER', message: expect.stringContaining('upgrade Almanac, then restore it') as string },
    ]);
  });

  test('an archive that was made under another secret, unless keys are to be issued again', async () => {
    const secrets = new Secrets(Buffer.from('another secret of at least 32 bytes'));
    const [problem] = (await refusal(restore(file, target, { secrets }))) as { kind: string; message: string }[];
    expect(problem?.kind).toBe('ARCHIVE_OF_ANOTHER_SECRET');
    const other = await freshDatabase();
    expect((await restore(file, other, { secrets, otherSecret: 'accept' })).signed).toBe(false);
    await other.drop();
  });

  test('an archive whose checksum was made anew without the secret', async () => {
    const { createHash } = await import('node:crypto');
    const forged = await variant('forged', (lines) => {
      const changed = lines.slice(0, -1).map((line) => line.replace('bottomless', 'bottomfull'));
      const { end } = JSON.parse(lines.at(-1) ?? '') as { end: object };
      const sha256 = createHash('sha256')
        .update(`${changed.join('\n')}\n`)
        .digest('hex');
      return [...changed, JSON.stringify({ end: { ...end, sha256 } })];
    });
    expect(await refusal(restore(forged))).toMatchObject([
      { kind: 'ARCHIVE_DAMAGED', message: expect.stringContaining('secret') as string },
    ]);
  });

  test('a path that leads nowhere', async () => {
    expect(await refusal(restore(path.join(folder, 'nothing')))).toMatchObject([{ kind: 'BAD_INPUT' }]);
  });

  test('nothing of any of them was kept', async () => {
    expect(await contents(target)).toEqual(empty);
  });
});

test('a system that has been used is refused, and keeps what it holds', async () => {
  const before = await contents(world.database);
  expect(await refusal(restore(file, world.database))).toMatchObject([{ kind: 'NOT_EMPTY' }]);
  expect(await contents(world.database)).toEqual(before);
});

test('a backup of a restored system holds the same rows, and its constraints, triggers and sequences are as they were', async () => {
  const rules = (database: TestDatabase) =>
    as(database.addresses.owner, async (client) =>
      (
        await client.query<{ rule: string }>(
          `select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated as rule from pg_constraint where connamespace::regnamespace::text = any ($1) and contype <> 'n'
           union all select tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text from pg_trigger t join pg_class c on c.oid = t.tgrelid where not tgisinternal and c.relnamespace::regnamespace::text = any ($1)
           union all select schemaname || '.' || sequencename || ' ' || coalesce(last_value, -1) from pg_sequences where schemaname = any ($1)
           order by 1`,
          [[...ARCHIVED_SCHEMAS]],
        )
      ).rows.map(({ rule }) => rule),
    );
  await restore(file);
  const archived = gunzipSync(await readFile(file))
    .toString('utf8')
    .split('\n')
    .slice(1, -2);
  expect(await contents(target)).toEqual(archived);
  expect(await rules(target)).toEqual(await rules(world.database));
});

test('an archive of an earlier release is restored into the tables of that release, and brought up to this one', async () => {
  const earlier = path.join(import.meta.dirname, '../fixtures/archives/1795000000100.ndjson.gz');
  const database = await freshDatabase();
  const secrets = new Secrets(Buffer.from('a secret that only fixtures have, 32+ bytes'));
  const { header, upgraded } = await restore(earlier, database, { secrets });
  expect([...header.migrations, ...upgraded]).toEqual(MIGRATIONS.map(({ name }) => name));
  const upgradedWorld = await createWorld({ database, bare: true });
  expect((await upgradedWorld.ledger.head()).seq).toBe(header.head.seq);
  const results = await upgradedWorld.app.get(VerifyService, { strict: false }).verify();
  expect(results.flatMap((check) => check.broken)).toEqual([]);
  await upgradedWorld.end();
});

test('what is published while a backup is written is in it whole or not at all', async () => {
  const database = await freshDatabase();
  const seen: string[] = [];
  const busy = await createWorld();
  await withClient(busy.database.addresses.owner, async (owner) => {
    for await (const text of archiveLines(owner, world.secrets.derive('archive'), () => undefined)) {
      if (seen.length < 6) await busy.given.published('topic', { name: `Meanwhile ${seen.length}` });
      seen.push(text);
    }
  });
  const made = path.join(folder, 'busy.ndjson');
  await writeFile(made, seen.join(''));
  const { header } = await restore(made, database);
  const restored = await createWorld({ database, bare: true });
  expect((await restored.ledger.head()).seq).toBe(header.head.seq);
  expect((await busy.ledger.head()).seq).toBe(header.head.seq + 6);
  expect((await restored.app.get(VerifyService, { strict: false }).verify()).flatMap((check) => check.broken)).toEqual(
    [],
  );
  await busy.end();
  await restored.end();
});

test('rows are asked for a few at a time, however many there are', async () => {
  await as(world.database.addresses.owner, (client) =>
    client.query(
      `insert into ledger.outbox (seq, topic, payload) select 0, 'bulk', jsonb_build_object('text', repeat('x', 100000)) from generate_series(1, 400)`,
    ),
  );
  let longest = 0;
  let total = 0;
  await withClient(world.database.addresses.owner, async (owner) => {
    for await (const text of archiveLines(owner, world.secrets.derive('archive'), () => undefined)) {
      longest = Math.max(longest, text.length);
      total += text.length;
    }
  });
  expect(total).toBeGreaterThan(40_000_000);
  expect(longest).toBeLessThan(4_000_000);
});

describe('the file of a backup', () => {
  test('is never written over another', async () => {
    expect(await refusal(backups.backUp(TESTER, world.database.addresses.owner, file))).toMatchObject([
      { kind: 'BAD_INPUT', message: expect.stringContaining('is there already') as string },
    ]);
  });

  test('is not there when its folder is missing', async () => {
    const nowhere = path.join(folder, 'missing/backup.ndjson');
    expect(await refusal(backups.backUp(TESTER, world.database.addresses.owner, nowhere))).toMatchObject([
      { kind: 'BAD_INPUT', message: expect.stringContaining('does not exist') as string },
    ]);
  });
});
