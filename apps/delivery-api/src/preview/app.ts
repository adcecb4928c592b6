import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { type Preview, Previews, RegisteredOperations, SqlDeliveryReader } from '#delivery';
import {
  allowAnyOrigin,
  answerPreflight,
  CompiledCounts,
  createHttpApp,
  createLogger,
  type Front,
  type Logger,
  openTracing,
  operationTracing,
  SelfReport,
  traceRoutes,
} from '#edge';
import {
  Clock,
  type Config,
  Deadline,
  findAddresses,
  loadSecrets,
  ReadPool,
  type Secrets,
  SystemClock,
} from '#platform';
import { DeliveryApiModule } from '../delivery-api.module.js';
import { Metrics } from '../operations/metrics.js';
import { JudgedDocuments, OperationJudge } from '../operations/operation-judge.js';
import { ReadSession } from '../read/read-session.js';
import { readRules } from '../read/rules.js';
import { readiness } from '../site/readiness.js';
import { noteShownDocuments } from '../withdrawal/note-shown.js';
import { NO_PREVIEW, servePreviews } from './preview.routes.js';

export interface PreviewAppParts {
  readonly secrets?: Secrets;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Address of the login `preview`; found in the configuration when absent. */
  readonly databaseUrl?: string;
}

/** Texts of registered operations that are held. */
const REGISTRY_BYTES = 4_000_000;
/** Connections for finding links; each link that is used has its own besides. */
const CONNECTIONS = 4;

/** Nobody keeps a preview, and no search engine hears of one. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/**
 * What is public, with what a link lays over it: the schema and addresses of the delivery API in a process of its own, with a
 * login of its own. Nothing is answered from memory, and without a link nothing at all is answered.
 */
export async function createPreviewApp(config: Config, parts: PreviewAppParts = {}): Promise<NestFastifyApplication> {
  const secrets = parts.secrets ?? loadSecrets(config);
  const logger = parts.logger ?? createLogger('preview', config.logLevel);
  const clock = parts.clock ?? new SystemClock();
  const url = parts.databaseUrl ?? (await findAddresses(config, secrets)).preview;
  const metrics = new Metrics();
  const tracing = await openTracing(config, 'almanac-preview');
  const pool = new ReadPool(url, { max: CONNECTIONS, statementTimeout: config.deadline + 1_000 });
  pool.observe(metrics.ofStatements('primary'));
  if (tracing) pool.observe(tracing.statement);
  const previews = new Previews(pool, config, secrets, clock);
  metrics.ofPreviews(previews);
  const published = new SqlDeliveryReader(pool, config, secrets, clock);
  const rules = readRules(config, secrets, clock);
  const registry = new RegisteredOperations(pool, REGISTRY_BYTES);
  const compiled = config.compileOperations ? new CompiledCounts() : null;
  if (compiled) metrics.ofCompiled(compiled);
  const ready = () => readiness(published, config);
  /** What the link of a request showed when it came in. */
  const found = new WeakMap<object, Preview>();
  const sessionOf = (request: FastifyRequest): ReadSession => {
    const preview = found.get(request.raw);
    if (!preview) throw new Error('a request reached GraphQL without its preview');
    return new ReadSession(preview.reader, rules, null);
  };
  const module = DeliveryApiModule.of({
    config,
    logger,
    context: (request) => ({ session: sessionOf(request) }),
    readiness: ready,
    self: new SelfReport(ready, metrics),
    onCost: metrics.ofCost(),
    compiled,
    plugins: tracing ? [operationTracing(tracing)] : [],
  });
  const front: Front = (request, response, pass) => {
    if (answerPreflight(request, response)) return;
    allowAnyOrigin(response);
    pass();
  };
  const app: NestFastifyApplication = await createHttpApp(
    module,
    logger,
    (fastify) => {
      fastify.addHook('onClose', async () => {
        await previews.end();
        await registry.end();
        await pool.end();
        await tracing?.end();
      });
      metrics.ofRoutes(fastify);
      if (tracing) traceRoutes(fastify, tracing);
      fastify.addHook('onRequest', (_request, reply, done) => {
        const deadline = new Deadline(config.deadline);
        reply.raw.once('close', () => deadline.end());
        deadline.run(done);
      });
      fastify.addHook('onRequest', async (request) => {
        if (request.routeOptions.url !== '/graphql') return;
        const token = request.headers['almanac-preview'];
        const preview = await previews.find(typeof token === 'string' ? token : null);
        if (!preview) throw NO_PREVIEW;
        found.set(request.raw, preview);
      });
      fastify.addHook('onSend', (_request, reply, _payload, done) => {
        reply.headers(HEADERS).removeHeader('etag');
        done();
      });
      servePreviews(fastify, { config, rules, find: (token) => previews.find(token) });
    },
    {
      front: tracing
        ? (request, response, pass) => tracing.request(request, response, () => front(request, response, pass))
        : front,
      documents: new JudgedDocuments(registry, new OperationJudge(() => app.get(GraphQLSchemaHost).schema)),
    },
  );
  noteShownDocuments(app.get(GraphQLSchemaHost).schema);
  return app;
}
