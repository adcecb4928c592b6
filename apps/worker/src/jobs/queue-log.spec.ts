import { Writable } from 'node:stream';
import { createLogger } from '#edge/serving';
import { queueLog } from './queue-log.js';

test('of a job that failed the log names the job and the sort of error, and nobody’s address', () => {
  const lines: string[] = [];
  const to = new Writable({ write: (line: Buffer, _encoding, done) => (lines.push(line.toString()), done()) });
  const log = queueLog(createLogger('test', 'info', to)).scope({ label: 'job' });
  const error = new Error('550 5.1.1 <someone@example.org>: no such person');
  const job = { id: '7', task_identifier: 'send-link', payload: { secret: 1 }, attempts: 2, max_attempts: 25 };
  log.error(`Failed task 7 (send-link) with error '${error.message}': ${error.stack}`, { failure: true, error, job });
  log.error(`Failed to release job '7' after failure '${error.message}'`, { fatalError: error, job });
  log.info('Completed task 7', { job });
  log.warn('The pool is small.');
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records).toMatchObject([
    { level: 50, msg: 'A job failed.', job: 'send-link', attempt: 2, of: 25, err: { type: 'Error' } },
    { level: 50, msg: 'A job failed.', job: 'send-link' },
    { level: 40, msg: 'The pool is small.' },
  ]);
  expect(lines.join('')).not.toMatch(/someone|example\.org|secret/);
});
