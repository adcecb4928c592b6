import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql/error/GraphQLError.js';
import { Problems } from '#platform';
import type { Logger } from '../logger.js';
import { toldOf } from './refusal.js';

/** The one place where what is thrown leaves Nest: as JSON over HTTP, or to the error formatter of GraphQL. */
@Catch()
export class FaultFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() === 'graphql') return located(thrown);
    const http = host.switchToHttp();
    return this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { status, body, retryAfter, isOurs } = toldOf(thrown, request.id);
    if (isOurs)
      this.logger.error(
        { err: thrown, requestId: request.id, method: request.method, route: request.routeOptions.url },
        'A request failed.',
      );
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
    return reply.code(status).send(body);
  }
}

/**
 * graphql-js takes an error with an array in `path` for one that it has placed already, and a Problem has a path of its
 * own (into the input): wrapped, it gets the path of the field as well.
 */
function located(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || Problems.of(thrown) === null) return thrown;
  return new GraphQLError(thrown.message, { originalError: thrown });
}
