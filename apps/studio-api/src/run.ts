import 'reflect-metadata';
import { setTimeout as wait } from 'node:timers/promises';
import { createLogger, endUnstarted, type Logger, SelfReport, serve, serveOperations } from '#edge';
import { loadConfig } from '#platform';
import { LabelsService, prepareShapes, SearchIndexService } from '#content';
import { createStudioApp } from './app.js';

/** Milliseconds that a start waits for words of an earlier release; whoever started us waits no longer than a minute. */
const PATIENCE = 20_000;

try {
  const config = loadConfig();
  const logger = createLogger('studio-api', config.logLevel);
  const app = await createStudioApp(config, { logger });
  await app.get(LabelsService, { strict: false }).takeIn({ type: 'system', name: 'studio-api' });
  await takeInWords(app.get(SearchIndexService, { strict: false }), logger);
  const { metricsHost, studioMetricsPort } = config;
  if (studioMetricsPort !== null)
    await serveOperations(
      { host: metricsHost, port: studioMetricsPort, portVariable: 'ALMANAC_STUDIO_METRICS_PORT' },
      () => app.get(SelfReport).members(),
    );
  await serve(app, { host: config.studioHost, port: config.studioPort, portVariable: 'ALMANAC_STUDIO_PORT' }, logger);
  prepareShapes();
} catch (error) {
  endUnstarted(error);
}

/** Where there is very much to take in, editors need not wait for it: until it is done, what is not taken in is not found by its words. */
async function takeInWords(index: SearchIndexService, logger: Logger): Promise<void> {
  const taking = index.takeIn();
  const isDone = await Promise.race([taking.then(() => true), wait(PATIENCE, false, { ref: false })]);
  if (isDone) return;
  logger.info('Words for search are still being written: not everything is found yet.');
  taking.then(
    () => logger.info('Words for search have been written.'),
    (err: unknown) =>
      logger.error({ err }, 'Words for search were not written to the end: the next start begins again.'),
  );
}
