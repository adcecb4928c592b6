import { type Finding, ok, warning, wrong } from './finding.js';

/** Seconds by which each may be late before somebody should look: a schedule is looked for every second. */
const LATE = { schedules: 60, announcements: 300, messages: 900, job: 900 } as const;

/** What the worker has to do and has not done, from its metrics as Prometheus reads them. */
export function judgeBacklog(metrics: string): Finding[] {
  const check = 'backlog';
  const figures = (name: string) => read(metrics, name);
  if (figures('almanac_backlog_known')[0]?.value !== 1)
    return [wrong(check, 'The worker cannot read what is to be done: see the database, and the log of the worker.')];
  const late = (what: keyof typeof LATE) =>
    figures('almanac_overdue_seconds').find(({ labels, value }) => labels['what'] === what && value > LATE[what]);
  const schedule = late('schedules');
  const announcement = late('announcements');
  const message = late('messages');
  const jobs = figures('almanac_job_oldest_due_seconds').filter(({ value }) => value > LATE.job);
  const givenUp = figures('almanac_jobs').filter(({ labels, value }) => labels['state'] === 'given_up' && value > 0);
  const names = (of: readonly Figure[]) => of.map(({ labels }) => labels['task']).join(', ');
  const found = [
    ...(schedule
      ? [wrong(check, `A release should have gone live ${since(schedule)} ago: see the log of the worker.`)]
      : []),
    ...(announcement
      ? [
          warning(
            check,
            `Partners have not been told of a publication of ${since(announcement)} ago: see the log of the worker.`,
          ),
        ]
      : []),
    ...(message
      ? [
          warning(
            check,
            `A message to a partner has been due for ${since(message)}: see \`npm run almanac -- webhooks list\`.`,
          ),
        ]
      : []),
    ...(jobs.length > 0 ? [warning(check, `Jobs wait that are due (${names(jobs)}): see the log of the worker.`)] : []),
    ...(givenUp.length > 0
      ? [
          warning(
            check,
            `Jobs failed so often that they are not tried again (${names(givenUp)}): see docs/how-to/operate.md.`,
          ),
        ]
      : []),
  ];
  return found.length > 0 ? found : [ok(check, 'nothing is overdue')];
}

interface Figure {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

function read(metrics: string, name: string): readonly Figure[] {
  return [...metrics.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'))].map(([, labels = '', value]) => ({
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', word = '']) => [key, word])),
    value: Number(value),
  }));
}

function since({ value }: Figure): string {
  return value < 120 ? `${Math.round(value)} seconds` : `${Math.round(value / 60)} minutes`;
}
