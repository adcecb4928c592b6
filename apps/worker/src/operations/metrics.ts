import { Counter, Gauge, Histogram } from 'prom-client';
import type { Fired } from '#content';
import type { Sent } from '#delivery';
import { ProcessMetrics, type Report } from '#edge/serving';
import type { Backlogs } from './backlogs.js';

/** Seconds, from a look at what is due to a publication of a whole site that is told to many partners. */
const SECONDS = [0.005, 0.025, 0.1, 0.5, 2.5, 10, 60, 300];

/** Does one job, and tells of it. */
export type JobWatch = <T>(job: string, work: () => Promise<T>) => Promise<T>;

/**
 * What a worker counts of its own work, and what it sees in the database that is still to be done. Jobs are under the label
 * `task`: what Prometheus calls `job` is the process that it asks, and it would rename ours.
 */
export class WorkerMetrics extends ProcessMetrics {
  private backlogs: Backlogs | null = null;
  private look: () => Promise<Backlogs | null> = () => Promise.resolve(null);

  private readonly seconds = new Histogram({
    name: 'almanac_job_seconds',
    help: 'Time to do a job, by its name and how it ended.',
    labelNames: ['task', 'outcome'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly done = new Gauge({
    name: 'almanac_job_done_timestamp_seconds',
    help: 'When this process last did the job without failing.',
    labelNames: ['task'],
    registers: [this.registry],
  });
  private readonly webhooks = new Counter({
    name: 'almanac_webhooks_total',
    help: 'Messages to partners by what became of an attempt.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  private readonly schedules = new Counter({
    name: 'almanac_schedules_total',
    help: 'Schedules whose hour came, by what became of it.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  /** Workers of one installation see the same there: of several, take the largest, not the sum. */
  ofBacklogs(look: () => Promise<Backlogs>): void {
    this.look = look;
    const waiting = () => Object.entries(this.backlogs?.waiting ?? {});
    const jobs = () => this.backlogs?.jobs ?? [];
    this.gauges(
      'almanac_backlog_known',
      'Whether the database told what is to be done; else the figures of that are missing.',
      'min',
      [],
      () => [[{}, this.backlogs ? 1 : 0]],
    );
    this.gauges('almanac_jobs', 'Jobs in the queue, by name and state.', 'max', ['task', 'state'], () =>
      jobs().flatMap(({ job, due, later, running, givenUp }) => [
        [{ task: job, state: 'due' }, due] as const,
        [{ task: job, state: 'later' }, later] as const,
        [{ task: job, state: 'running' }, running] as const,
        [{ task: job, state: 'given_up' }, givenUp] as const,
      ]),
    );
    this.gauges(
      'almanac_job_oldest_due_seconds',
      'For how long the oldest job that nobody has in hand has been due, by name.',
      'max',
      ['task'],
      () => jobs().map(({ job, oldestDue }) => [{ task: job }, oldestDue]),
    );
    this.gauges('almanac_waiting', 'What waits for its time or to be done, by sort.', 'max', ['what'], () =>
      waiting().map(([what, backlog]) => [{ what }, backlog.waiting]),
    );
    this.gauges('almanac_overdue', 'What is due and not done, by sort.', 'max', ['what'], () =>
      waiting().map(([what, { overdue }]) => [{ what }, overdue]),
    );
    this.gauges(
      'almanac_overdue_seconds',
      'For how long the oldest of what is due has been so, by sort.',
      'max',
      ['what'],
      () => waiting().map(([what, { overdueFor }]) => [{ what }, overdueFor]),
    );
  }

  override async read(): Promise<Report['metrics']> {
    this.backlogs = await this.look().catch(() => null);
    return super.read();
  }

  readonly watch: JobWatch = async (job, work) => {
    const begun = performance.now();
    let outcome = 'failed';
    try {
      const result = await work();
      outcome = 'done';
      this.done.setToCurrentTime({ task: job });
      return result;
    } finally {
      this.seconds.observe({ task: job, outcome }, (performance.now() - begun) / 1_000);
    }
  };

  sent(outcome: Sent): void {
    // Somebody else had it, or it waits for whoever paused it.
    if (outcome !== 'NOTHING_TO_DO') this.webhooks.inc({ outcome: outcome.toLowerCase() });
  }

  fired({ outcome }: Fired): void {
    this.schedules.inc({ outcome: outcome.toLowerCase() });
  }
}
