import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '#edge';
import type { Asker } from '../cache/answer-headers.js';
import { Outgoing, sendLater, sendRefused } from '../cache/send-answer.js';
import type { ReadSession } from '../read/read-session.js';
import type { ReadRules } from '../read/rules.js';
import type { Receipts } from '../traffic/receipts.js';
import { addressOf, queryOf } from './address.js';
import { type AddressExecution, stateOf } from './address-execution.js';
import { answerOf, jsonAnswer, refusedFor } from './answer.js';
import { openApi } from './open-api.js';
import { checkQuery } from './parameters.js';
import { type Path, ROUTES } from './routes.js';

export interface V1Parts {
  readonly publicUrl: string;
  readonly execution: AddressExecution;
  readonly sessionOf: (request: FastifyRequest) => ReadSession;
  readonly rules: ReadRules;
  /** Null where nobody wants to know who received what. */
  readonly receipts: Receipts | null;
  /** What is read comes from a standby whose primary is away. */
  readonly isStale: () => boolean;
}

/**
 * Published content for whoever speaks HTTP and nothing else: the same reader, scopes and as-of values as GraphQL. Here come
 * those requests that the front does not answer: what is refused, what leads nowhere, what is the same for all, and everything
 * where there is no front. HEAD is answered by the routes of GET.
 */
export function serveV1(fastify: FastifyInstance, parts: V1Parts): void {
  const { publicUrl, execution, sessionOf, rules, receipts, isStale } = parts;
  const description = answerOf(jsonAnswer(openApi(ROUTES, publicUrl)), null);
  const mount = (path: string, answer: (request: FastifyRequest, reply: FastifyReply) => Promise<void>) =>
    fastify.get(path, async (request, reply) => {
      try {
        await answer(request, reply);
      } catch (error) {
        const refused = refusedFor(error);
        if (!refused) throw error;
        reply.hijack();
        sendRefused(reply.raw, refused);
      }
    });
  for (const route of ROUTES)
    mount(route.mount, async (request, reply) => {
      const session = sessionOf(request);
      const address = addressOf(route, request.params as Path, request.url, request.headers.accept, rules);
      const { answer } = await execution.run(address, session);
      if (request.method !== 'HEAD')
        await receipts?.followSession({ request: request.raw, response: reply.raw }, session);
      await send(request, reply, answer, await askerOf(session, reply, isStale));
    });
  mount('/v1/openapi.json', async (request, reply) => {
    checkQuery([], queryOf(request.url));
    await send(request, reply, description, everybody(reply));
  });
}

/** As the front sends, so that it makes no difference which of the two it was. */
async function send(request: FastifyRequest, reply: FastifyReply, answer: Answer, asker: Asker): Promise<void> {
  reply.hijack();
  const call = { request: request.raw, response: reply.raw, pass: () => undefined, body: null };
  await sendLater(call, answer, Outgoing.to(call, answer, asker), () => undefined);
}

/** Of what is answered without reading. The front has decided by the key which pages may read even that. */
function everybody(reply: FastifyReply): Asker {
  return { handle: null, isPublic: true, byOrigin: reply.raw.hasHeader('vary'), asOf: '', stale: false };
}

async function askerOf(session: ReadSession, reply: FastifyReply, isStale: () => boolean): Promise<Asker> {
  if (!session.begun) return everybody(reply);
  const { handle, origins } = await session.partner();
  const [isPublic, byOrigin] = [handle === 'public', origins !== null];
  return { handle, isPublic, byOrigin, asOf: await stateOf(session), stale: isStale() };
}
