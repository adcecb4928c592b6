import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
// eslint-disable-next-line no-restricted-syntax -- this module is where the one connection is made
import { DataSource } from 'typeorm';
import { Clock, SystemClock } from './clock/clock.js';
import type { Config } from './config/config.js';
import { Secrets } from './crypto/secrets.js';
import { connect, type Table } from './database/source.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { Ids, RandomIds } from './ids.js';

export const CONFIG = Symbol('Config');

export interface PlatformOptions {
  readonly config: Config;
  readonly secrets: Secrets;
  /** Address of the login that this process writes as. */
  readonly url: string;
  /** Entities of the libs that this process uses. */
  readonly tables: readonly Table[];
  readonly clock?: Clock;
  readonly ids?: Ids;
}

@Injectable()
class Connection implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

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
        { provide: DataSource, useFactory: () => connect(options.url, options.tables) },
        { provide: UnitOfWork, useFactory: (source: DataSource) => new UnitOfWork(source), inject: [DataSource] },
        Connection,
      ],
      exports: [CONFIG, Secrets, Clock, Ids, UnitOfWork],
    };
  }
}
