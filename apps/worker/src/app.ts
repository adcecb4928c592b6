import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApp, type Logger } from '#edge/serving';
import { type Clock, type Config, findAddresses, loadSecrets, type Secrets } from '#platform';
import { WorkerModule } from './worker.module.js';

export interface WorkerAppParts {
  readonly logger: Logger;
  readonly secrets?: Secrets;
  readonly clock?: Clock;
  /** Address of the login `studio`; found in the configuration when absent. */
  readonly databaseUrl?: string;
}

/** The worker, initialised (its jobs run) but not listening. */
export async function createWorkerApp(config: Config, parts: WorkerAppParts): Promise<NestFastifyApplication> {
  const secrets = parts.secrets ?? loadSecrets(config);
  const url = parts.databaseUrl ?? (await findAddresses(config, secrets)).studio;
  return createHttpApp(
    WorkerModule.of({ config, secrets, url, logger: parts.logger, ...(parts.clock ? { clock: parts.clock } : {}) }),
    parts.logger,
  );
}
