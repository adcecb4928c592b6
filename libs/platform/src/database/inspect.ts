import pg from 'pg';
import type { Clock } from '../clock/clock.js';
import { type Addresses, type Login, LOGINS } from './addresses.js';
import { type MigrationClass, recordedMigrations } from './migrate.js';

/** How a login finds the database; facts, for somebody else to judge. */
export interface LoginState {
  readonly login: Login;
  /** Why it is not let in, without addresses or passwords; null when it is. */
  readonly refused: string | null;
  readonly isSuperuser: boolean;
  /** Groups that it can act as. */
  readonly groups: readonly string[];
  readonly readsDrafts: boolean;
  readonly readsPublished: boolean;
  readonly writesPublished: boolean;
}

export interface DatabaseState {
  /** As `server_version_num`; 180000 is 18.0. */
  readonly version: number;
  /** It replays what another server writes. */
  readonly isStandby: boolean;
  readonly settings: Readonly<Record<string, string>>;
  readonly connections: number;
  /** Milliseconds that its clock is ahead of ours, as far as one round trip can tell. */
  readonly skew: number;
  readonly missingMigrations: readonly string[];
  readonly unknownMigrations: readonly string[];
}

const SETTINGS = ['fsync', 'full_page_writes', 'synchronous_commit', 'max_connections', 'wal_level'];

/** Looks at the database as its owner, and changes nothing. Throws what the driver throws when it cannot get in. */
export async function inspectDatabase(
  ownerUrl: string,
  migrations: readonly MigrationClass[],
  clock: Clock,
): Promise<DatabaseState> {
  return looking(ownerUrl, async (client) => {
    const before = clock.now().getTime();
    const { rows } = await client.query<{ version: number; standby: boolean; connections: number; now: number }>(`
      select current_setting('server_version_num')::int as version, pg_is_in_recovery() as standby,
        (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
        extract(epoch from clock_timestamp())::float8 * 1000 as now`);
    const after = clock.now().getTime();
    const [found] = rows;
    if (!found) throw new Error('the database said nothing of itself');
    const settings = await client.query<{ name: string; setting: string }>(
      'select name, setting from pg_settings where name = any($1)',
      [SETTINGS],
    );
    const ran = await recordedMigrations(client);
    const known = migrations.map(({ name }) => name);
    return {
      version: found.version,
      isStandby: found.standby,
      settings: Object.fromEntries(settings.rows.map(({ name, setting }) => [name, setting])),
      connections: found.connections,
      skew: Math.round(found.now - (before + after) / 2),
      missingMigrations: known.filter((name) => !ran.includes(name)),
      unknownMigrations: ran.filter((name) => !known.includes(name)),
    };
  });
}

/** Every login but the owner, each tried with its own password. */
export async function inspectLogins(addresses: Addresses): Promise<readonly LoginState[]> {
  const others = LOGINS.filter((login) => login !== 'owner');
  return Promise.all(others.map((login) => inspectLogin(login, addresses[login])));
}

async function inspectLogin(login: Login, url: string): Promise<LoginState> {
  try {
    return await looking(url, async (client) => {
      const { rows } = await client.query<Omit<LoginState, 'login' | 'refused'>>(`
        select (select rolsuper from pg_roles where rolname = current_user) as "isSuperuser",
          array(select g from unnest(array['almanac_studio', 'almanac_delivery', 'almanac_preview']) as g
                where exists (select from pg_roles where rolname = g) and pg_has_role(current_user, g, 'member')) as groups,
          ${may('content.variant', 'select')} as "readsDrafts",
          ${may('delivery.edition_row', 'select')} as "readsPublished",
          ${may('delivery.listing', 'insert, update, delete')} as "writesPublished"`);
      const [found] = rows;
      if (!found) throw new Error('the database said nothing of this login');
      return { login, refused: null, ...found };
    });
  } catch (error) {
    const { code } = error as { code?: string };
    const refused = code === undefined ? 'it does not answer' : code === '28P01' ? 'the password is wrong' : code;
    return {
      login,
      refused,
      isSuperuser: false,
      groups: [],
      readsDrafts: false,
      readsPublished: false,
      writesPublished: false,
    };
  }
}

/** Null for a table that is not there. A login that may not use the schema may not use the table either. */
function may(table: string, privilege: string): string {
  const [schema = ''] = table.split('.');
  return `coalesce((select has_schema_privilege(current_user, n.oid, 'usage') and has_table_privilege(current_user, c.oid, '${privilege}')
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = '${schema}' and c.relname = '${table.slice(schema.length + 1)}'), false)`;
}

async function looking<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 5_000,
    application_name: 'almanac-doctor',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
