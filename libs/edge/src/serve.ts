import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as wait } from 'node:timers/promises';
import { CannotStart } from '#platform';
import { drain } from './http/drain.js';
import type { Logger } from './logger.js';
import { beginStopping } from './stopping.js';

/** Milliseconds that open requests get to finish. */
export const GRACE = 10_000;

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly portVariable: string;
  /** Milliseconds between being told to stop and stopping, in which `/readyz` refuses and everything else goes on. */
  readonly stopDelay?: number;
}

/**
 * Listens, tells the parent process, and ends cleanly: on SIGTERM, on SIGINT and when the parent is gone, no new connection
 * is taken, what comes over open ones is answered and ends them, and the process exits 0.
 */
export async function serve(app: NestFastifyApplication, place: Place, logger: Logger): Promise<string> {
  const url = await listen(app, place);
  whenToldToStop((why) => {
    beginStopping();
    logger.info({ why }, 'Stopping.');
    setTimeout(() => process.exit(1), (place.stopDelay ?? 0) + GRACE).unref();
    stop(app, place.stopDelay ?? 0).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'The process did not stop cleanly.');
        process.exit(1);
      },
    );
  });
  process.send?.({ ready: true, url });
  logger.info({ url }, 'Ready.');
  return url;
}

/** Calls once, for the first of: SIGTERM, SIGINT, and the end of the process that started this one. */
export function whenToldToStop(stop: (why: string) => void): void {
  let told = false;
  const once = (why: string) => {
    if (!told) stop(why);
    told = true;
  };
  process.on('SIGTERM', () => once('SIGTERM'));
  process.on('SIGINT', () => once('SIGINT'));
  if (process.send) process.once('disconnect', () => once('the parent process is gone'));
}

async function stop(app: NestFastifyApplication, delay: number): Promise<void> {
  if (delay > 0) await wait(delay);
  // Fastify would refuse requests from the moment at which it begins to close.
  await drain(app.getHttpServer());
  await app.close();
}

async function listen(app: NestFastifyApplication, place: Place): Promise<string> {
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
