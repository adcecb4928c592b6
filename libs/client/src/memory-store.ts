import type { Kind } from './document.js';
import type { Change, CopyState, ReplicaStore, Stored } from './store.js';

/** Keeps a copy as long as the page or process lives. */
export function memoryStore(): ReplicaStore {
  const held = new Map<string, Stored>();
  let current: CopyState | null = null;
  return {
    state: () => Promise.resolve(current),
    apply: ({ puts, removes, state }: Change) => {
      for (const put of puts) held.set(put.key, put);
      for (const key of removes) held.delete(key);
      current = state;
      return Promise.resolve();
    },
    get: (keys) => Promise.resolve(keys.map((key) => held.get(key))),
    list: (kind: Kind, locale: string) =>
      Promise.resolve([...held.values()].filter((stored) => stored.kind === kind && stored.locale === locale)),
    all: () => Promise.resolve([...held.values()]),
    clear: () => {
      held.clear();
      current = null;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
