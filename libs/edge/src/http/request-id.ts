import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Runs the rest of a request under its id, so that whatever fails below can name it. */
export function withRequestId(id: string, work: () => void): void {
  current.run(id, work);
}

/** The id of the request that is being served; it is in the log beside every fault and in the answer that hides one. */
export function requestId(): string {
  return current.getStore() ?? 'none';
}
