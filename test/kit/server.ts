import pg from 'pg';
import { type Addresses, embeddedAddresses, Secrets } from '#platform';

/** What the global set-up tells the test files: one server per run, one template that every file clones. */
export interface TestServer {
  /** Of this run alone, and gone after it. */
  readonly folder: string;
  readonly secret: string;
  readonly host: string;
  readonly port: number;
  readonly superuserUrl: string;
}

export const TEMPLATE = 'almanac';

export function testServer(): TestServer {
  const text = process.env['ALMANAC_TEST_SERVER'];
  if (!text)
    throw new Error(
      'run this file through jest with the configuration of the repository: its global set-up starts PostgreSQL',
    );
  return JSON.parse(text) as TestServer;
}

export interface TestDatabase {
  readonly name: string;
  readonly addresses: Addresses;
  readonly superuserUrl: string;
  drop(): Promise<void>;
}

let made = 0;

/** A migrated, empty database of this test file's own (about 70 ms). */
export async function freshDatabase(): Promise<TestDatabase> {
  const server = testServer();
  const name = `test_${process.pid}_${process.env['JEST_WORKER_ID'] ?? '0'}_${++made}_${Math.random().toString(36).slice(2, 8)}`;
  await asSuperuser(server, async (client) => {
    // Cloning needs the template to itself, so files take turns.
    await client.query('select pg_advisory_lock(7105403)');
    await client.query(`create database ${name} template ${TEMPLATE} strategy file_copy owner almanac_owner_login`);
  });
  const superuser = new URL(server.superuserUrl);
  superuser.pathname = `/${name}`;
  return {
    name,
    addresses: embeddedAddresses(server.host, server.port, new Secrets(Buffer.from(server.secret)), name),
    superuserUrl: superuser.toString(),
    drop: () =>
      asSuperuser(server, async (client) => void (await client.query(`drop database if exists ${name} with (force)`))),
  };
}

export async function asSuperuser<T>(server: TestServer, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One connection to look behind the scenes with, ended by the caller's callback. */
export async function as<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // The statement that it breaks fails by itself; without a listener Node would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
