import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { DynamicModule, Type } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logger.js';
import type { Prices } from './cost.js';
import { type CostListener, costPlugin } from './cost.plugin.js';
import { errorFormatter } from './format-error.js';
import { LIMITS, operationLimits } from './limits.js';
import { unavailablePlugin } from './unavailable.plugin.js';
import { leavePlainFieldsToExecutors } from './plain-fields.js';

export interface EdgeGraphqlOptions<C extends BaseContext> {
  readonly logger: Logger;
  /** In production the schema is published as a file: no introspection, no suggestions. */
  readonly production: boolean;
  /** Made once per request and handed to every resolver. */
  readonly context: (request: FastifyRequest, reply: FastifyReply) => C | Promise<C>;
  readonly plugins?: readonly ApolloServerPlugin<C>[];
  readonly prices: Prices;
  readonly onCost?: CostListener;
  /** Types that no field names but an interface may resolve to. */
  readonly orphanedTypes: readonly Type<unknown>[];
}

/** `/graphql` as both APIs serve it. The schema file is written by the command `schema`, never by a server. */
export function edgeGraphql<C extends BaseContext>(options: EdgeGraphqlOptions<C>): DynamicModule {
  const { plugins, ...settings } = apolloSettings(options);
  return GraphQLModule.forRoot<ApolloDriverConfig>({
    ...settings,
    driver: ApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    buildSchemaOptions: { orphanedTypes: [...options.orphanedTypes] as never[] },
    graphiql: false,
    autoTransformHttpErrors: false,
    context: options.context as never,
    transformSchema: leavePlainFieldsToExecutors,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // Both would wrap every field of the schema, and what they find out is not used.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ...plugins,
      ...((options.plugins ?? []) as ApolloServerPlugin<BaseContext>[]),
    ],
  });
}

/** What we ask of Apollo Server, whichever schema it serves. */
export function apolloSettings(
  options: Pick<EdgeGraphqlOptions<never>, 'logger' | 'production' | 'prices' | 'onCost'>,
) {
  return {
    introspection: !options.production,
    hideSchemaDetailsFromClientErrors: options.production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false as const,
    stopOnTerminationSignals: false,
    logger: options.logger,
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules: [operationLimits],
    formatError: errorFormatter(options.logger),
    plugins: [costPlugin(options.prices, options.onCost ?? (() => undefined)), unavailablePlugin(), notStored()],
  };
}

/** Answers that nobody said otherwise of are not for caches. */
function notStored(): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ response }) {
          if (!response.http.headers.has('cache-control')) response.http.headers.set('cache-control', 'no-store');
          return Promise.resolve();
        },
      }),
  };
}
