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
import { healthController, type Logger, SelfReport, type Tracing } from '#edge/serving';
import { DeliveriesService, FanOutService, SendingService, SqlDeliveryReader, WebhooksModule } from '#delivery';
import { AuditAnchors, LedgerModule } from '#ledger';
import {
  type Addresses,
  type Clock,
  type Config,
  PlatformModule,
  ReadPool,
  type Secrets,
  SystemClock,
} from '#platform';
import { JobRunner } from './jobs/job-runner.js';
import { AskedJobs } from './jobs/asked-jobs.js';
import { Jobs } from './jobs/jobs.js';
import { Pruning } from './jobs/pruning.js';
import { BacklogReader } from './operations/backlogs.js';
import { WorkerMetrics } from './operations/metrics.js';
import { Timekeeper } from './schedules/timekeeper.js';

export interface WorkerParts {
  readonly config: Config;
  readonly secrets: Secrets;
  /** The worker writes as `studio`; what partners are told it reads as `delivery`. */
  readonly addresses: Pick<Addresses, 'studio' | 'delivery'>;
  readonly logger: Logger;
  readonly tracing: Tracing | null;
  readonly clock?: Clock;
}

@Module({})
export class WorkerModule {
  static of({ config, secrets, addresses, logger, tracing, clock }: WorkerParts): DynamicModule {
    // The health page exists before the runner does, so they meet here.
    const runner: { current?: JobRunner } = {};
    const readiness = () => runner.current?.readiness() ?? Promise.resolve(['The worker is starting.']);
    const metrics = new WorkerMetrics();
    const observers = [metrics.ofStatements('primary'), ...(tracing ? [tracing.statement] : [])];
    const pool = new ReadPool(addresses.delivery, { max: 2, statementTimeout: 300_000 });
    for (const observer of observers) pool.observe(observer);
    const reader = new SqlDeliveryReader(pool, config, secrets, clock ?? new SystemClock());
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.forRoot({
          config,
          secrets,
          url: addresses.studio,
          tables: [...ACCESS_TABLES, ...CONTENT_TABLES],
          observers,
          ...(clock ? { clock } : {}),
        }),
        LedgerModule,
        AccessModule,
        ContentModule,
        WebhooksModule.telling(reader),
      ],
      controllers: [healthController(readiness)],
      providers: [
        { provide: ReadPool, useValue: { onApplicationShutdown: () => pool.end() } },
        { provide: SelfReport, useValue: new SelfReport(readiness, metrics) },
        BacklogReader,
        {
          provide: WorkerMetrics,
          useFactory: (backlogs: BacklogReader) => {
            metrics.ofBacklogs(() => backlogs.read());
            return metrics;
          },
          inject: [BacklogReader],
        },
        AuditAnchors,
        Pruning,
        AskedJobs,
        Jobs,
        {
          provide: JobRunner,
          useFactory: (jobs: Jobs, sending: SendingService) =>
            (runner.current = new JobRunner(jobs, sending, { url: addresses.studio, logger, metrics, tracing })),
          inject: [Jobs, SendingService],
        },
        {
          provide: Timekeeper,
          useFactory: (
            firing: FiringService,
            scheduling: SchedulingService,
            letters: ScheduleLettersService,
            previews: PreviewingService,
            fanOut: FanOutService,
            deliveries: DeliveriesService,
          ) => new Timekeeper({ firing, scheduling, letters, previews, fanOut, deliveries, logger, metrics }),
          inject: [
            FiringService,
            SchedulingService,
            ScheduleLettersService,
            PreviewingService,
            FanOutService,
            DeliveriesService,
          ],
        },
      ],
    };
  }
}
