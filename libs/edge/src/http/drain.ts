import type { Server } from 'node:http';
import { Server as TcpServer } from 'node:net';

/** Milliseconds after which a connection without a request counts as one that nobody uses. */
const LINGER = 1_000;
const LOOK = 50;

/**
 * Takes no new connection, and lets the open ones end by themselves: the next answer on each says `Connection: close`.
 * Resolves when none is left.
 *
 * The race: a client that keeps its connection may send a request at the very moment at which the server closes it, and
 * then gets a reset instead of an answer. `close` of node:http takes idle connections away at once and loses that race
 * again and again under load. Here only those are taken that stayed idle while a busy client would have asked.
 */
export async function drain(server: Server): Promise<void> {
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false;
  });
  // What the system has accepted for us is reset when we stop listening: one turn of the loop takes it in.
  await turn();
  await turn();
  let look: NodeJS.Timeout | undefined;
  const later = setTimeout(() => {
    look = setInterval(() => server.closeIdleConnections(), LOOK);
    server.closeIdleConnections();
  }, LINGER);
  await new Promise<void>((closed) => TcpServer.prototype.close.call(server, () => closed()));
  clearTimeout(later);
  clearInterval(look);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
