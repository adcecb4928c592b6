import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { CannotStart } from '../problem.js';
import { type Account, asAccount, mayTraverse } from './account.js';
import type { Binaries } from './binaries.js';
import type { Place } from './place.js';
import { codeOf, damaged, refusalOfOutput } from './refusals.js';

/** How PostgreSQL gets at its folder. */
export interface Access {
  readonly account: Account | null;
  /**
   * The account may not walk the path (a clone under /root or in a 0700 folder). We, as root, enter the folder before we
   * become the account, and PostgreSQL is told `/proc/self/cwd`: a link the kernel follows without walking the path.
   */
  readonly viaWorkingFolder: boolean;
}

export function accessTo(place: Place, account: Account | null): Access {
  const viaWorkingFolder = account !== null && !mayTraverse(account, place.parent);
  if (viaWorkingFolder && process.platform !== 'linux') {
    throw new CannotStart(
      `PostgreSQL runs as the user ${account.name}, who may not enter ${place.parent}. Run chmod o+x on that folder and its parents, ` +
        `choose another one with ALMANAC_DATA_DIR, or start Almanac as an ordinary user.`,
    );
  }
  return { account, viaWorkingFolder };
}

export function folderArgument(access: Access, folder: string): string {
  return access.viaWorkingFolder ? '/proc/self/cwd' : folder;
}

/**
 * What a child of ours sees: nothing of our environment, which may hold secrets and PG* variables that would redirect it.
 * Windows programs do not start without theirs.
 */
export function childEnvironment(): { env?: NodeJS.ProcessEnv } {
  return process.platform === 'win32' ? {} : { env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } };
}

/** Says whether a folder holds a database of our major version; refuses one that holds anything else. */
export function inspect(place: Place, major: number): 'absent' | 'present' {
  const folder = statSync(place.dataDir, { throwIfNoEntry: false });
  if (!folder) return 'absent';
  if (!folder.isDirectory()) {
    throw new CannotStart(
      `${place.dataDir} is a file, where the database needs a folder. Move it away and start again.`,
    );
  }
  const entries = readdirSync(place.dataDir);
  if (entries.length === 0) return 'absent';
  const versionFile = join(place.dataDir, 'PG_VERSION');
  if (!existsSync(versionFile)) {
    if (entries.some((entry) => ['base', 'global', 'pg_wal'].includes(entry))) {
      throw damaged(place, 'its file PG_VERSION is missing');
    }
    throw new CannotStart(
      `${place.dataDir} holds files, but no database (${entries.slice(0, 3).join(', ')}). ` +
        `Move them away or choose another folder with ALMANAC_DATA_DIR.`,
    );
  }
  const version = readFileSync(versionFile, 'utf8').trim();
  if (!/^\d+(\.\d+)?$/.test(version)) throw damaged(place, 'its file PG_VERSION holds no version');
  const found = Number.parseInt(version, 10);
  if (found < major) {
    throw new CannotStart(
      `The database in ${place.dataDir} was made by PostgreSQL ${version}; this Almanac runs PostgreSQL ${major}. Export it with the Almanac ` +
        `release that made it, move the folder away, start this one and import the export. Nothing was changed.`,
    );
  }
  if (found > major) {
    throw new CannotStart(
      `The database in ${place.dataDir} was made by a newer Almanac (PostgreSQL ${version}; this one runs ${major}). ` +
        `Upgrade Almanac, or choose another folder with ALMANAC_DATA_DIR. Nothing was changed.`,
    );
  }
  for (const needed of ['global/pg_control', 'postgresql.conf', 'pg_hba.conf']) {
    if (!existsSync(join(place.dataDir, needed))) throw damaged(place, `its file ${needed} is missing`);
  }
  return 'present';
}

/** The superuser's password of an existing database. */
export function readSecret(place: Place): string {
  const secret = existsSync(place.secretFile) ? readFileSync(place.secretFile, 'utf8').trim() : '';
  if (secret) return secret;
  throw new CannotStart(
    `The file ${place.secretFile}, which holds the password of the database in ${place.dataDir}, is missing or empty. ` +
      `Restore it from the backup that holds the folder, or move the folder away (Almanac then makes an empty one).`,
  );
}

/** Written and synced before the folder appears: a database whose password was lost would be of no use. */
function makeSecret(place: Place): string {
  if (existsSync(place.secretFile)) {
    const left = readFileSync(place.secretFile, 'utf8').trim();
    if (left) return left;
  }
  const secret = randomBytes(32).toString('base64url');
  rmSync(place.secretFile, { force: true });
  const file = openSync(place.secretFile, 'wx', 0o600);
  try {
    writeSync(file, `${secret}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return secret;
}

const unfinishedPrefix = (place: Place): string => `.${basename(place.dataDir)}-unfinished-`;

/** Makes the database in a sibling folder and renames it, so a folder under the real name is always a whole database. */
export async function initialise(place: Place, access: Access, binaries: Binaries): Promise<void> {
  for (const left of readdirSync(place.parent)) {
    if (left.startsWith(unfinishedPrefix(place))) {
      rmSync(join(place.parent, left), { recursive: true, force: true, maxRetries: 5 });
    }
  }
  const secret = makeSecret(place);
  const unfinished = mkdtempSync(join(place.parent, unfinishedPrefix(place)));
  const folder = join(unfinished, 'data');
  try {
    mkdirSync(folder, { mode: 0o700 });
    const { account } = access;
    if (account) {
      chmodSync(unfinished, 0o711);
      chownSync(folder, account.uid, account.gid);
    }
    const passwordFile = join(unfinished, 'password');
    const { code, output } = await runInitdb(folder, passwordFile, secret, access, binaries);
    if (code !== 0) throw refusalOfOutput(output, place, 'creating');
    // rename() replaces an empty folder on POSIX systems; Windows wants it gone.
    if (existsSync(place.dataDir)) rmdirSync(place.dataDir);
    renameSync(folder, place.dataDir);
    syncFolder(place.parent);
  } catch (error) {
    const code = codeOf(error);
    // Another process was faster (possible only if it took our lock for a dead one's): its database is as good.
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return;
    if (code === 'EBUSY' || code === 'EXDEV') {
      throw new CannotStart(
        `${place.dataDir} is a mount point, and the database folder must be made by a rename. Mount ${place.parent} instead.`,
      );
    }
    throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * The password reaches initdb through a file, never through the process list. On Linux the file is removed before initdb
 * starts, which opens it through the inherited descriptor; that also works where the account may not walk the path.
 */
async function runInitdb(
  folder: string,
  passwordFile: string,
  secret: string,
  access: Access,
  binaries: Binaries,
): Promise<{ code: number | null; output: string }> {
  const byDescriptor = process.platform === 'linux';
  const written = openSync(passwordFile, 'wx+', 0o600);
  try {
    writeSync(written, `${secret}\n`);
    if (access.account) chownSync(passwordFile, access.account.uid, access.account.gid);
    if (byDescriptor) rmSync(passwordFile);
    const child = spawn(
      binaries.initdb,
      [
        ...['-D', folderArgument(access, folder), '--username=postgres'],
        ...['--auth=scram-sha-256', `--pwfile=${byDescriptor ? '/proc/self/fd/3' : passwordFile}`],
        ...[
          '--encoding=UTF8',
          '--locale=C',
          '--locale-provider=builtin',
          '--builtin-locale=C.UTF-8',
          '--no-instructions',
        ],
      ],
      { ...asAccount(access.account), ...childEnvironment(), cwd: folder, stdio: ['ignore', 'pipe', 'pipe', written] },
    );
    let output = '';
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-20_000);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const code = await new Promise<number | null>((settle) => {
      child.once('error', (error) => {
        output += `\n${error.message}`;
        settle(null);
      });
      child.once('close', settle);
    });
    return { code, output };
  } finally {
    closeSync(written);
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
