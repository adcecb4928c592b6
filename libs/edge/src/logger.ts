import type { LoggerService } from '@nestjs/common';
import { destination, type DestinationStream, pino, type Logger } from 'pino';
import { faultRecord } from './fault-record.js';

export type { Logger } from 'pino';

/**
 * JSON lines on standard error; standard output belongs to what a person asked for. Lines hold no address, no key and
 * nothing of what a caller asked: give the logger names of ours (routes, statements, ids), never a request.
 */
export function createLogger(
  name: string,
  level: string,
  to: DestinationStream = destination({ dest: 2, sync: true }),
): Logger {
  return pino({ name, level, serializers: { err: (thrown: unknown) => faultRecord(thrown) } }, to);
}

/** Nest's own messages in our log: its start-up chatter at debug, its trouble as what it is. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: rest.at(-1) }, String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn({ context: rest.at(-1) }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    // A port that cannot be listened on is thrown as well, and told to a person by `serve`.
    if (rest.at(-1) === 'NestApplication') return;
    this.logger.error({ context: rest.at(-1), ...(message instanceof Error ? { err: message } : {}) }, String(message));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal({ context: rest.at(-1) }, String(message));
  }
}
