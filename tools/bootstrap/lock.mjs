import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { Refusal, ROOT, say } from './say.mjs';

// Outside the checkout, because npm empties node_modules and a build may empty dist.
const FILE = join(
  tmpdir(),
  `almanac-bootstrap-${process.getuid?.() ?? 'user'}-${createHash('sha256').update(realpathSync(ROOT)).digest('hex').slice(0, 16)}.lock`,
);
const PATIENCE_MS = 15 * 60_000;
const EMPTY_MS = 2_000;

/** Two at once in one checkout take turns at installing and building; the second then finds nothing left to do. */
export async function withLock(work) {
  const since = Date.now();
  let emptySince;
  let told = false;
  for (;;) {
    try {
      writeFileSync(FILE, identityOf(process.pid), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST')
        throw new Refusal(
          `The lock file ${FILE} cannot be written (${error.code}): free space or give permission there.`,
        );
    }
    const holder = read();
    if (holder === '') {
      emptySince ??= Date.now();
      if (Date.now() - emptySince > EMPTY_MS) takeAway();
    } else if (holder !== undefined) {
      emptySince = undefined;
      if (identityOf(Number.parseInt(holder, 10)) !== holder) takeAway();
      else if (!told) {
        told = true;
        say(`Waiting for process ${Number.parseInt(holder, 10)}, which is installing or building here.`);
      }
    }
    if (Date.now() - since > PATIENCE_MS)
      throw new Refusal(
        `Another process has held ${FILE} for ${PATIENCE_MS / 60_000} minutes: end it, or delete that file.`,
      );
    await wait(200);
  }
  const release = () => rmSync(FILE, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

/** Pid and start time: a pid alone comes back, in a container at every start. Empty for a process that is gone. */
function identityOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return '';
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return `${pid}`;
  }
}

function read() {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return undefined;
  }
}

/** A rename lets exactly one of several takers win. */
function takeAway() {
  const aside = `${FILE}.${process.pid}`;
  try {
    renameSync(FILE, aside);
    rmSync(aside, { force: true });
  } catch {
    // Somebody else took it.
  }
}
