import type { Connection } from './http.js';

/** Calls whenever the head moved; synchronise then. Returns what ends it. Needs `EventSource`: browsers have it. */
export function onHead({ url }: Pick<Connection, 'url'>, moved: () => void): () => void {
  const source = new EventSource(`${url.replace(/\/$/, '')}/v1/events`);
  source.addEventListener('head', moved);
  return () => source.close();
}
