import { readFileSync } from 'node:fs';
import { CannotStart } from '../problem.js';
import type { Place } from './place.js';

export const OWN_SERVER = 'or set DATABASE_URL to a PostgreSQL (15 or newer) of your own';

/** The code of a failed system call (`EACCES`), or an empty string. */
export function codeOf(error: unknown): string {
  // No instanceof: errors of Node's own modules are of another realm when a test runner isolates its files.
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}

/** What was written to a log from `offset` on; empty when there is no such file. */
export function readLog(file: string, offset = 0): string {
  try {
    return readFileSync(file).subarray(offset).toString('utf8');
  } catch {
    return '';
  }
}

function lastLines(text: string, count = 8): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-count).join('\n');
}

const noSpace = (place: Place): CannotStart =>
  new CannotStart(
    `The disk that holds ${place.parent} is full, so the database cannot start. Free some space there (a new database needs about 60 MB), ` +
      `or choose a folder on another disk with ALMANAC_DATA_DIR, and start again.`,
  );

const notWritable = (place: Place, detail: string): CannotStart =>
  new CannotStart(
    `The database cannot write to ${place.parent} (${detail}). Give the user who starts Almanac the right to write there, ` +
      `or choose another folder with ALMANAC_DATA_DIR.`,
  );

/** A sentence for a failed system call of ours under the place; undefined when it is a fault and no circumstance. */
export function refusalOfSystemCall(error: unknown, place: Place): CannotStart | undefined {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return noSpace(place);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return notWritable(place, code);
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new CannotStart(
      `${place.parent} cannot hold the database: a part of that path is a file, not a folder (${code}). ` +
        `Move the file away or choose another folder with ALMANAC_DATA_DIR.`,
    );
  }
  return undefined;
}

/** A sentence for what initdb or the server printed before it gave up. Its output holds no secret: statements are not logged. */
export function refusalOfOutput(output: string, place: Place, doing: 'creating' | 'starting'): CannotStart {
  if (/No space left on device|Disk quota exceeded/i.test(output)) return noSpace(place);
  if (/could not look up effective user ID|user does not exist/i.test(output)) {
    return new CannotStart(
      `PostgreSQL needs a user with a name, and the user who starts Almanac has none in /etc/passwd. ` +
        `Add an entry for it, start as another user, ${OWN_SERVER}.`,
    );
  }
  if (/Read-only file system|Permission denied/i.test(output)) {
    return notWritable(place, lastLines(output, 1));
  }
  if (/could not (create|map|open) shared memory segment|could not map anonymous shared memory/i.test(output)) {
    return new CannotStart(
      `The machine has too little (shared) memory for the database. In a container give it more, for example with --shm-size=256m, ` +
        `${OWN_SERVER}. The server said:\n${lastLines(output)}`,
    );
  }
  const said = `The end of ${doing === 'creating' ? 'its output' : place.logFile}:\n${lastLines(output) || '(nothing was written)'}`;
  if (doing === 'creating') {
    return new CannotStart(`A new database could not be made in ${place.parent}; nothing was left behind. ${said}`);
  }
  return new CannotStart(
    `The database in ${place.dataDir} does not start. If it is damaged, restore that folder from a backup, or move it away ` +
      `(Almanac then makes an empty one). ${said}`,
  );
}

export function damaged(place: Place, what: string): CannotStart {
  const tail = lastLines(readLog(place.logFile));
  return new CannotStart(
    `The database folder ${place.dataDir} is damaged: ${what}. Restore it from a backup, or move it away ` +
      `(Almanac then makes an empty one). Nothing in it was changed. ` +
      (tail ? `The end of ${place.logFile}:\n${tail}` : `Its log would be ${place.logFile}, which is empty.`),
  );
}
