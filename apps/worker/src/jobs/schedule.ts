/** Every job of the worker, and when it runs (cron, UTC). A run that was missed while the worker was down is made up once. */
export const SCHEDULE = [
  { job: 'sign-audit-head', cron: '0 * * * *', missedFor: '1d' },
  { job: 'prune', cron: '20 3 * * *', missedFor: '2d' },
  { job: 'remind', cron: '40 * * * *', missedFor: '1d' },
] as const;

export type JobName = (typeof SCHEDULE)[number]['job'];

/** Jobs that something asks for when it happens: those who add them know the names. */
export const ASKED = ['send-link', 'forget-samples', 'send-reminder', 'send-webhook-notice'] as const;
export type AskedJobName = (typeof ASKED)[number];

/** The table in the words of graphile-worker; one waiting run of a job is enough. */
export function crontab(): string {
  return SCHEDULE.map(({ job, cron, missedFor }) => `${cron} ${job} ?fill=${missedFor}&jobKey=${job}&max=5`).join('\n');
}
