import { DataSource, type EntitySchema } from 'typeorm';

export type Table = (new () => object) | EntitySchema;

/** A connected source of one login. Entities are columns only: the schema is what the migrations made. */
export async function connect(
  url: string,
  tables: readonly Table[],
  options: { readonly poolSize?: number } = {},
): Promise<DataSource> {
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
  });
  return source.initialize();
}
