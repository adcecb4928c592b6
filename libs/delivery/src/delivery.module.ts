import { type DynamicModule, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, type Config, ReadPool, type Secrets, SystemClock } from '#platform';
import { DeliveryReader } from './delivery.reader.js';
import { SqlDeliveryReader } from './sql-delivery.reader.js';

export interface DeliveryOptions {
  /** Address of the login `delivery`. */
  readonly url: string;
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock?: Clock;
  /** Connections at most. */
  readonly connections?: number;
}

@Injectable()
class ReadPoolEnd implements OnApplicationShutdown {
  constructor(private readonly pool: ReadPool) {}

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

/** The reading side, on connections of its own that end with the app. */
@Module({})
export class DeliveryModule {
  static forRoot(options: DeliveryOptions): DynamicModule {
    const pool = new ReadPool(options.url, options.connections === undefined ? {} : { max: options.connections });
    const reader = new SqlDeliveryReader(pool, options.config, options.secrets, options.clock ?? new SystemClock());
    return {
      module: DeliveryModule,
      global: true,
      providers: [{ provide: ReadPool, useValue: pool }, { provide: DeliveryReader, useValue: reader }, ReadPoolEnd],
      exports: [ReadPool, DeliveryReader],
    };
  }
}
