import { Crew, GRACE, type Logger, serveOperations, whenToldToStop } from '#edge';
import { CannotStart, type Config } from '#platform';

/** Milliseconds that a process of the crew gets beyond those in which it should end by itself. */
const MARGIN = 2_000;

/** The process that holds the port while others answer at it. */
export async function serveByCrew(config: Config, logger: Logger): Promise<void> {
  const grace = config.stopDelay + GRACE + MARGIN;
  const started = await Crew.start({ count: config.deliveryProcesses, logger, grace });
  if (started === null) throw new CannotStart('The delivery API did not start; what its process said stands above.');
  const { crew, url } = started;
  whenToldToStop((why) => {
    logger.info({ why }, 'Stopping.');
    void crew.stop().then(() => process.exit(0));
  });
  if (config.metricsPort !== null)
    await serveOperations(
      { host: config.metricsHost, port: config.metricsPort, portVariable: 'ALMANAC_METRICS_PORT' },
      () => crew.reports(),
    );
  process.send?.({ ready: true, url });
  logger.info({ url, processes: config.deliveryProcesses }, 'Ready.');
}
