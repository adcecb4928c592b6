import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { run, type Runner, type TaskList } from 'graphile-worker';
import { SEND_WEBHOOK, type SendingService } from '#delivery';
import type { Logger, Tracing } from '#edge/serving';
import type { WorkerMetrics } from '../operations/metrics.js';
import type { Jobs } from './jobs.js';
import { queueLog } from './queue-log.js';
import { ASKED, type AskedJobName, crontab, type JobName, SCHEDULE } from './schedule.js';

export interface RunnerOptions {
  /** Address of the login `studio`. Holds a password: never log it. */
  readonly url: string;
  readonly logger: Logger;
  readonly metrics: WorkerMetrics;
  readonly tracing: Tracing | null;
}

/** Jobs at once. */
const CONCURRENCY = 2;
/** Messages to partners at once, who may take their time: apart from the others, which must not wait for them. */
const WEBHOOKS_AT_ONCE = 8;

/** The queue's own runners, for as long as the process lives. They survive a restart of the database. */
export class JobRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private runners: readonly Runner[] = [];
  private stopping = false;
  private ended: string | undefined;

  constructor(
    private readonly jobs: Jobs,
    private readonly sending: SendingService,
    private readonly options: RunnerOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { url, logger } = this.options;
    const shared = { connectionString: url, noHandleSignals: true, logger: queueLog(logger) };
    this.runners = [
      await run({ ...shared, taskList: this.tasks(), crontab: crontab(), concurrency: CONCURRENCY }),
      await run({ ...shared, taskList: this.webhooks(), concurrency: WEBHOOKS_AT_ONCE }),
    ];
    for (const runner of this.runners)
      runner.promise.then(
        () => this.hasEnded('it was stopped'),
        (error: unknown) => this.hasEnded(String(error)),
      );
    // The hour may be long, and the machine that starts now may have been rewritten while it was off.
    await this.execute('sign-audit-head');
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    if (this.ended === undefined) await Promise.all(this.runners.map((runner) => runner.stop()));
    // Of what these did.
    await this.options.tracing?.end();
  }

  async readiness(): Promise<readonly string[]> {
    return Promise.resolve(
      this.runners.length > 0 && this.ended === undefined
        ? []
        : [`No jobs run: ${this.ended ?? 'the worker is starting'}.`],
    );
  }

  private tasks(): TaskList {
    return {
      ...Object.fromEntries(SCHEDULE.map(({ job }) => [job, () => this.execute(job)])),
      ...Object.fromEntries(ASKED.map((job) => [job, (payload: unknown) => this.executeAsked(job, payload)])),
    };
  }

  private webhooks(): TaskList {
    return {
      [SEND_WEBHOOK]: async (payload: unknown) => {
        const { deliveryId } = payload as { deliveryId: string };
        const outcome = await this.watch(SEND_WEBHOOK, () => this.sending.send(deliveryId));
        this.options.metrics.sent(outcome);
        if (outcome !== 'NOTHING_TO_DO') this.options.logger.info({ webhook: deliveryId, outcome }, 'A webhook.');
      },
    };
  }

  private watch<T>(job: string, work: () => Promise<T>): Promise<T> {
    const { metrics, tracing } = this.options;
    return metrics.watch(job, () => (tracing ? tracing.job(job, work) : work()));
  }

  private async execute(job: JobName): Promise<void> {
    this.options.logger.info({ job, ...(await this.watch(job, () => this.jobs.run(job))) }, 'A job is done.');
  }

  private async executeAsked(job: AskedJobName, payload: unknown): Promise<void> {
    this.options.logger.info(
      { job, ...(await this.watch(job, () => this.jobs.runAsked(job, payload))) },
      'A job is done.',
    );
  }

  /** The supervisor starts a worker again that has ended; one that lives without its jobs would never be noticed. */
  private hasEnded(why: string): void {
    this.ended = why;
    if (this.stopping) return;
    this.options.logger.fatal({ why }, 'The job runner has ended.');
    process.exitCode = 1;
    process.kill(process.pid, 'SIGTERM');
  }
}
