import type { ApolloServer } from '@apollo/server';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import {
  CompiledCounts,
  createHttpApp,
  createLogger,
  type Logger,
  openTracing,
  operationTracing,
  SelfReport,
  traceRoutes,
} from '#edge';
import { Clock, type Config, Deadline, loadSecrets, ReadPool, type Secrets, SystemClock } from '#platform';
import { Cargo, type DeliveryReader, EditionShelf, type Quotas, RegisteredOperations, Traffic } from '#delivery';
import { AnswerStore } from './cache/answer-store.js';
import { DirectExecution } from './cache/direct-execution.js';
import { GraphqlExecution } from './cache/graphql-execution.js';
import { GraphqlFront } from './cache/graphql-front.js';
import { Operations } from './cache/operations.js';
import { Standings } from './cache/standings.js';
import { STALE_WARNING } from './cache/answer-headers.js';
import { DeliveryApiModule } from './delivery-api.module.js';
import { DeliveryFront, traced } from './front.js';
import { Metrics } from './operations/metrics.js';
import { JudgedDocuments, OperationJudge } from './operations/operation-judge.js';
import { RegistryCheck } from './operations/registry-check.js';
import { apiKeyOf } from './read/api-key.js';
import { ReadSession } from './read/read-session.js';
import { Reading } from './read/reading.js';
import { PRICES } from './prices.js';
import { readRules } from './read/rules.js';
import { readiness } from './site/readiness.js';
import { serveStartPage } from './site/start-page.js';
import type { DeliveryContext } from './read/session.decorator.js';
import { closeAsOf } from './read/public-read.js';
import { HeadStream } from './sync/head-stream.js';
import { serveSnapshot } from './sync/serve-snapshot.js';
import { noteShownDocuments } from './withdrawal/note-shown.js';
import { CallerAddress } from './traffic/caller-address.js';
import { Gate } from './traffic/gate.js';
import { Receipts } from './traffic/receipts.js';
import { AddressExecution } from './v1/address-execution.js';
import { serveV1 } from './v1/serve-v1.js';
import { V1Front } from './v1/v1-front.js';

/** Texts of registered operations that are held; others are read again when they are asked for. */
const REGISTRY_BYTES = 16_000_000;
/** For what is known of operations and addresses, however little room answers have. */
const KNOWN_BYTES = 16_000_000;
/** Of that. */
const ADDRESS_SHARE = 1 / 16;
/** Milliseconds, of what no request waits for. */
const STATEMENT_TIMEOUT = 5_000;

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
  // Without a front nobody would tell it that a history has changed.
  const shelf = new EditionShelf(parts.bare ? 0 : config.editionBytes);
  metrics.ofEditions(shelf);
  const reading = await Reading.open(config, { ...parts, secrets, clock, metrics, tracing, shelf });
  const { reader, pool } = reading;
  const rules = readRules(config, secrets, clock);
  const ready = () => readiness(reader, config);
  const onCost = metrics.ofCost();
  const compiled = config.compileOperations ? new CompiledCounts() : null;
  if (compiled) metrics.ofCompiled(compiled);
  const registry = pool && new RegisteredOperations(pool, REGISTRY_BYTES);
  const judge = new OperationJudge(() => app.get(GraphQLSchemaHost).schema);
  const check = registry && new RegistryCheck(registry, judge, logger);
  if (check) metrics.ofRegistry(check);
  const letGo = () => {
    store?.clear();
    shelf.clear();
  };
  const standings = pool && !parts.bare ? new Standings({ reader, reading, rules, pool, clock, drop: letGo }) : null;
  const traffic =
    pool && standings
      ? new Traffic(pool.apart({ max: 1, statementTimeout: STATEMENT_TIMEOUT }), clock, publicQuotas(config))
      : null;
  const gate = traffic && new Gate(traffic, new CallerAddress(config.trustedProxies));
  const receipts = traffic && new Receipts(traffic);
  const sessionOf = (request: FastifyRequest) =>
    new ReadSession(reader, rules, apiKeyOf(request), null, receipts && new Cargo());
  const contextOf = (request: FastifyRequest, reply: FastifyReply): DeliveryContext => {
    const session = sessionOf(request);
    const exchange = { request: request.raw, response: reply.raw };
    return { session, complete: () => void receipts?.followSession(exchange, session) };
  };
  const module = DeliveryApiModule.of({
    config,
    logger,
    context: contextOf,
    readiness: ready,
    self: new SelfReport(ready, metrics),
    onCost,
    compiled,
    plugins: tracing ? [operationTracing(tracing)] : [],
  });
  const store: AnswerStore | null =
    standings &&
    gate &&
    receipts &&
    new AnswerStore({ standings, gate, receipts, logger, limit: config.cacheBytes, deadline: config.deadline });
  const front = new DeliveryFront(standings, reader);
  const addresses = new AddressExecution(config);
  const heads = new HeadStream(() => {
    const head = standings?.tracker.head;
    return head ? closeAsOf(rules, head) : null;
  });
  const app: NestFastifyApplication = await createHttpApp(
    module,
    logger,
    (fastify) => {
      fastify.addHook('onClose', async () => {
        heads.end();
        await traffic?.end();
        await standings?.end();
        await check?.end();
        await registry?.end();
        await reading.end();
        await tracing?.end();
      });
      fastify.addHook('onSend', (_request, reply, payload, done) => {
        if (reading.isStale) reply.header('warning', STALE_WARNING);
        done(null, payload);
      });
      metrics.ofRoutes(fastify);
      if (tracing) traceRoutes(fastify, tracing);
      fastify.addHook('onRequest', (_request, reply, done) => {
        const deadline = new Deadline(config.deadline);
        reply.raw.once('close', () => deadline.end());
        deadline.run(done);
      });
      if (gate && standings) gate.watch(fastify, standings);
      serveStartPage(fastify, config);
      serveV1(fastify, {
        publicUrl: config.publicUrl,
        execution: addresses,
        sessionOf,
        rules,
        receipts,
        isStale: () => reading.isStale,
      });
      serveSnapshot(fastify, {
        reader,
        rules,
        receipts,
        deadline: config.deadline,
        atOnce: config.snapshotsAtOnce,
      });
      heads.serve(fastify);
    },
    {
      front: tracing ? traced(tracing, front.handle) : front.handle,
      ...(registry ? { documents: new JudgedDocuments(registry, judge) } : {}),
    },
  );
  const { schema } = app.get(GraphQLSchemaHost);
  noteShownDocuments(schema);
  void check?.begin();
  if (!standings || !store || !registry) return app;
  // The driver's own type says only that there is some server.
  const { instance } = app.get(GraphQLModule).graphQlAdapter as unknown as { instance: ApolloServer<DeliveryContext> };
  // Spans of operations are made by a plug-in of Apollo's.
  const direct = compiled && !tracing ? new DirectExecution(schema, PRICES, onCost, compiled, KNOWN_BYTES) : null;
  const known = Math.max(config.cacheBytes, KNOWN_BYTES);
  const graphql = new GraphqlFront(
    store,
    new Operations(schema, registry, judge, known),
    new GraphqlExecution(reader, rules, instance, direct),
  );
  const v1 = new V1Front(store, addresses, reader, rules, known * ADDRESS_SHARE);
  metrics.ofCache(store, standings.tracker, { graphql: graphql.counts, v1: v1.counts });
  front.open({ graphql, v1 });
  await standings.begin();
  return app;
}

/** Of callers without a key, each address for itself. */
function publicQuotas({ publicPerMinute }: Config): Quotas | null {
  return publicPerMinute === 0 ? null : { perMinute: publicPerMinute, perDay: null };
}
