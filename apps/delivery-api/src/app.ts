import type { ApolloServer } from '@apollo/server';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import { allowAnyOrigin, answerPreflight, createHttpApp, createLogger, type Front, type Logger } from '#edge';
import { Clock, type Config, findAddresses, loadSecrets, ReadPool, type Secrets, SystemClock } from '#platform';
import { type DeliveryReader, RegisteredOperations, SqlDeliveryReader } from '#delivery';
import { AnswerCache } from './cache/answer-cache.js';
import { Operations } from './cache/operations.js';
import { DeliveryApiModule } from './delivery-api.module.js';
import { Metrics } from './operations/metrics.js';
import { SelfReport } from './operations/self-report.js';
import { readRules } from './read/rules.js';
import { readiness } from './site/readiness.js';
import { serveStartPage } from './site/start-page.js';
import type { DeliveryContext } from './read/session.decorator.js';
import { serveV1 } from './v1/serve-v1.js';

/** Texts of registered operations that are held; others are read again when they are asked for. */
const REGISTRY_BYTES = 16_000_000;

export interface DeliveryAppParts {
  readonly secrets?: Secrets;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Address of the login `delivery`; found in the configuration when absent. */
  readonly databaseUrl?: string;
  /** The pool to read with; the caller ends it. Made from the address when absent, and ended with the app. */
  readonly pool?: ReadPool;
  /** Takes the place of the database. */
  readonly reader?: DeliveryReader;
}

function sqlReader(config: Config, secrets: Secrets, clock: Clock, pool: ReadPool | null): DeliveryReader {
  if (pool === null) throw new Error('A reader or a pool to read with is needed.');
  return new SqlDeliveryReader(pool, config, secrets, clock);
}

/** Connections that all processes of a host may hold together, besides two or three that each needs to follow the head. */
const CONNECTIONS = 80;

function connectionsOf({ deliveryProcesses }: Config): number {
  return Math.min(10, Math.max(2, Math.floor(CONNECTIONS / deliveryProcesses)));
}

/** The delivery API, initialised but not listening. */
export async function createDeliveryApp(config: Config, parts: DeliveryAppParts = {}): Promise<NestFastifyApplication> {
  const secrets = parts.secrets ?? loadSecrets(config);
  const logger = parts.logger ?? createLogger('delivery-api', config.logLevel);
  const clock = parts.clock ?? new SystemClock();
  const metrics = new Metrics();
  const ownPool =
    parts.reader || parts.pool
      ? null
      : new ReadPool(parts.databaseUrl ?? (await findAddresses(config, secrets)).delivery, {
          max: connectionsOf(config),
        });
  const pool = parts.pool ?? ownPool;
  pool?.observe(metrics.ofStatements('primary'));
  const reader = parts.reader ?? sqlReader(config, secrets, clock, pool);
  const rules = readRules(config, secrets, clock);
  const ready = () => readiness(reader, config);
  const module = DeliveryApiModule.of({
    config,
    logger,
    reader,
    rules,
    readiness: ready,
    self: new SelfReport(ready, metrics),
  });
  const registry = pool && new RegisteredOperations(pool, REGISTRY_BYTES);
  const cache =
    pool && config.cacheBytes > 0
      ? new AnswerCache({ reader, rules, pool, clock, logger, limit: config.cacheBytes })
      : null;
  if (cache) metrics.ofCache(cache);
  const app = await createHttpApp(
    module,
    logger,
    (fastify) => {
      fastify.addHook('onClose', async () => {
        await cache?.end();
        await registry?.end();
        await ownPool?.end();
      });
      metrics.ofRoutes(fastify);
      serveStartPage(fastify, config);
      serveV1(fastify, { config, reader, rules });
    },
    { front: frontOf(cache), ...(registry ? { documents: registry } : {}) },
  );
  if (!cache || !registry) return app;
  await cache.open(
    new Operations(app.get(GraphQLSchemaHost).schema, registry, config.cacheBytes),
    // The driver's own type says only that there is some server.
    (app.get(GraphQLModule).graphQlAdapter as unknown as { instance: ApolloServer<DeliveryContext> }).instance,
  );
  return app;
}

/** Preflights first, then the cache, then everything behind it; any origin may read what comes back. */
function frontOf(cache: AnswerCache | null): Front {
  return (request, response, pass) => {
    if (answerPreflight(request, response)) return;
    const behind = () => {
      allowAnyOrigin(response);
      pass();
    };
    if (cache) cache.handle(request, response, behind);
    else behind();
  };
}
