import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, lchownSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../problem.js';
import type { Place } from './place.js';
import { OWN_SERVER } from './refusals.js';

/** Whom PostgreSQL runs as when that is not ourselves: it refuses to run as root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Preferred first. All of them exist for services, so nobody signs in as one and none owns other people's files. */
const SERVICE_ACCOUNTS = ['postgres', 'nobody', 'daemon', 'www-data'];

export function accountsIn(passwd: string): Account[] {
  return passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid && /^\d+$/.test(uid) && /^\d+$/.test(gid)
      ? [{ name, uid: Number(uid), gid: Number(gid) }]
      : [];
  });
}

function knownAccounts(): Account[] {
  try {
    return accountsIn(readFileSync('/etc/passwd', 'utf8'));
  } catch {
    return [];
  }
}

/**
 * Null: run as ourselves. As root: the owner of an existing data folder (it must not change hands because another account
 * was added to the machine), else the first service account.
 */
export function accountFor(place: Place): Account | null {
  const me = process.getuid?.();
  if (me === undefined) return null;
  const folder = statSync(place.dataDir, { throwIfNoEntry: false });
  const known = knownAccounts();
  const nameOf = (uid: number): string => known.find((each) => each.uid === uid)?.name ?? `user ${uid}`;
  if (me !== 0) {
    if (folder && folder.uid !== me) {
      throw new CannotStart(
        `The database folder ${place.dataDir} belongs to ${nameOf(folder.uid)}, and you are ${nameOf(me)}. Start Almanac as root or as ` +
          `${nameOf(folder.uid)}, give the folder ${place.parent} to ${nameOf(me)} (chown -R), or choose another one with ALMANAC_DATA_DIR.`,
      );
    }
    return null;
  }
  if (folder && folder.uid !== 0) {
    return (
      known.find((each) => each.uid === folder.uid) ?? { name: nameOf(folder.uid), uid: folder.uid, gid: folder.gid }
    );
  }
  for (const name of SERVICE_ACCOUNTS) {
    const account = known.find((each) => each.name === name && each.uid !== 0);
    if (account) return account;
  }
  throw new CannotStart(
    `PostgreSQL refuses to run as root, and this machine has none of the users ${SERVICE_ACCOUNTS.join(', ')}. ` +
      `Add one (useradd --system postgres), start Almanac as an ordinary user, ${OWN_SERVER}.`,
  );
}

/** Spawn options that turn a child into the account. */
export function asAccount(account: Account | null): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/** Asks the kernel, as that account: mode bits alone would miss ACLs, mounts and user namespaces. */
export function mayTraverse(account: Account | null, path: string): boolean {
  if (!account) {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }
  const asked = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], {
    ...asAccount(account),
    cwd: '/',
    stdio: 'ignore',
  });
  if (asked.error) {
    throw new CannotStart(
      `PostgreSQL refuses to run as root, and this process may not switch to the user ${account.name} (${asked.error.message}). ` +
        `Start Almanac as an ordinary user, ${OWN_SERVER}.`,
    );
  }
  return asked.status === 0;
}

/** Gives an existing data folder the owner and mode that PostgreSQL insists on, for one that was copied back by root. */
export function handOver(account: Account | null, dataDir: string): void {
  const folder = statSync(dataDir);
  if (account && folder.uid === 0) {
    for (const entry of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
      lchownSync(join(dataDir, entry), account.uid, account.gid);
    }
    lchownSync(dataDir, account.uid, account.gid);
  }
  if (process.platform !== 'win32' && (folder.mode & 0o777) !== 0o700 && (folder.mode & 0o777) !== 0o750) {
    chmodSync(dataDir, 0o700);
  }
}
