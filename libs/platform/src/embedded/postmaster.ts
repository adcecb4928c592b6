import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { CannotStart } from '../problem.js';
import { asAccount } from './account.js';
import type { Binaries } from './binaries.js';
import { type Access, childEnvironment, folderArgument } from './initialise.js';
import type { Place } from './place.js';
import { codeOf, readLog } from './refusals.js';

export const HOST = '127.0.0.1';
const POLL_MS = 25;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * Ours come first and a caller's `settings` win. Statements, details and parameter values stay out of the log, because they
 * hold drafts and passwords. No fixed memory sizes beyond work_mem: the machine is unknown.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  unix_socket_directories: '',
  max_connections: '200',
  password_encryption: 'scram-sha-256',
  random_page_cost: '1.1',
  jit: 'off',
  work_mem: '16MB',
  max_parallel_workers_per_gather: '0',
  wal_compression: 'off',
  idle_in_transaction_session_timeout: '60s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
};

/** Never a caller's to change: the server is reachable from this machine only, by password only, and logs where we look. */
const FIXED: Readonly<Record<string, string>> = {
  listen_addresses: HOST,
  logging_collector: 'off',
  log_destination: 'stderr',
};

/** `postmaster.pid`, which PostgreSQL writes and removes itself. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
}

export function readPidFile(place: Place): PidFile | null {
  let text: string;
  try {
    text = readFileSync(join(place.dataDir, 'postmaster.pid'), 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 1 ? { pid, port: Number(lines[3] ?? 0), status: lines[7] ?? '' } : null;
}

/** Is the process a PostgreSQL of this folder? A pid alone proves nothing: it may have been given to someone else. */
export function isPostgresOf(place: Place, pid: number): boolean {
  if (process.platform === 'linux') {
    try {
      // Every PostgreSQL process works in its data folder. A zombie has no working folder, and so counts as gone.
      const folder = readlinkSync(`/proc/${pid}/cwd`);
      const program = readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
      return basename(program) === 'postgres' && folder === realpathSync(place.dataDir);
    } catch {
      return false;
    }
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  if (process.platform === 'win32') return true;
  const command = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  return command.includes('postgres') && command.includes(place.dataDir);
}

/** Processes of a server whose postmaster is dead. They hold its shared memory until they notice. */
function leftBehind(place: Place): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && isPostgresOf(place, pid));
}

/**
 * `mine` proves that what listens on the port is the postmaster of this folder: it shows the folder's own postmaster.pid.
 * `busy`: it is there, but takes no connection now (starting, stopping, full).
 */
export async function greet(
  secret: string,
  file: PidFile,
): Promise<'mine' | 'busy' | 'closed' | 'denied' | 'stranger'> {
  const client = new pg.Client({
    ...{ host: HOST, port: file.port, user: 'postgres', password: secret, database: 'postgres' },
    ...{ connectionTimeoutMillis: 5_000, query_timeout: 5_000, application_name: 'almanac supervisor' },
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ text: string }>("select pg_read_file('postmaster.pid') as text");
    return Number.parseInt(rows[0]?.text ?? '', 10) === file.pid ? 'mine' : 'stranger';
  } catch (error) {
    const code = codeOf(error);
    if (code === '28P01' || code === '28000') return 'denied';
    if (code === 'ECONNREFUSED') return 'closed';
    return 'busy';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * The live postmaster of the folder once it takes connections, or null when there is none. One that is starting (perhaps
 * recovering) is waited for as long as it lives; so is one that is stopping.
 */
export async function findRunning(
  place: Place,
  secret: () => string,
  log: (line: string) => void,
): Promise<PidFile | null> {
  const since = performance.now();
  let refusedSince: number | undefined;
  let told = 0;
  for (;;) {
    const file = readPidFile(place);
    if (!file || !isPostgresOf(place, file.pid)) return null;
    if (file.status === 'ready' && file.port > 0) {
      const answer = await greet(secret(), file);
      if (answer === 'mine') return file;
      if (answer === 'denied') {
        throw new CannotStart(
          `The password in ${place.secretFile} is not that of the database in ${place.dataDir}, which runs as process ${file.pid}. ` +
            `Restore the file that belongs to this folder.`,
        );
      }
      refusedSince ??= performance.now();
      if (performance.now() - refusedSince > 20_000) {
        throw new CannotStart(
          `PostgreSQL process ${file.pid} serves ${place.dataDir}, but does not answer on ${HOST}:${file.port}. ` +
            `End it (kill -INT ${file.pid}) and start again; its log is ${place.logFile}.`,
        );
      }
    }
    const seconds = Math.floor((performance.now() - since) / 5_000);
    if (seconds > told) {
      told = seconds;
      log(`waiting for PostgreSQL process ${file.pid}, which is ${file.status || 'starting'}`);
    }
    await wait(POLL_MS * 2);
  }
}

/**
 * Clears what a dead server left. PostgreSQL removes a stale postmaster.pid itself, except when its pid now belongs to
 * another process of the same account, or when the file is empty (killed while writing it). It still guards against orphans by
 * the folder's shared memory, whose key does not depend on the file.
 */
export function clearStale(place: Place): void {
  const path = join(place.dataDir, 'postmaster.pid');
  if (!statSync(path, { throwIfNoEntry: false })) return;
  const file = readPidFile(place);
  if (file ? !isPostgresOf(place, file.pid) && isAlive(file.pid) : leftBehind(place).length === 0)
    rmSync(path, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** Ends the processes of a dead postmaster; their transactions can no longer commit. Recovery decides from the log. */
export function endLeftBehind(place: Place): number {
  const file = readPidFile(place);
  if (file && isPostgresOf(place, file.pid)) return 0;
  const pids = leftBehind(place);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went by itself.
    }
  }
  return pids.length;
}

export type Launch =
  | { readonly kind: 'ready'; readonly child: ChildProcess; readonly file: PidFile }
  | { readonly kind: 'port-taken' | 'still-in-use' | 'failed'; readonly output: string };

/** One attempt to start. The postmaster leads its own session: Ctrl-C in our terminal is not for it, we stop it. */
export async function launch(
  place: Place,
  access: Access,
  binaries: Binaries,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<Launch> {
  const { descriptor, offset } = openLog(place);
  const given = Object.entries({ ...SETTINGS, ...settings, ...FIXED }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(binaries.postgres, ['-D', folderArgument(access, place.dataDir), '-p', String(port), ...given], {
    ...asAccount(access.account),
    ...childEnvironment(),
    cwd: place.dataDir,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', descriptor, descriptor],
  });
  closeSync(descriptor);
  child.unref();
  let fault: string | undefined;
  child.once('error', (error) => (fault = error.message));
  for (;;) {
    if (fault !== undefined || child.exitCode !== null || child.signalCode !== null) {
      const output = [readLog(place.logFile, offset), fault].filter(Boolean).join('\n');
      if (/could not bind|could not create any TCP\/IP sockets/i.test(output)) return { kind: 'port-taken', output };
      if (/pre-existing shared memory block|lock file ".*postmaster\.pid" (already exists|is empty)/i.test(output)) {
        return { kind: 'still-in-use', output };
      }
      return { kind: 'failed', output };
    }
    const file = readPidFile(place);
    if (file?.pid === child.pid && file?.status === 'ready') return { kind: 'ready', child, file };
    await wait(POLL_MS);
  }
}

function openLog(place: Place): { descriptor: number; offset: number } {
  if ((statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) {
    renameSync(place.logFile, `${place.logFile}.1`);
  }
  const descriptor = openSync(place.logFile, 'a', 0o600);
  return { descriptor, offset: fstatSync(descriptor).size };
}

/** Fast shutdown (clients are disconnected, a checkpoint is written); when that takes too long, an immediate one, which recovers at the next start. */
export async function shutDown(place: Place, binaries: Binaries | null, pid: number, patience = 30_000): Promise<void> {
  const gone = async (within: number): Promise<boolean> => {
    const since = performance.now();
    while (isPostgresOf(place, pid)) {
      if (performance.now() - since > within) return false;
      await wait(POLL_MS);
    }
    return true;
  };
  const ask = (signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL', mode: 'fast' | 'immediate'): void => {
    if (!isPostgresOf(place, pid)) return;
    if (process.platform === 'win32' && binaries) {
      spawn(binaries.pgCtl, ['stop', '-D', place.dataDir, '-m', mode, '-W'], {
        stdio: 'ignore',
        windowsHide: true,
      }).unref();
      return;
    }
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (codeOf(error) !== 'ESRCH') throw error;
    }
  };
  ask('SIGINT', 'fast');
  if (await gone(patience)) return;
  ask('SIGQUIT', 'immediate');
  if (await gone(10_000)) return;
  ask('SIGKILL', 'immediate');
  await gone(5_000);
}
