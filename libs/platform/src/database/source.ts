import type { DataSource, EntitySchema } from 'typeorm';
import { clientTelling } from './observed-client.js';
import type { StatementObserver } from './read-pool.js';

/** The one connected source of a process. */
export type Connected = DataSource;

export type Table = (new () => object) | EntitySchema;

/** A connected source of one login. Entities are columns only: the schema is what the migrations made. */
export async function connect(
  url: string,
  tables: readonly Table[],
  options: { readonly poolSize?: number; readonly observers?: readonly StatementObserver[] } = {},
): Promise<DataSource> {
  // Some 500 modules, read by who connects: most processes that import this lib never do.
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres',
    url,
    entities: [...tables],
    synchronize: false,
    installExtensions: false,
    poolSize: options.poolSize ?? 10,
    applicationName: 'almanac',
    connectTimeoutMS: 10_000,
    // A lost idle connection is replaced by the pool.
    poolErrorHandler: () => undefined,
    extra: { Client: clientTelling(options.observers ?? []) },
  });
  return source.initialize();
}
