import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from '#edge';

/** A long article with its markup; the service itself takes bodies of up to 2 MB. */
export const STUDIO_BODY_LIMIT = 2_500_000;

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** Drafts are nobody else's business: nothing is stored on the way, framed, or read from another origin. There is no CORS. */
export function answerPrivately(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) reply.header(name, value);
    reply.header('cache-control', HEADERS['cache-control']);
  });
}

/** Call before the route of `/graphql` exists. */
export function allowLongDrafts(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url === '/graphql') route.bodyLimit = STUDIO_BODY_LIMIT;
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    const limit = request.routeOptions.bodyLimit;
    if (Number(request.headers['content-length'] ?? 0) <= limit) return done();
    const message = `The request body is larger than ${limit} bytes: send less, or divide it into several documents.`;
    done(new HttpRefusal(413, 'TOO_COSTLY', message));
  });
}
