import 'reflect-metadata';
import { createLogger, endUnstarted, SelfReport, serve, serveOperations } from '#edge';
import { loadConfig } from '#platform';
import { LabelsService, prepareShapes, SearchIndexService } from '#content';
import { createStudioApp } from './app.js';

try {
  const config = loadConfig();
  const logger = createLogger('studio-api', config.logLevel);
  const app = await createStudioApp(config, { logger });
  await app.get(LabelsService, { strict: false }).takeIn({ type: 'system', name: 'studio-api' });
  await app.get(SearchIndexService, { strict: false }).takeIn();
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
