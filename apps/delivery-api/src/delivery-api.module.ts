import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { type DynamicModule, Module } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type CompiledCounts,
  type CostListener,
  edgeGraphql,
  healthController,
  type Logger,
  type ReadinessCheck,
  SelfReport,
} from '#edge';
import type { Config } from '#platform';
import { EntityResolver, SHOWS_SCHEMA } from './federation/entity.resolver.js';
import { AnyScalar } from './federation/federation-types.js';
import { PRICES } from './prices.js';
import { deliveryPlugin } from './read/delivery.plugin.js';
import type { DeliveryContext } from './read/session.decorator.js';
import { RESOLVERS } from './resolvers.js';
import { DOCUMENT_TYPES } from './schema/documents.js';

export interface DeliveryParts {
  readonly config: Config;
  readonly logger: Logger;
  /** Of an operation that no front has answered. */
  readonly context: (request: FastifyRequest, reply: FastifyReply) => DeliveryContext;
  readonly readiness: ReadinessCheck;
  readonly self: SelfReport;
  readonly plugins: readonly ApolloServerPlugin<BaseContext>[];
  readonly onCost: CostListener;
  /** Of operations that are run as compiled code; null: none are. */
  readonly compiled: CompiledCounts | null;
}

@Module({})
export class DeliveryApiModule {
  static of({ config, logger, context, readiness, self, plugins, onCost, compiled }: DeliveryParts): DynamicModule {
    return {
      module: DeliveryApiModule,
      imports: [
        edgeGraphql<DeliveryContext>({
          logger,
          production: config.env === 'production',
          orphanedTypes: Object.values(DOCUMENT_TYPES),
          context,
          prices: PRICES,
          onCost,
          plugins: [deliveryPlugin(compiled), ...plugins],
        }),
      ],
      controllers: [healthController(readiness)],
      providers: [
        ...RESOLVERS,
        EntityResolver,
        AnyScalar,
        { provide: SHOWS_SCHEMA, useValue: config.env !== 'production' },
        { provide: SelfReport, useValue: self },
      ],
    };
  }
}
