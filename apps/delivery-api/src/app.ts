import type { ApolloServer } from '@apollo/server';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import {
  allowAnyOrigin,
  allowOrigins,
  answerPreflight,
  createHttpApp,
  createLogger,
  type Front,
  type Logger,
  openTracing,
  operationTracing,
  type Tracing,
} from '#edge';
import { Clock, type Config, Deadline, loadSecrets, ReadPool, type Secrets, SystemClock } from '#platform';
import { type DeliveryReader, type PartnerIdentity, RegisteredOperations } from '#delivery';
import { AnswerCache } from './cache/answer-cache.js';
import { DirectExecution } from './cache/direct-execution.js';
import { Operations } from './cache/operations.js';
import { STALE_WARNING } from './cache/answer-headers.js';
import { DeliveryApiModule } from './delivery-api.module.js';
import { Metrics } from './operations/metrics.js';
import { SelfReport } from './operations/self-report.js';
import { Reading } from './read/reading.js';
import { PRICES } from './prices.js';
import { apiKeyOf } from './read/api-key.js';
import { readRules } from './read/rules.js';
import { readiness } from './site/readiness.js';
import { serveStartPage } from './site/start-page.js';
import type { DeliveryContext } from './read/session.decorator.js';
import { noteShownDocuments } from './withdrawal/note-shown.js';
import { KeptAnswers } from './v1/kept-answers.js';
import { serveV1 } from './v1/serve-v1.js';

/** What the answers of addresses may hold, in bytes of what those of GraphQL may. */
const ADDRESS_SHARE = 0.25;
/** Texts of registered operations that are held; others are read again when they are asked for. */
const REGISTRY_BYTES = 16_000_000;
/** For what is known of operations, however little room answers have. */
const OPERATIONS_BYTES = 16_000_000;

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
  /** No front: each request finds out head, caller and scope for itself, as of its own moment. For those who publish and ask at once. */
  readonly bare?: true;
}

/** The delivery API, initialised but not listening. */
export async function createDeliveryApp(config: Config, parts: DeliveryAppParts = {}): Promise<NestFastifyApplication> {
  const secrets = parts.secrets ?? loadSecrets(config);
  const logger = parts.logger ?? createLogger('delivery-api', config.logLevel);
  const clock = parts.clock ?? new SystemClock();
  const metrics = new Metrics();
  const tracing = await openTracing(config, 'almanac-delivery-api');
  const reading = await Reading.open(config, { ...parts, secrets, clock, metrics, tracing });
  const { reader, pool } = reading;
  const rules = readRules(config, secrets, clock);
  const ready = () => readiness(reader, config);
  const onCost = metrics.ofCost();
  const module = DeliveryApiModule.of({
    config,
    logger,
    reader,
    rules,
    readiness: ready,
    self: new SelfReport(ready, metrics),
    onCost,
    plugins: tracing ? [operationTracing(tracing)] : [],
  });
  const registry = pool && new RegisteredOperations(pool, REGISTRY_BYTES);
  const cache =
    pool && !parts.bare
      ? new AnswerCache({
          reading,
          reader,
          rules,
          pool,
          clock,
          logger,
          limit: config.cacheBytes,
          deadline: config.deadline,
        })
      : null;
  if (cache) metrics.ofCache(cache);
  const kept =
    cache && config.cacheBytes > 0 ? new KeptAnswers(cache, reader, rules, config.cacheBytes * ADDRESS_SHARE) : null;
  if (kept) cache?.onDrop(() => kept.clear());
  const front = frontOf(cache, reader);
  const app = await createHttpApp(
    module,
    logger,
    (fastify) => {
      fastify.addHook('onClose', async () => {
        await cache?.end();
        await registry?.end();
        await reading.end();
        await tracing?.end();
      });
      fastify.addHook('onSend', (_request, reply, payload, done) => {
        if (reading.isStale) reply.header('warning', STALE_WARNING);
        done(null, payload);
      });
      metrics.ofRoutes(fastify);
      if (tracing) {
        fastify.addHook('onRequest', (request, _reply, done) => {
          tracing.route(request.routeOptions.url ?? 'none');
          done();
        });
      }
      fastify.addHook('onRequest', (_request, reply, done) => {
        const deadline = new Deadline(config.deadline);
        reply.raw.once('close', () => deadline.end());
        deadline.run(done);
      });
      serveStartPage(fastify, config);
      serveV1(fastify, { config, reader, rules, kept });
    },
    { front: tracing ? traced(tracing, front) : front, ...(registry ? { documents: registry } : {}) },
  );
  noteShownDocuments(app.get(GraphQLSchemaHost).schema);
  if (!cache || !registry) return app;
  await cache.open(
    new Operations(app.get(GraphQLSchemaHost).schema, registry, Math.max(config.cacheBytes, OPERATIONS_BYTES)),
    // The driver's own type says only that there is some server.
    (app.get(GraphQLModule).graphQlAdapter as unknown as { instance: ApolloServer<DeliveryContext> }).instance,
    // Spans of operations are made by a plug-in of Apollo's.
    config.compileOperations && !tracing
      ? new DirectExecution(app.get(GraphQLSchemaHost).schema, PRICES, onCost, OPERATIONS_BYTES)
      : null,
  );
  return app;
}

/** Preflights first, then who may read what comes back, then the cache, then everything behind it. */
function frontOf(cache: AnswerCache | null, reader: DeliveryReader): Front {
  const answer: Front = (request, response, pass) => {
    const behind = () => {
      allowAnyOrigin(response);
      pass();
    };
    if (cache) cache.handle(request, response, behind);
    else behind();
  };
  return (request, response, pass) => {
    if (answerPreflight(request, response)) return;
    const key = request.headers.origin === undefined ? null : apiKeyOf(request);
    if (key === null) return answer(request, response, pass);
    const take = ({ origins }: Pick<PartnerIdentity, 'origins'>) => {
      if (origins) allowOrigins(request, response, origins);
      answer(request, response, pass);
    };
    const holder = cache ? cache.holderOf(key) : reader.identify(key);
    // A key that nobody can look up opens nothing, and no page reads the answer.
    if (holder instanceof Promise) holder.then(take, () => take({ origins: [] }));
    else take(holder);
  };
}

function traced(tracing: Tracing, front: Front): Front {
  return (request, response, pass) =>
    tracing.request(request, response, () => {
      // What is answered from memory reaches no route.
      if (/^\/graphql(\?|$)/.test(request.url ?? '')) tracing.route('/graphql');
      front(request, response, pass);
    });
}
