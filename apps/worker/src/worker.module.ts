import { type DynamicModule, Module } from '@nestjs/common';
import { ACCESS_TABLES, AccessModule } from '#access';
import {
  CONTENT_TABLES,
  ContentModule,
  FiringService,
  PreviewingService,
  ScheduleLettersService,
  SchedulingService,
} from '#content';
import { healthController, type Logger } from '#edge/serving';
import { AuditAnchors, LedgerModule } from '#ledger';
import { type Clock, type Config, PlatformModule, type Secrets } from '#platform';
import { JobRunner } from './jobs/job-runner.js';
import { AskedJobs } from './jobs/asked-jobs.js';
import { Jobs } from './jobs/jobs.js';
import { Pruning } from './jobs/pruning.js';
import { Timekeeper } from './schedules/timekeeper.js';

export interface WorkerParts {
  readonly config: Config;
  readonly secrets: Secrets;
  /** Address of the login `studio`. */
  readonly url: string;
  readonly logger: Logger;
  readonly clock?: Clock;
}

@Module({})
export class WorkerModule {
  static of({ config, secrets, url, logger, clock }: WorkerParts): DynamicModule {
    // The health page exists before the runner does, so they meet here.
    const runner: { current?: JobRunner } = {};
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.forRoot({
          config,
          secrets,
          url,
          tables: [...ACCESS_TABLES, ...CONTENT_TABLES],
          ...(clock ? { clock } : {}),
        }),
        LedgerModule,
        AccessModule,
        ContentModule,
      ],
      controllers: [
        healthController(() => runner.current?.readiness() ?? Promise.resolve(['The worker is starting.'])),
      ],
      providers: [
        AuditAnchors,
        Pruning,
        AskedJobs,
        Jobs,
        {
          provide: JobRunner,
          useFactory: (jobs: Jobs) => (runner.current = new JobRunner(jobs, { url, logger })),
          inject: [Jobs],
        },
        {
          provide: Timekeeper,
          useFactory: (
            firing: FiringService,
            scheduling: SchedulingService,
            letters: ScheduleLettersService,
            previews: PreviewingService,
          ) => new Timekeeper({ firing, scheduling, letters, previews, logger }),
          inject: [FiringService, SchedulingService, ScheduleLettersService, PreviewingService],
        },
      ],
    };
  }
}
