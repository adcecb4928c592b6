import { parseCrontab } from 'graphile-worker';
import { crontab, outboxHorizon, SCHEDULE } from './schedule.js';

describe('the schedule', () => {
  test('is one that the job runner understands, job for job', () => {
    const items = parseCrontab(crontab());
    expect(items.map((item) => item.task)).toEqual(SCHEDULE.map(({ job }) => job));
    expect(items.every((item) => item.options.backfillPeriod > 0)).toBe(true);
  });

  test('keeps what was handled within ninety days', () => {
    expect(outboxHorizon(new Date('2026-06-01T12:00:00.000Z')).toISOString()).toBe('2026-03-03T12:00:00.000Z');
  });
});
