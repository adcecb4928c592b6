import 'reflect-metadata';
import { createLogger, endUnstarted, serve } from '#edge';
import { loadConfig } from '#platform';
import { LabelsService, prepareShapes, SearchIndexService } from '#content';
import { createStudioApp } from './app.js';

try {
  const config = loadConfig();
  const logger = createLogger('studio-api', config.logLevel);
  const app = await createStudioApp(config, { logger });
  await app.get(LabelsService, { strict: false }).takeIn({ type: 'system', name: 'studio-api' });
  await app.get(SearchIndexService, { strict: false }).takeIn();
  await serve(app, { host: config.studioHost, port: config.studioPort, portVariable: 'ALMANAC_STUDIO_PORT' }, logger);
  prepareShapes();
} catch (error) {
  endUnstarted(error);
}
