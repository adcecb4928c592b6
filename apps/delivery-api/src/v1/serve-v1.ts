import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '#platform';
import type { DeliveryReader } from '#delivery';
import { apiKeyOf } from '../read/api-key.js';
import { ReadSession } from '../read/read-session.js';
import type { ReadRules } from '../read/rules.js';
import { Addresses } from './addresses.js';
import { jsonAnswer, refuse, send } from './answer.js';
import { openApi } from './open-api.js';
import { AS_OF, askedAsOf, checkQuery } from './parameters.js';
import { type Route, ROUTES } from './routes.js';

export interface ReadableParts {
  readonly config: Pick<Config, 'publicUrl' | 'locales'>;
  readonly reader: DeliveryReader;
  readonly rules: ReadRules;
}

/**
 * Published content for whoever speaks HTTP and nothing else: the same reader, scopes and as-of values as GraphQL. HEAD is
 * answered by the routes of GET.
 */
export function serveV1(fastify: FastifyInstance, { config, reader, rules }: ReadableParts): void {
  const addresses = new Addresses(config.publicUrl, config.locales[0]);
  const answer = async (route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      const session = new ReadSession(reader, rules, apiKeyOf(request));
      const given = checkQuery(route.parameters, request.query);
      session.readAsOf(askedAsOf(rules, given));
      const path = request.params as Readonly<Record<string, string>>;
      const accept = request.headers.accept;
      const found = await route.answer({ session, addresses, path, given, accept });
      return await send(request, reply, found, session, given.has(AS_OF.name));
    } catch (error) {
      const refused = refuse(reply, error);
      if (refused) return refused;
      throw error;
    }
  };
  for (const route of ROUTES) fastify.get(route.mount, (request, reply) => answer(route, request, reply));

  const description = jsonAnswer(openApi(ROUTES, config.publicUrl));
  fastify.get('/v1/openapi.json', async (request, reply) => {
    try {
      checkQuery([], request.query);
      return await send(request, reply, description, null, false);
    } catch (error) {
      const refused = refuse(reply, error);
      if (refused) return refused;
      throw error;
    }
  });
}
