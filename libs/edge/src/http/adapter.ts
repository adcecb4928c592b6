import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '../logger.js';
import { BODY_LIMIT, checkGraphqlRequest, parseJson } from './parse-body.js';
import { asRefusal, refusalBody } from './refusal.js';
import { withRequestId } from './request-id.js';

/** Fastify as both APIs use it: small bodies, ids of our own, strict JSON, and never a page or a stack for an error. */
export function createAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // A caller's own request id is never taken over: it would let a caller write into our log.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, _request, reply) => {
      const refusal = asRefusal(error);
      void reply.code(refusal?.status ?? 400).send(refusal?.body ?? refusalBody('BAD_REQUEST', 'The request cannot be understood.'));
    },
  });
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (request, body, done) => {
    try {
      done(null, parseJson(request.headers['content-type'] ?? '', body as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
  fastify.addHook('onRequest', (request, _reply, done) => withRequestId(request.id, done));
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (request.routeOptions.url !== '/graphql') return done();
    try {
      if (request.method === 'GET') checkGraphqlRequest(request.query);
      if (request.method === 'POST') checkGraphqlRequest(request.body);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
  return adapter;
}

/** Call after `app.init()`: Nest installs its own handlers then, and ours must be the last word. */
export function answerErrorsAsJson(app: NestFastifyApplication, logger: Logger): void {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.setErrorHandler((error, request, reply) => {
    const refusal = asRefusal(error);
    if (refusal) return reply.code(refusal.status).send(refusal.body);
    logger.error({ err: error, requestId: request.id, method: request.method, route: request.routeOptions.url }, 'A request failed.');
    const message = `Something failed on our side. Tell the operator this request id: ${request.id}.`;
    return reply.code(500).send(refusalBody('INTERNAL', message, { requestId: request.id }));
  });
}

/** Headers that every answer carries, whatever it is. */
export const SAFE_HEADERS: OutgoingHttpHeaders = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
