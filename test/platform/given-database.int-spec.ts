import { MIGRATIONS } from '#migrations';
import { ensureDatabase, loadConfig, Problems, Secrets } from '#platform';
import { as, asSuperuser, testServer } from '../kit/server.js';

const secrets = new Secrets(Buffer.from('another installation, with a secret of its own'));
const name = `given_${process.pid}`;
const server = testServer();
const url = (user: string, password: string) => `postgres://${user}:${password}@${server.host}:${server.port}/${name}`;
const configured = (databaseUrl: string, more: Record<string, string> = {}) =>
  loadConfig({ ALMANAC_ENV: 'test', DATABASE_URL: databaseUrl, ...more });
const ensure = (config: ReturnType<typeof configured>) => ensureDatabase(config, secrets, MIGRATIONS, () => undefined);

beforeAll(() =>
  asSuperuser(server, async (client) => {
    await client.query(`create role ${name}_boss login createrole password 'boss'`);
    await client.query(`grant almanac_studio, almanac_delivery, almanac_preview to ${name}_boss with admin option`);
    await client.query(`create role ${name}_clerk login password 'clerk'`);
    await client.query(`create database ${name} owner ${name}_boss`);
    await client.query(`grant connect on database ${name} to ${name}_clerk`);
  }),
);
afterAll(() =>
  asSuperuser(server, async (client) => {
    await client.query(`drop database ${name} with (force)`);
    for (const role of ['studio_login', 'delivery_login', 'preview_login', 'clerk', 'boss'])
      await client.query(`drop role if exists ${name}_${role}`);
  }),
);

test('a login without the right to make others is told what to do', async () => {
  const refused = await ensure(configured(url(`${name}_clerk`, 'clerk'))).then(
    () => null,
    (error: unknown) => Problems.of(error),
  );
  expect(refused?.[0]?.message).toContain('createrole');
});

test("a PostgreSQL of the owner's gets its logins and tables, and a second start changes nothing", async () => {
  const config = configured(url(`${name}_boss`, 'boss'));
  const first = await ensure(config);
  expect(first.migrationsRun).toHaveLength(MIGRATIONS.length);
  expect(first.server).toBeNull();
  const second = await ensure(config);
  expect(second.migrationsRun).toEqual([]);
  expect(second.addresses).toEqual(first.addresses);
  const denied = as(first.addresses.delivery, (client) => client.query('select draft from content.variant'));
  await expect(denied).rejects.toMatchObject({ code: '42501' });
  const head = await as(
    first.addresses.delivery,
    async (client) => (await client.query<{ seq: string }>('select seq from ledger.head')).rows,
  );
  expect(head).toEqual([{ seq: '0' }]);
});

test('nobody else of the same server connects', async () => {
  await ensure(configured(url(`${name}_boss`, 'boss')));
  await asSuperuser(server, (client) => client.query(`revoke connect on database ${name} from ${name}_clerk`));
  await expect(as(url(`${name}_clerk`, 'clerk'), () => Promise.resolve())).rejects.toMatchObject({ code: '42501' });
});

test('an address that leads nowhere is a sentence without the password', async () => {
  const refused = await ensure(configured(url(`${name}_boss`, 'wrong-password'))).then(
    () => null,
    (error: unknown) => Problems.of(error),
  );
  expect(refused?.[0]?.message).toContain('does not let us in');
  expect(refused?.[0]?.message).not.toContain('wrong-password');
});
