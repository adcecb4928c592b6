import pg from 'pg';
import { CannotStart } from '../problem.js';
import type { Addresses, Login } from './addresses.js';

/** Groups that the migrations grant to; a login is a member of exactly one, so a grant travels with its table. */
const GROUP: Readonly<Record<Exclude<Login, 'owner'>, string>> = {
  studio: 'almanac_studio',
  delivery: 'almanac_delivery',
  preview: 'almanac_preview',
};
const OLDEST_SERVER = 150_000;

/** In a server of our own: the owner's login and its database. Run as the superuser; repeating it changes nothing. */
export async function createOwnedDatabase(superuserUrl: string, addresses: Addresses): Promise<void> {
  const owner = new URL(addresses.owner);
  await withClient(superuserUrl, async (client) => {
    await client.query('select pg_advisory_lock(7105401)');
    await ensureLogin(client, owner);
    const database = decodeURIComponent(owner.pathname.slice(1));
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (!rowCount)
      await client.query(
        `create database ${pg.escapeIdentifier(database)} owner ${pg.escapeIdentifier(decodeURIComponent(owner.username))}`,
      );
    await ensureLogins(client, addresses);
  });
}

/** In a server that the owner gave: logins and groups, made with the rights of the given login. */
export async function provisionGiven(addresses: Addresses): Promise<void> {
  await withClient(addresses.owner, async (client) => {
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    if (Number(rows[0]?.version) < OLDEST_SERVER)
      throw new CannotStart(
        'The PostgreSQL that DATABASE_URL names is older than version 15: upgrade it, or leave DATABASE_URL out to use the embedded one.',
      );
    await client.query('select pg_advisory_lock(7105401)');
    try {
      await ensureLogins(client, addresses);
    } catch (error) {
      if ((error as { code?: string }).code !== '42501') throw error;
      throw new CannotStart(
        'The login in DATABASE_URL may not make the logins that Almanac needs. As a superuser, either `alter role <it> createrole` (and, where the groups exist already, `grant almanac_studio, almanac_delivery, almanac_preview to <it> with admin option`), or make the logins yourself and pass them as ALMANAC_STUDIO_DATABASE_URL, ALMANAC_DELIVERY_DATABASE_URL and ALMANAC_PREVIEW_DATABASE_URL (docs/how-to/own-postgresql.md).',
      );
    }
  });
}

async function ensureLogins(client: pg.Client, addresses: Addresses): Promise<void> {
  const database = decodeURIComponent(new URL(addresses.owner).pathname.slice(1));
  for (const [login, group] of Object.entries(GROUP) as [keyof typeof GROUP, string][]) {
    const address = new URL(addresses[login]);
    const name = decodeURIComponent(address.username);
    if (!(await roleExists(client, group))) await client.query(`create role ${pg.escapeIdentifier(group)} nologin`);
    await ensureLogin(client, address);
    const { rows } = await client.query<{ member: boolean }>("select pg_has_role($1, $2, 'usage') as member", [
      name,
      group,
    ]);
    if (!rows[0]?.member) await client.query(`grant ${pg.escapeIdentifier(group)} to ${pg.escapeIdentifier(name)}`);
    if (database)
      await client.query(`grant connect on database ${pg.escapeIdentifier(database)} to ${pg.escapeIdentifier(name)}`);
  }
  // Nobody else connects. A member of `public` here would be any login of the cluster.
  if (database) await client.query(`revoke all on database ${pg.escapeIdentifier(database)} from public`);
}

async function roleExists(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  return Boolean(rowCount);
}

async function ensureLogin(client: pg.Client, address: URL): Promise<void> {
  const name = decodeURIComponent(address.username);
  if (!(await roleExists(client, name))) {
    await client.query(`create role ${pg.escapeIdentifier(name)} login`);
  } else if (await canConnect(address)) {
    return;
  }
  await client.query(
    `alter role ${pg.escapeIdentifier(name)} password ${pg.escapeLiteral(decodeURIComponent(address.password))}`,
  );
}

async function canConnect(address: URL): Promise<boolean> {
  const client = new pg.Client({ connectionString: address.toString(), connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Any refusal but a wrong password (28P01) means that the login itself is good.
    return (error as { code?: string }).code !== '28P01';
  } finally {
    await client.end();
  }
}

export async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 10_000,
    application_name: 'almanac-setup',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw unreachable(error, connectionString);
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function unreachable(error: unknown, connectionString: string): CannotStart {
  const { host, pathname } = new URL(connectionString);
  const reason = error instanceof Error ? error.message : String(error);
  return new CannotStart(
    `The database ${pathname.slice(1)} at ${host} does not let us in (${reason}): check that it runs and that the address and password in DATABASE_URL are right.`,
  );
}
