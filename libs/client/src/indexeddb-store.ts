import type { Kind } from './document.js';
import type { Change, CopyState, ReplicaStore, Stored } from './store.js';

const DOCUMENTS = 'documents';
const STATE = 'state';
const BY_KIND = 'kind locale';

/** Keeps a copy in the browser. A page is one transaction: a tab that is closed in between leaves the page before it. */
export function indexedDbStore(name = 'almanac'): ReplicaStore {
  const opened = open(name);
  opened.catch(() => undefined);

  async function within<T>(
    mode: IDBTransactionMode,
    work: (transaction: IDBTransaction) => IDBRequest<T> | null,
  ): Promise<T> {
    const database = await opened;
    const transaction = database.transaction([DOCUMENTS, STATE], mode, {
      durability: mode === 'readonly' ? 'default' : 'strict',
    });
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () =>
        reject(transaction.error ?? new Error('The transaction was stopped.'));
    });
    const request = work(transaction);
    await done;
    return request?.result as T;
  }

  return {
    state: async () =>
      (await within<CopyState | undefined>('readonly', (tx) => tx.objectStore(STATE).get(STATE))) ?? null,
    apply: ({ puts, removes, state }: Change) =>
      within('readwrite', (tx) => {
        const documents = tx.objectStore(DOCUMENTS);
        for (const put of puts) documents.put(put);
        for (const key of removes) documents.delete(key);
        tx.objectStore(STATE).put(state, STATE);
        return null;
      }),
    get: async (keys) => {
      const requests: IDBRequest<Stored | undefined>[] = [];
      await within('readonly', (tx) => {
        const documents = tx.objectStore(DOCUMENTS);
        requests.push(...keys.map((key) => documents.get(key) as IDBRequest<Stored | undefined>));
        return null;
      });
      return requests.map((request) => request.result);
    },
    list: (kind: Kind, locale: string) =>
      within<Stored[]>('readonly', (tx) => tx.objectStore(DOCUMENTS).index(BY_KIND).getAll([kind, locale])),
    all: () => within<Stored[]>('readonly', (tx) => tx.objectStore(DOCUMENTS).getAll()),
    clear: () =>
      within('readwrite', (tx) => {
        tx.objectStore(DOCUMENTS).clear();
        tx.objectStore(STATE).clear();
        return null;
      }),
    close: async () => (await opened).close(),
  };
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      const documents = request.result.createObjectStore(DOCUMENTS, { keyPath: 'key' });
      documents.createIndex(BY_KIND, ['kind', 'locale']);
      request.result.createObjectStore(STATE);
    };
    request.onsuccess = () => {
      // Another tab with a later version must not wait for this one.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error('The database of the browser cannot be opened.'));
  });
}
