import { randomUUID } from 'node:crypto';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Front, replayBodies, serverBehind } from '../cache/front.js';
import { FaultFilter } from './fault.filter.js';
import { type Logger, NestLog } from '../logger.js';
import { type DocumentSource, putQuery } from './document-id.js';
import { BODY_LIMIT, checkGraphqlRequest, MEMBERS_OR_ID, parseJson } from './parse-body.js';
import { asRefusal, refusalBody } from './refusal.js';
import { withRequestId } from './request-id.js';
import { refuseUnreadable } from './unreadable-request.js';

export interface HttpAppParts {
  /** Sees requests before Fastify does. */
  readonly front?: Front;
  /** Lets `documentId` stand in place of `query`. */
  readonly documents?: DocumentSource;
  /** Addresses and networks of proxies whose word is taken for where a request comes from. */
  readonly trustedProxies?: readonly string[];
}

/** Fastify as both APIs use it: small bodies, ids of our own, strict JSON, and never a page or a stack for an error. */
class EdgeAdapter extends FastifyAdapter {
  constructor(
    private readonly faults: FaultFilter,
    { front, documents, trustedProxies }: HttpAppParts,
  ) {
    super({
      ...(front ? { serverFactory: serverBehind(front) } : {}),
      ...(trustedProxies?.length ? { trustProxy: [...trustedProxies] } : {}),
      bodyLimit: BODY_LIMIT,
      // A caller's own request id is never taken over: it would let a caller write into our log.
      requestIdHeader: false,
      genReqId: () => randomUUID(),
      forceCloseConnections: 'idle',
      clientErrorHandler: refuseUnreadable,
      frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
        const refusal = asRefusal(error);
        void reply
          .code(refusal?.status ?? 400)
          .send(refusal?.body ?? refusalBody('BAD_REQUEST', 'The request cannot be understood.'));
      },
    });
    const fastify: FastifyInstance = this.getInstance();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
      (request, body, done) => {
        try {
          done(null, parseJson(request.headers['content-type'] ?? '', body as Buffer));
        } catch (error) {
          done(error as Error, undefined);
        }
      },
    );
    if (front) replayBodies(fastify);
    fastify.addHook('onRequest', (request, _reply, done) => withRequestId(request.id, done));
    fastify.addHook('preValidation', async (request) => {
      const { method, query, body, routeOptions } = request;
      if (routeOptions.url !== '/graphql' || (method !== 'GET' && method !== 'POST')) return;
      const members = method === 'GET' ? query : body;
      checkGraphqlRequest(members, documents ? MEMBERS_OR_ID : undefined);
      if (!documents || !(await putQuery(members as Record<string, unknown>, documents))) return;
      // Apollo reads a GET from its address.
      if (method === 'GET')
        request.raw.url = `/graphql?${new URLSearchParams(members as Record<string, string>).toString()}`;
    });
  }

  /** Nest would answer in shapes of its own; ours are the same on every path. */
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return super.setErrorHandler((error, request, reply) => void this.faults.answer(error, request, reply));
  }

  override setNotFoundHandler(): ReturnType<FastifyAdapter['setNotFoundHandler']> {
    return super.setNotFoundHandler((_request: FastifyRequest, reply: FastifyReply) => {
      void reply.code(404).send(refusalBody('NOT_FOUND', 'There is nothing at this address.'));
    });
  }
}

/** An app that is initialised but does not listen; `prepare` may add routes and hooks. */
export async function createHttpApp(
  module: DynamicModule,
  logger: Logger,
  prepare: (fastify: FastifyInstance) => void = () => undefined,
  parts: HttpAppParts = {},
): Promise<NestFastifyApplication> {
  const faults = new FaultFilter(logger);
  const app = await NestFactory.create<NestFastifyApplication>(module, new EdgeAdapter(faults, parts), {
    logger: new NestLog(logger),
    abortOnError: false,
    bodyParser: false,
  });
  app.useGlobalFilters(faults);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  prepare(fastify);
  await app.init();
  await fastify.ready();
  return app;
}
