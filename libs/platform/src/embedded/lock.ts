import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { CannotStart } from '../problem.js';
import { codeOf } from './refusals.js';

const POLL_MS = 50;
const PATIENCE_MS = 180_000;
/** A lock is created and filled in two steps: an empty one may be a writer between them, for this long. */
const EMPTY_MS = 2_000;

const held = new Set<string>();

/**
 * Runs `work` while no other process runs it for the same file. A lock names its process together with that process's
 * start time and the boot, because in a container the same pid comes back at every start.
 *
 * Taking over a dead process's lock is not airtight (three processes within microseconds could end up with two holders).
 * It need not be: the lock saves work, and safety rests on postmaster.pid (one postmaster per folder) and on initdb's
 * folder appearing by one rename.
 */
export async function withLock<T>(file: string, log: (line: string) => void, work: () => Promise<T>): Promise<T> {
  const me = identityOf(process.pid);
  const since = performance.now();
  let emptySince: number | undefined;
  let told = false;
  for (;;) {
    try {
      writeFileSync(file, me, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const holder = read(file);
    if (holder === '') {
      emptySince ??= performance.now();
      if (performance.now() - emptySince > EMPTY_MS) takeAway(file, holder);
    } else if (holder !== undefined) {
      emptySince = undefined;
      if (isStale(file, holder)) takeAway(file, holder);
      else if (!told) {
        told = true;
        log(`waiting for process ${pidIn(holder)}, which is starting the same database`);
      }
    }
    if (performance.now() - since > PATIENCE_MS) {
      throw new CannotStart(
        `Another process (${holder ? pidIn(holder) : 'unknown'}) has been starting the same database for minutes. ` +
          `End it and start again; if no such process exists, delete ${file}.`,
      );
    }
    await wait(POLL_MS);
  }
  held.add(file);
  try {
    return await work();
  } finally {
    held.delete(file);
    if (read(file) === me) rmSync(file, { force: true });
  }
}

/** `pid start-time boot`; the pid alone where the system does not tell. */
export function identityOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; start time is field 22, the 20th after it.
    const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${pid} ${startTime ?? ''} ${boot}`;
  } catch {
    return `${pid}`;
  }
}

function pidIn(identity: string): number {
  return Number.parseInt(identity, 10);
}

function isStale(file: string, holder: string): boolean {
  const pid = pidIn(holder);
  if (!Number.isInteger(pid) || pid <= 0) return true;
  if (pid === process.pid && holder === identityOf(pid)) return !held.has(file);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
  return identityOf(pid) !== holder;
}

/** Rename lets exactly one of several takers win; one that caught a newer lock than it judged puts it back. */
function takeAway(file: string, judged: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const caught = read(aside);
  rmSync(aside, { force: true });
  if (caught !== undefined && caught !== judged) {
    try {
      writeFileSync(file, caught, { flag: 'wx', mode: 0o600 });
    } catch {
      // A third process holds it now.
    }
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
