import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CannotStart } from '#platform';
import type { Logger } from './logger.js';

/** Milliseconds that open requests get to finish. */
const GRACE = 10_000;

/**
 * Listens, tells the parent process, and ends cleanly: on SIGTERM, on SIGINT and when the parent is gone, no new request is
 * taken, those in flight finish, and the process exits 0.
 */
export async function serve(
  app: NestFastifyApplication,
  place: { readonly host: string; readonly port: number; readonly portVariable: string },
  logger: Logger,
): Promise<string> {
  const url = await listen(app, place);
  let stopping = false;
  const stop = (why: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ why }, 'Stopping.');
    setTimeout(() => process.exit(1), GRACE).unref();
    // A connection that is kept alive becomes idle only when its last request has been answered, maybe after the close began.
    setInterval(() => app.getHttpServer().closeIdleConnections(), 50).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'The process did not stop cleanly.');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  if (process.send) process.once('disconnect', () => stop('the parent process is gone'));
  process.send?.({ ready: true, url });
  logger.info({ url }, 'Ready.');
  return url;
}

async function listen(
  app: NestFastifyApplication,
  place: { readonly host: string; readonly port: number; readonly portVariable: string },
): Promise<string> {
  try {
    await app.listen(place.port, place.host);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE')
      throw new CannotStart(
        `Port ${place.port} is taken: stop what uses it, or choose another with ${place.portVariable}.`,
      );
    if (code === 'EACCES')
      throw new CannotStart(
        `Port ${place.port} may not be used by this user: choose one above 1023 with ${place.portVariable}.`,
      );
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CannotStart(`The address ${place.host} does not belong to this machine.`);
    throw error;
  }
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : place.port;
  const host = place.host.includes(':') ? `[${place.host}]` : place.host;
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}
