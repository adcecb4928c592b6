import type { IncomingMessage } from 'node:http';

/** The key as it was sent, valid or not; who it belongs to, if anybody, is for the reader to say. Headers only. */
export function apiKeyOf(request: Pick<IncomingMessage, 'headers'>): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const own = request.headers['almanac-key'];
  return bearer ?? (typeof own === 'string' && own !== '' ? own.trim() : null);
}
