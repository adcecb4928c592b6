import { Logger as QueueLogger } from 'graphile-worker';
import type { Logger } from '#edge/serving';

/** What the queue tells beside its words. */
interface Told {
  readonly error?: unknown;
  readonly fatalError?: unknown;
  readonly job?: {
    readonly id: string;
    readonly task_identifier: string;
    readonly attempts: number;
    readonly max_attempts: number;
  };
}

/**
 * The queue's trouble in our log. Its words repeat the messages of errors, which quote what was sent and to whom: of an error only
 * the record of it is kept. Its chatter about every job is ours to tell.
 */
export function queueLog(logger: Logger): QueueLogger {
  return new QueueLogger(({ label }) => (level, words, told = {}) => {
    const { error, fatalError = error, job } = told as Told;
    const where = {
      scope: label,
      ...(job && { job: job.task_identifier, id: job.id, attempt: job.attempts, of: job.max_attempts }),
    };
    if (fatalError !== undefined)
      logger.error({ ...where, err: fatalError }, job ? 'A job failed.' : 'The queue met an error.');
    else if (level === 'error') logger.error(where, words);
    else if (level === 'warning') logger.warn(where, words);
    else logger.debug(where, words);
  });
}
