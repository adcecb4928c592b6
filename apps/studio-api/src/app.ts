import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SessionsService, TokensService } from '#access';
import {
  createHttpApp,
  createLogger,
  type Logger,
  openTracing,
  operationTracing,
  SelfReport,
  traceRoutes,
} from '#edge';
import { type Clock, type Config, findAddresses, type Ids, loadSecrets, type Secrets, UnitOfWork } from '#platform';
import { StudioMetrics } from './operations/metrics.js';
import { expectedHosts } from './session/request-origin.js';
import { guardSessions } from './session/session-guard.js';
import { allowLongDrafts, answerPrivately } from './site/answer-headers.js';
import { servePages } from './site/pages.routes.js';
import { StudioApiModule } from './studio-api.module.js';

export interface StudioAppParts {
  readonly secrets?: Secrets;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly logger?: Logger;
  /** Address of the login `studio`; found in the configuration when absent. */
  readonly databaseUrl?: string;
}

/** The Studio API, initialised but not listening. */
export async function createStudioApp(config: Config, parts: StudioAppParts = {}): Promise<NestFastifyApplication> {
  const secrets = parts.secrets ?? loadSecrets(config);
  const logger = parts.logger ?? createLogger('studio-api', config.logLevel);
  const url = parts.databaseUrl ?? (await findAddresses(config, secrets)).studio;
  const { clock, ids } = parts;
  const metrics = new StudioMetrics();
  const tracing = await openTracing(config, 'almanac-studio-api');
  const observers = [metrics.ofStatements('primary'), ...(tracing ? [tracing.statement] : [])];
  const platform = { config, secrets, url, observers, ...(clock ? { clock } : {}), ...(ids ? { ids } : {}) };
  const readiness = () => databaseTrouble(app);
  const module = StudioApiModule.of({
    platform,
    logger,
    readiness,
    self: new SelfReport(readiness, metrics),
    plugins: [metrics.ofOperations(), ...(tracing ? [operationTracing(tracing)] : [])],
  });
  // The services exist before the first request does, not yet when the routes are made.
  const service = <T>(type: Type<T>): T => app.get(type, { strict: false });
  const app: NestFastifyApplication = await createHttpApp(
    module,
    logger,
    (fastify) => {
      metrics.ofRoutes(fastify);
      if (tracing) {
        traceRoutes(fastify, tracing);
        fastify.addHook('onClose', () => tracing.end());
      }
      answerPrivately(fastify);
      guardSessions(fastify, {
        hosts: expectedHosts(config.studioHost, config.studioUrl),
        ofSession: (token) => service(SessionsService).whoIs(token),
        ofToken: (token) => service(TokensService).whoIs(token),
      });
      allowLongDrafts(fastify);
      servePages(fastify, service);
    },
    {
      trustedProxies: config.trustedProxies,
      ...(tracing ? { front: (request, response, pass) => tracing.request(request, response, pass) } : {}),
    },
  );
  return app;
}

async function databaseTrouble(app: NestFastifyApplication): Promise<readonly string[]> {
  try {
    await app.get(UnitOfWork, { strict: false }).rows('select 1');
    return [];
  } catch {
    return ['The database cannot be reached: see the log of the database and of this process.'];
  }
}
