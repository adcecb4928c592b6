import { type Connection, wait } from './http.js';

const RETRY = 3_000;

/**
 * Calls whenever the head moved, and once at the beginning; synchronise then. Returns what ends it. A connection that breaks is
 * opened again, and what was missed meanwhile is told.
 */
export function onHead({ url, fetch: send }: Pick<Connection, 'url' | 'fetch'>, moved: () => void): () => void {
  const address = `${url.replace(/\/$/, '')}/v1/events`;
  if (send === undefined && typeof EventSource !== 'undefined') {
    const source = new EventSource(address);
    source.addEventListener('head', moved);
    return () => source.close();
  }
  const end = new AbortController();
  void listen(address, send ?? fetch, moved, end.signal);
  return () => end.abort();
}

/** For where there is no `EventSource`, as in Node. */
async function listen(address: string, send: typeof fetch, moved: () => void, signal: AbortSignal): Promise<void> {
  let last: string | undefined;
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) };
      const { ok, body } = await send(address, { headers, signal });
      if (ok && body) {
        let rest = '';
        for await (const text of body.pipeThrough(new TextDecoderStream())) {
          const events = (rest + text).split('\n\n');
          rest = events.pop() ?? '';
          for (const event of events.filter((each) => /^event: head$/m.test(each))) {
            last = /^id: (.+)$/m.exec(event)?.[1] ?? last;
            moved();
          }
        }
      }
    } catch {
      // Cut off, as every connection is some day.
    }
    if (!signal.aborted) await wait(RETRY * (0.5 + Math.random()), signal).catch(() => undefined);
  }
}
