import { parseCrontab } from 'graphile-worker';
import { crontab, SCHEDULE } from './schedule.js';

describe('the schedule', () => {
  test('is one that the job runner understands, job for job', () => {
    const items = parseCrontab(crontab());
    expect(items.map((item) => item.task)).toEqual(SCHEDULE.map(({ job }) => job));
    expect(items.every((item) => item.options.backfillPeriod > 0)).toBe(true);
  });
});
