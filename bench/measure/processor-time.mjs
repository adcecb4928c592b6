import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for user space, on every platform that Node runs on. */
const TICK = 10;

function stat(pid) {
  // The name, in parentheses, may hold anything; what follows it is fixed.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return { parent: Number(fields[1]), milliseconds: (Number(fields[11]) + Number(fields[12])) * TICK };
}

/** Milliseconds of processor time that a process has used; null where the system does not tell. */
export function usedBy(pid) {
  try {
    return stat(pid).milliseconds;
  } catch {
    return null;
  }
}

/** Of all processes that one has started, by process id. */
export function usedByChildrenOf(parent) {
  const used = new Map();
  try {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const found = stat(name);
        if (found.parent === parent) used.set(name, found.milliseconds);
      } catch {
        // It ended while we looked.
      }
    }
  } catch {
    return null;
  }
  return used;
}

/** What was used between two looks, by processes that were there at the second. */
export function spent(before, after) {
  if (before === null || after === null) return null;
  if (typeof after === 'number') return after - before;
  return [...after].reduce((sum, [pid, milliseconds]) => sum + milliseconds - (before.get(pid) ?? 0), 0);
}
