import 'reflect-metadata';
import { createLogger, endUnstarted, SelfReport, serve, serveOperations } from '#edge/serving';
import { loadConfig } from '#platform';
import { createWorkerApp } from './app.js';

/** Anybody may ask whether it is well, from this machine only; there is nothing else to ask it. */
const HOST = '127.0.0.1';
const PORT = 4002;

try {
  const config = loadConfig();
  const logger = createLogger('worker', config.logLevel);
  const app = await createWorkerApp(config, { logger });
  const { metricsHost, workerMetricsPort } = config;
  if (workerMetricsPort !== null)
    await serveOperations(
      { host: metricsHost, port: workerMetricsPort, portVariable: 'ALMANAC_WORKER_METRICS_PORT' },
      () => app.get(SelfReport).members(),
    );
  await serve(app, { host: HOST, port: config.workerPort ?? PORT, portVariable: 'ALMANAC_WORKER_PORT' }, logger);
} catch (error) {
  endUnstarted(error);
}
