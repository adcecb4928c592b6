import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '#platform';
import type { DeliveryReader } from '#delivery';
import { apiKeyOf } from '../read/api-key.js';
import { ReadSession } from '../read/read-session.js';
import type { ReadRules } from '../read/rules.js';
import { Addresses } from './addresses.js';
import { describe, type Described, jsonAnswer, refuse, send } from './answer.js';
import type { KeptAnswers } from './kept-answers.js';
import { openApi } from './open-api.js';
import { AS_OF, askedAsOf, checkQuery } from './parameters.js';
import { type Route, ROUTES } from './routes.js';

export interface ReadableParts {
  readonly config: Pick<Config, 'publicUrl' | 'locales'>;
  readonly reader: DeliveryReader;
  readonly rules: ReadRules;
  /** Null: every answer is made anew. */
  readonly kept: KeptAnswers | null;
}

/**
 * Published content for whoever speaks HTTP and nothing else: the same reader, scopes and as-of values as GraphQL. HEAD is
 * answered by the routes of GET.
 */
export function serveV1(fastify: FastifyInstance, { config, reader, rules, kept }: ReadableParts): void {
  const addresses = new Addresses(config.publicUrl, config.locales[0]);
  const respond = async (route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      const given = checkQuery(route.parameters, request.query);
      const asOf = askedAsOf(rules, given);
      const path = request.params as Readonly<Record<string, string>>;
      const { accept } = request.headers;
      const make = async (session: ReadSession): Promise<Described> => {
        session.readAsOf(asOf);
        const found = await route.answer({ session, addresses, path, given, accept });
        return describe(found, session, given.has(AS_OF.name));
      };
      const key = apiKeyOf(request);
      const answer =
        kept && (accept ?? '').length <= 200
          ? await kept.get({ address: request.url, accept: accept ?? '', key }, make)
          : await make(new ReadSession(reader, rules, key));
      return send(request, reply, answer);
    } catch (error) {
      const refused = refuse(reply, error);
      if (refused) return refused;
      throw error;
    }
  };
  for (const route of ROUTES) fastify.get(route.mount, (request, reply) => respond(route, request, reply));

  const description = describe(jsonAnswer(openApi(ROUTES, config.publicUrl)), null, false);
  fastify.get('/v1/openapi.json', async (request, reply) => {
    try {
      checkQuery([], request.query);
      return send(request, reply, await description);
    } catch (error) {
      const refused = refuse(reply, error);
      if (refused) return refused;
      throw error;
    }
  });
}
