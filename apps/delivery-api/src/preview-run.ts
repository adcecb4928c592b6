import 'reflect-metadata';
import { createLogger, endUnstarted, SelfReport, serve, serveOperations } from '#edge';
import { loadConfig, PREVIEW_PORT } from '#platform';
import { createPreviewApp } from './preview/app.js';

/** Links are for people whom an editor trusts: whoever lets them in from outside puts something with TLS before this. */
const HOST = '127.0.0.1';

try {
  const config = loadConfig();
  const logger = createLogger('preview', config.logLevel);
  const app = await createPreviewApp(config, { logger });
  const { metricsHost, previewMetricsPort } = config;
  if (previewMetricsPort !== null)
    await serveOperations(
      { host: metricsHost, port: previewMetricsPort, portVariable: 'ALMANAC_PREVIEW_METRICS_PORT' },
      () => app.get(SelfReport).members(),
    );
  const port = config.previewPort ?? PREVIEW_PORT;
  await serve(app, { host: HOST, port, portVariable: 'ALMANAC_PREVIEW_PORT' }, logger);
} catch (error) {
  endUnstarted(error);
}
