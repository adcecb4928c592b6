import { open, readFile, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Change, CopyState, ReplicaStore, Stored } from './store.js';
import { memoryStore } from './memory-store.js';

/** Written again from what is held once so many changes are no longer part of it. */
const WORN = 4;
const LEAST = 1_000;

/**
 * Keeps a copy in one file: a line for each page, written and flushed before it counts. A last line that was cut off is as if it
 * had never been. One process at a time.
 */
export function fileStore(path: string): ReplicaStore {
  const held = memoryStore();
  let written = 0;
  let file: FileHandle | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  /** One after the other: a page must not come between another and its flush. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
  const ready = inTurn(async () => {
    await rm(`${path}.new`, { force: true });
    const whole = await linesOf(path);
    for (const change of whole.changes) {
      await held.apply(change);
      written += change.puts.length + change.removes.length;
    }
    file = await open(path, 'a');
    // What stands behind the last whole line would become part of the next one.
    if (whole.isCut) await rewrite();
  });
  ready.catch(() => undefined);

  async function rewrite(): Promise<void> {
    const state = await held.state();
    const puts = (await held.all()) as Stored[];
    const fresh = await open(`${path}.new`, 'w');
    if (state) await fresh.write(lineOf({ puts, removes: [], state }));
    await fresh.sync();
    await rename(`${path}.new`, path);
    await file?.close();
    file = fresh;
    written = puts.length;
  }

  return {
    state: () => ready.then(() => held.state()),
    get: (keys) => ready.then(() => held.get(keys)),
    list: (kind, locale) => ready.then(() => held.list(kind, locale)),
    all: () => ready.then(() => held.all()),
    apply: (change) =>
      inTurn(async () => {
        await ready;
        await file?.appendFile(lineOf(change));
        await file?.sync();
        await held.apply(change);
        written += change.puts.length + change.removes.length;
        if (written > LEAST && written > WORN * (await held.all()).length) await rewrite();
      }),
    clear: () =>
      inTurn(async () => {
        await ready;
        await held.clear();
        await rewrite();
      }),
    close: () =>
      inTurn(async () => {
        await ready;
        await file?.close();
        file = null;
      }),
  };
}

const lineOf = (change: Change) => `${JSON.stringify(change)}\n`;

async function linesOf(path: string): Promise<{ readonly changes: readonly Change[]; readonly isCut: boolean }> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { changes: [], isCut: false };
    throw error;
  }
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const changes: Change[] = [];
  for (const line of lines) {
    try {
      changes.push(JSON.parse(line) as Change & { readonly state: CopyState });
    } catch {
      // A disk that lost part of a line lost what came behind it.
      return { changes, isCut: true };
    }
  }
  return { changes, isCut: rest !== '' };
}
