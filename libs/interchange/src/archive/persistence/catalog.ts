import pg from 'pg';
import { ARCHIVED_SCHEMAS, LEFT_OUT } from '../domain/left-out.js';

export interface CatalogColumn {
  readonly name: string;
  /** Holds JSON and may not be null: a null in the archive is the word `null`. */
  readonly jsonAlways: boolean;
}

export interface CatalogTable {
  /** `schema.table`. */
  readonly name: string;
  /** Quoted for SQL. */
  readonly quoted: string;
  /** Without those that PostgreSQL computes. */
  readonly columns: readonly CatalogColumn[];
  /** Columns by which its rows are put in order; none for a table without a key. */
  readonly key: readonly string[];
  /** Rows of it may be megabytes. */
  readonly holdsJson: boolean;
}

/** Every table of the schemas that are archived, from PostgreSQL's own catalogs: one that is new cannot be forgotten. */
export async function tablesOf(client: pg.Client): Promise<readonly CatalogTable[]> {
  const { rows } = await client.query<{
    schema: string;
    name: string;
    columns: readonly { name: string; json: boolean; required: boolean }[];
    key: readonly string[] | null;
  }>(
    `select n.nspname::text as schema, c.relname::text as name,
       (select json_agg(json_build_object('name', a.attname, 'json', a.atttypid in ('json'::regtype, 'jsonb'::regtype), 'required', a.attnotnull) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       (select array_agg(a.attname::text order by k.place) from pg_index i
        cross join unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary) as key
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any ($1) order by 1, 2`,
    [[...ARCHIVED_SCHEMAS]],
  );
  return rows.map(({ schema, name, columns, key }) => ({
    name: `${schema}.${name}`,
    quoted: `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`,
    columns: columns.map((column) => ({ name: column.name, jsonAlways: column.json && column.required })),
    key: key ?? [],
    holdsJson: columns.some((column) => column.json),
  }));
}

export function isArchived(table: Pick<CatalogTable, 'name'>): boolean {
  return LEFT_OUT[table.name] === undefined;
}

/** Names of the sequences of the archived schemas, quoted for SQL, by `schema.sequence`. */
export async function sequencesOf(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select n.nspname::text as schema, c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'S' and n.nspname = any ($1) order by 1, 2`,
    [[...ARCHIVED_SCHEMAS]],
  );
  return new Map(
    rows.map(({ schema, name }) => [
      `${schema}.${name}`,
      `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`,
    ]),
  );
}

export interface ForeignKey {
  /** Quoted for SQL. */
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

export async function foreignKeysOf(client: pg.Client): Promise<readonly ForeignKey[]> {
  const { rows } = await client.query<{ schema: string; table: string; name: string; definition: string }>(
    `select n.nspname::text as schema, c.relname::text as table, x.conname::text as name, pg_get_constraintdef(x.oid) as definition
     from pg_constraint x join pg_class c on c.oid = x.conrelid join pg_namespace n on n.oid = c.relnamespace
     where x.contype = 'f' and x.conparentid = 0 and n.nspname = any ($1) order by 1, 2, 3`,
    [[...ARCHIVED_SCHEMAS]],
  );
  return rows.map(({ schema, table, name, definition }) => ({
    table: `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`,
    name: pg.escapeIdentifier(name),
    definition,
  }));
}
