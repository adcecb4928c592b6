import type { FastifyInstance } from 'fastify';
import type { Tracing } from './tracing.js';

/** Names the route of every request that reaches one. */
export function traceRoutes(fastify: FastifyInstance, tracing: Tracing): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    tracing.route(request.routeOptions.url ?? 'none');
    done();
  });
}
