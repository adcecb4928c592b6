import { AsyncLocalStorage } from 'node:async_hooks';

/** Runs something as part of the request that asked. */
export type Asker = ReturnType<typeof AsyncLocalStorage.snapshot>;

const current = new AsyncLocalStorage<readonly Asker[]>();
let watched = false;

/** From now on it is noted who asks. That costs some microseconds each time, which only a process that is looked at should pay. */
export function watchAskers(): void {
  watched = true;
}

/** The request that asks now; null when nobody looks. */
export function askerNow(): Asker | null {
  return watched ? AsyncLocalStorage.snapshot() : null;
}

/** Runs the statements of `work` for all of these, in whoever's turn that happens to be. */
export function onBehalfOf<T>(askers: readonly (Asker | null)[], work: () => T): T {
  const known = askers.filter((asker) => asker !== null);
  return known.length > 0 ? current.run(known, work) : work();
}

/** For whom the statement is run that begins now; null: for whoever begins it. */
export function askersOfStatement(): readonly Asker[] | null {
  return current.getStore() ?? null;
}
