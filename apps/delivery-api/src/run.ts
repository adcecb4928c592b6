import 'reflect-metadata';
import cluster from 'node:cluster';
import { createLogger, endUnstarted, type Logger, reportWhenAsked, SelfReport, serve, serveOperations } from '#edge';
import { type Config, loadConfig } from '#platform';
import { createDeliveryApp } from './app.js';
import { serveByCrew } from './operations/crew.js';

try {
  const config = loadConfig();
  const logger = createLogger('delivery-api', config.logLevel);
  if (config.deliveryProcesses > 1 && cluster.isPrimary) await serveByCrew(config, logger);
  else await serveAlone(config, logger);
} catch (error) {
  endUnstarted(error);
}

/** One process: all there is, or one of a crew. */
async function serveAlone(config: Config, logger: Logger): Promise<void> {
  const app = await createDeliveryApp(config, { logger });
  const self = app.get(SelfReport);
  if (cluster.isWorker) reportWhenAsked(() => self.report());
  else if (config.metricsPort !== null)
    await serveOperations(
      { host: config.metricsHost, port: config.metricsPort, portVariable: 'ALMANAC_METRICS_PORT' },
      () => self.members(),
    );
  const { deliveryHost: host, deliveryPort: port, stopDelay } = config;
  await serve(app, { host, port, portVariable: 'ALMANAC_DELIVERY_PORT', stopDelay }, logger);
}
