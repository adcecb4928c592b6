import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { BODY_LIMIT } from '../http/parse-body.js';

/** Looks at a request before Fastify does. Calls `pass` for what it leaves alone; otherwise it answers. */
export type Front = (request: IncomingMessage, response: ServerResponse, pass: () => void) => void;

/** Bodies that a front has read already; Fastify gets them from here. */
const bodies = new WeakMap<IncomingMessage, Buffer>();

interface ServerTimes {
  readonly keepAliveTimeout?: number;
  readonly requestTimeout?: number;
  readonly connectionTimeout?: number;
}

/** For Fastify's `serverFactory`: a server that asks the front first. Fastify sets no times on a server it did not make. */
export function serverBehind(front: Front): (handler: RequestListener, options: ServerTimes) => Server {
  return (handler, { keepAliveTimeout = 72_000, requestTimeout = 0, connectionTimeout = 0 }) => {
    const server = createServer((request, response) => {
      front(request, response, () => void handler(request, response));
    });
    server.keepAliveTimeout = keepAliveTimeout;
    server.requestTimeout = requestTimeout;
    server.setTimeout(connectionTimeout);
    return server;
  };
}

/** Lets Fastify parse a body that the front has read. */
export function replayBodies(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const body = bodies.get(request.raw);
    if (!body) return done(null, payload);
    bodies.delete(request.raw);
    done(null, Object.assign(Readable.from(body.length > 0 ? [body] : []), { receivedEncodedLength: body.length }));
  });
}

/** Reads a body whose length is announced and allowed; false, with nothing read, for any other. Whoever passes the request on then keeps the body for it. */
export function readBody(request: IncomingMessage, read: (body: Buffer) => void): boolean {
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  if (!(length > 0 && length <= BODY_LIMIT)) return false;
  let only: Buffer | null = null;
  let chunks: Buffer[] | null = null;
  request.on('data', (chunk: Buffer) => {
    if (only === null) only = chunk;
    else (chunks ??= [only]).push(chunk);
  });
  request.on('end', () => {
    read(chunks ? Buffer.concat(chunks) : (only ?? Buffer.alloc(0)));
  });
  return true;
}

/** For a request that is passed on after all. */
export function keepBody(request: IncomingMessage, body: Buffer): void {
  bodies.set(request, body);
}
