import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import type { FiringService, PreviewingService, ScheduleLettersService, SchedulingService } from '#content';
import { SCHEDULER } from '#content';
import type { DeliveriesService, FanOutService } from '#delivery';
import type { Logger } from '#edge/serving';
import type { WorkerMetrics } from '../operations/metrics.js';

/** Milliseconds between two looks at what is due: the most that a schedule is late while somebody looks. */
const PAUSE = 1_000;
/** How many pauses go by between two rounds of what has time. */
const ROUND = 60;
/** Milliseconds between two times of asking what local times mean; it is asked at every start too, when the machine may have learnt anew. */
const DAY = 24 * 60 * 60 * 1_000;

export interface TimekeeperParts {
  readonly firing: FiringService;
  readonly scheduling: SchedulingService;
  readonly letters: ScheduleLettersService;
  readonly previews: PreviewingService;
  readonly fanOut: FanOutService;
  readonly deliveries: DeliveriesService;
  readonly logger: Logger;
  readonly metrics: WorkerMetrics;
}

/**
 * Looks every second whether an hour has come, and whether something was published that partners are to hear of. The queue of jobs would not do: it gives the work of a worker that was killed to
 * another one only after hours. Any number of these may run: each passes over what another has in hand.
 */
export class Timekeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stop = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private resolvedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: TimekeeperParts) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let turn = 0; !this.stop.signal.aborted; turn = (turn + 1) % ROUND) {
      await this.attempt('fire-due', () => this.fireDue());
      await this.attempt('tell-published', () => this.tellPublished());
      if (turn === 0) await this.attempt('look-after', () => this.lookAfter());
      await wait(PAUSE, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
  }

  private async fireDue(): Promise<void> {
    const { firing, metrics, logger } = this.parts;
    while (!this.stop.signal.aborted) {
      const fired = await firing.fireNext();
      if (fired === null) return;
      metrics.fired(fired);
      const { scheduleId, outcome, error } = fired;
      if (outcome === 'FIRED') logger.info({ schedule: scheduleId }, 'A release went live at its hour.');
      else
        logger.warn(
          { schedule: scheduleId, outcome, ...(error === undefined ? {} : { err: error }) },
          'A release did not go live.',
        );
    }
  }

  private async tellPublished(): Promise<void> {
    const { fanOut, logger } = this.parts;
    while (!this.stop.signal.aborted) {
      const messages = await fanOut.next();
      if (messages === null) return;
      if (messages > 0) logger.info({ messages }, 'Partners will be told of a publication.');
    }
  }

  private async lookAfter(): Promise<void> {
    const { letters, previews, scheduling, deliveries, logger } = this.parts;
    const forgotten = await deliveries.queueForgotten();
    if (forgotten > 0) logger.warn({ forgotten }, 'Webhooks that were due are queued again.');
    const sent = await letters.sendDue();
    const pruned = await previews.prune();
    let moved = 0;
    if (performance.now() - this.resolvedAt > DAY) {
      moved = await scheduling.resolveAnew(SCHEDULER);
      this.resolvedAt = performance.now();
    }
    if (sent + pruned + moved > 0) logger.info({ sent, pruned, moved }, 'Looked after schedules and previews.');
  }

  /** What cannot be done now, because the database is away as a rule, is there in a second. */
  private async attempt(job: string, work: () => Promise<void>): Promise<void> {
    try {
      await this.parts.metrics.watch(job, work);
    } catch (error) {
      this.parts.logger.error({ err: error, job }, 'It is tried again.');
    }
  }
}
