import { Inject, Injectable } from '@nestjs/common';
import { SchedulingService } from '#content';
import { DeliveriesService, FanOutService } from '#delivery';
import { type Backlog, JobQueue, type QueuedJobs, UnitOfWork } from '#platform';

/** Milliseconds: whoever asks wants to hear soon that the database does not answer. */
const LIMITS = { lockTimeout: 1_000, statementTimeout: 3_000 };

export type Waiting = 'announcements' | 'messages' | 'schedules';

/** Everything that this worker, or another one, has still to do. */
export interface Backlogs {
  readonly jobs: readonly QueuedJobs[];
  readonly waiting: Readonly<Record<Waiting, Backlog>>;
}

@Injectable()
export class BacklogReader {
  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(FanOutService) private readonly fanOut: FanOutService,
    @Inject(DeliveriesService) private readonly deliveries: DeliveriesService,
    @Inject(SchedulingService) private readonly scheduling: SchedulingService,
  ) {}

  read(): Promise<Backlogs> {
    return this.work.run(
      async () => ({
        jobs: await this.queue.queued(),
        waiting: {
          announcements: await this.fanOut.backlog(),
          messages: await this.deliveries.backlog(),
          schedules: await this.scheduling.backlog(),
        },
      }),
      LIMITS,
    );
  }
}
