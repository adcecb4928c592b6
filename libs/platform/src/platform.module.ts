import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, SystemClock } from './clock/clock.js';
import type { Config } from './config/config.js';
import { Secrets } from './crypto/secrets.js';
import { connect, type Connected, type Table } from './database/source.js';
import type { StatementObserver } from './database/read-pool.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { Ids, RandomIds } from './ids.js';
import { JobQueue } from './jobs/job-queue.js';
import { Mailer } from './mail/mailer.js';

export const CONFIG = Symbol('Config');
const SOURCE = Symbol('Connected');

export interface PlatformOptions {
  readonly config: Config;
  readonly secrets: Secrets;
  /** Address of the login that this process writes as. */
  readonly url: string;
  /** Entities of the libs that this process uses. */
  readonly tables: readonly Table[];
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** Hear of every statement that is written through this module. */
  readonly observers?: readonly StatementObserver[];
}

@Injectable()
class Connection implements OnApplicationShutdown {
  constructor(@Inject(SOURCE) private readonly source: Connected) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/** What every writing process stands on: configuration, one connected login, the unit of work, a clock and ids. */
@Module({})
export class PlatformModule {
  static forRoot(options: PlatformOptions): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      providers: [
        { provide: CONFIG, useValue: options.config },
        { provide: Secrets, useValue: options.secrets },
        { provide: Clock, useValue: options.clock ?? new SystemClock() },
        { provide: Ids, useValue: options.ids ?? new RandomIds() },
        { provide: Mailer, useFactory: (clock: Clock) => new Mailer(options.config, clock), inject: [Clock] },
        {
          provide: SOURCE,
          useFactory: () => connect(options.url, options.tables, { observers: options.observers ?? [] }),
        },
        { provide: UnitOfWork, useFactory: (source: Connected) => new UnitOfWork(source), inject: [SOURCE] },
        { provide: JobQueue, useFactory: (work: UnitOfWork) => new JobQueue(work), inject: [UnitOfWork] },
        Connection,
      ],
      exports: [CONFIG, Secrets, Clock, Ids, JobQueue, Mailer, UnitOfWork],
    };
  }
}
