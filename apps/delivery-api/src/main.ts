import 'reflect-metadata';
import { createLogger, serve } from '#edge';
import { CannotStart, loadConfig } from '#platform';
import { createDeliveryApp } from './app.js';

try {
  const config = loadConfig();
  const logger = createLogger('delivery-api', config.logLevel);
  const app = await createDeliveryApp(config, { logger });
  await serve(
    app,
    { host: config.deliveryHost, port: config.deliveryPort, portVariable: 'ALMANAC_DELIVERY_PORT' },
    logger,
  );
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
