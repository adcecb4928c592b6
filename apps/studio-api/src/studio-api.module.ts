import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ACCESS_TABLES, AccessModule } from '#access';
import { edgeGraphql, healthController, type Logger, type Prices, type ReadinessCheck, SelfReport } from '#edge';
import { ReceiptsModule, WebhooksModule } from '#delivery';
import { LedgerModule } from '#ledger';
import { PlatformModule, type PlatformOptions } from '#platform';
import { CONTENT_TABLES, ContentModule } from '#content';
import { POSSIBLE_TYPES, RESOLVERS } from './resolvers.js';
import { Pages } from './schema/pages.js';
import { DraftDoor } from './session/draft-door.js';
import { type StudioContext, studioContext } from './session/studio-context.js';

/** Editors' lists are as long as partners', and nobody else may ask. */
const PRICES: Prices = { limit: 5_000, fields: {}, lengths: {} };

export interface StudioParts {
  readonly platform: Omit<PlatformOptions, 'tables'>;
  readonly logger: Logger;
  readonly readiness: ReadinessCheck;
  readonly self: SelfReport;
  readonly plugins: readonly ApolloServerPlugin<BaseContext>[];
}

@Module({})
export class StudioApiModule {
  static of({ platform, logger, readiness, self, plugins }: StudioParts): DynamicModule {
    return {
      module: StudioApiModule,
      imports: [
        PlatformModule.forRoot({ ...platform, tables: [...ACCESS_TABLES, ...CONTENT_TABLES] }),
        LedgerModule,
        AccessModule,
        ContentModule,
        WebhooksModule,
        ReceiptsModule,
        edgeGraphql<StudioContext>({
          logger,
          production: platform.config.env === 'production',
          orphanedTypes: [...POSSIBLE_TYPES],
          context: studioContext,
          prices: PRICES,
          plugins,
        }),
      ],
      controllers: [healthController(readiness)],
      providers: [
        ...RESOLVERS,
        Pages,
        { provide: SelfReport, useValue: self },
        { provide: APP_GUARD, useClass: DraftDoor },
      ],
    };
  }
}
