import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import { ACCESS_TABLES } from '#access';
import { CONTENT_TABLES } from '#content';
import { MIGRATIONS } from '#migrations';
import { connect, migrate, Problems } from '#platform';
import { as, asSuperuser, freshDatabase, type TestDatabase, testServer } from '../kit/server.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const OURS = `('ledger', 'access', 'content', 'delivery', 'preview', 'traffic', 'interchange', 'extensions')`;

/** Everything in our schemas that PostgreSQL's catalogs know, as sorted lines. */
async function catalog(url: string): Promise<string[]> {
  return as(url, async (client) => {
    const { rows } = await client.query<{ line: string }>(`
      select 'column ' || n.nspname || '.' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || a.attidentity::text || ' ' || coalesce(co.collname, '') || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') as line
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace left join pg_collation co on co.oid = a.attcollation left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where n.nspname in ${OURS} and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v')
      union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(x.oid) from pg_constraint x join pg_namespace n on n.oid = x.connamespace where n.nspname in ${OURS} and conrelid <> 0
      union all select 'index ' || indexdef from pg_indexes where schemaname in ${OURS}
      union all select 'trigger ' || pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${OURS} and not t.tgisinternal
      union all select 'function ' || pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('ledger', 'access', 'content', 'delivery', 'interchange') and p.prokind = 'f'
      union all select 'view ' || schemaname || '.' || viewname || ' ' || definition from pg_views where schemaname in ${OURS}
      union all select 'options ' || c.oid::regclass || ' ' || array_to_string(c.reloptions, ',') from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${OURS} and c.reloptions is not null
      union all select 'grant ' || c.oid::regclass || ' ' || c.relacl::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${OURS} and c.relacl is not null and n.nspname <> 'extensions'
      union all select 'grant ' || a.attrelid::regclass || '.' || a.attname || ' ' || a.attacl::text from pg_attribute a where a.attacl is not null and a.attrelid::regclass::text like '%.%' and a.attrelid > 16384
      union all select 'grant on schema ' || nspname || ' ' || nspacl::text from pg_namespace where nspname in ${OURS}`);
    return rows.map((row) => row.line.replace(/\s+/g, ' ')).sort();
  });
}

async function emptyDatabase(): Promise<TestDatabase> {
  const made = await freshDatabase();
  await asSuperuser(testServer(), async (client) => {
    await client.query(`drop database ${made.name} with (force)`);
    await client.query(`create database ${made.name} template template0 owner almanac_owner_login`);
  });
  return made;
}

test('schema.sql is the sum of the migrations', async () => {
  const empty = await emptyDatabase();
  try {
    const sql = await readFile(path.join(import.meta.dirname, '../../migrations/schema.sql'), 'utf8');
    await as(empty.addresses.owner, (client) => client.query(sql));
    expect(await catalog(empty.addresses.owner)).toEqual(await catalog(database.addresses.owner));
  } finally {
    await empty.drop();
  }
});

test('every migration can be taken back and made again', async () => {
  const target = await freshDatabase();
  try {
    const before = await catalog(target.addresses.owner);
    const source = new DataSource({
      type: 'postgres',
      url: target.addresses.owner,
      migrations: [...MIGRATIONS],
      migrationsTransactionMode: 'each',
      installExtensions: false,
    });
    await source.initialize();
    for (let count = MIGRATIONS.length; count > 0; count--) await source.undoLastMigration();
    await source.destroy();
    expect((await catalog(target.addresses.owner)).filter((line) => !line.startsWith('grant'))).toEqual([]);
    await migrate(target.addresses.owner, MIGRATIONS);
    expect(await catalog(target.addresses.owner)).toEqual(before);
  } finally {
    await target.drop();
  }
});

test('two starts at once migrate once', async () => {
  const empty = await emptyDatabase();
  try {
    const outcomes = await Promise.all([
      migrate(empty.addresses.owner, MIGRATIONS),
      migrate(empty.addresses.owner, MIGRATIONS),
    ]);
    expect(outcomes.map((outcome) => outcome.ran.length).sort((a, b) => a - b)).toEqual([0, MIGRATIONS.length]);
  } finally {
    await empty.drop();
  }
});

test('the queue is prepared once for each release of it', async () => {
  const target = await freshDatabase();
  const mayUse = (client: Client) =>
    client
      .query<{ may: boolean }>(`select has_schema_privilege('almanac_studio', 'graphile_worker', 'usage') as may`)
      .then(({ rows }) => rows[0]?.may);
  try {
    await as(target.addresses.owner, async (client) => {
      await client.query('revoke usage on schema graphile_worker from almanac_studio');
      await migrate(target.addresses.owner, MIGRATIONS);
      expect(await mayUse(client)).toBe(false);
      await client.query(`comment on schema graphile_worker is 'graphile-worker of another release'`);
      await migrate(target.addresses.owner, MIGRATIONS);
      expect(await mayUse(client)).toBe(true);
    });
  } finally {
    await target.drop();
  }
});

test('a database of a newer release is refused with a sentence', async () => {
  const newer = await freshDatabase();
  try {
    await as(newer.addresses.owner, (client) =>
      client.query(
        `insert into public.migrations (timestamp, name) values (9999999999999, 'SomethingNew9999999999999')`,
      ),
    );
    const refused = await migrate(newer.addresses.owner, MIGRATIONS).then(
      () => null,
      (error: unknown) => Problems.of(error),
    );
    expect(refused?.[0]?.message).toContain('newer Almanac');
  } finally {
    await newer.drop();
  }
});

test('every column of an entity stands in its table with the same type', async () => {
  const source = await connect(database.addresses.studio, [...ACCESS_TABLES, ...CONTENT_TABLES]);
  try {
    expect(source.entityMetadatas.length).toBeGreaterThan(3);
    for (const entity of source.entityMetadatas) {
      const columns = await source.query<{ name: string; type: string; nullable: boolean }[]>(
        `select attname as name, typname as type, not attnotnull as nullable from pg_attribute a join pg_type t on t.oid = a.atttypid where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
        [entity.tablePath],
      );
      const expected = entity.columns.map((column) => ({
        name: column.databaseName,
        // PostgreSQL names the type of an array after that of its elements.
        type: `${column.isArray ? '_' : ''}${String(column.type)}`,
        nullable: column.isNullable,
      }));
      expect([entity.tablePath, expected.sort(byName)]).toEqual([entity.tablePath, columns.sort(byName)]);
    }
  } finally {
    await source.destroy();
  }
});

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
