import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApp, type Logger, openTracing } from '#edge/serving';
import { type Clock, type Config, findAddresses, loadSecrets, type Secrets } from '#platform';
import { WorkerModule } from './worker.module.js';

export interface WorkerAppParts {
  readonly logger: Logger;
  readonly secrets?: Secrets;
  readonly clock?: Clock;
}

/** The worker, initialised (its jobs run) but not listening. */
export async function createWorkerApp(config: Config, parts: WorkerAppParts): Promise<NestFastifyApplication> {
  const secrets = parts.secrets ?? loadSecrets(config);
  const addresses = await findAddresses(config, secrets);
  const tracing = await openTracing(config, 'almanac-worker');
  return createHttpApp(
    WorkerModule.of({
      config,
      secrets,
      addresses,
      logger: parts.logger,
      tracing,
      ...(parts.clock ? { clock: parts.clock } : {}),
    }),
    parts.logger,
  );
}
