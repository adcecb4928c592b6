import { jest } from '@jest/globals';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { startEmbedded } from '#platform';
import { as } from '../kit/server.js';
import { Installations, postmaster } from './installation.js';

// Whole processes on a busy machine of two cores.
jest.setTimeout(240_000);
const installations = new Installations();
const servers: Server[] = [];
afterAll(async () => {
  for (const server of servers) server.close();
  await installations.end();
});

/** Refusals are sentences: one paragraph on standard error, no stack, exit code 1. */
async function refusal(
  folder: string,
  settings: Readonly<Record<string, string>> = {},
  args: readonly string[] = ['start'],
): Promise<string> {
  const { code, out, err } = await installations.run(folder, args, settings);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).not.toMatch(/\n\s+at /);
  return err;
}

async function takenPort(): Promise<string> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return String(typeof address === 'object' ? address?.port : 0);
}

test.each(['ALMANAC_DELIVERY_PORT', 'ALMANAC_STUDIO_PORT', 'ALMANAC_WORKER_PORT'])(
  'a taken port is named together with %s, before anything is made',
  async (variable) => {
    const folder = installations.emptyFolder();
    const port = await takenPort();
    expect(await refusal(folder, { [variable]: port })).toMatch(new RegExp(`Port ${port} is taken: .* ${variable} `));
    expect(existsSync(join(folder, 'postgres'))).toBe(false);
  },
);

test('two services on one port are refused by the names of both', async () => {
  expect(
    await refusal(installations.emptyFolder(), { ALMANAC_DELIVERY_PORT: '4567', ALMANAC_STUDIO_PORT: '4567' }),
  ).toContain('ALMANAC_DELIVERY_PORT and ALMANAC_STUDIO_PORT are both 4567');
});

test('a data folder below a file is refused with what to do', async () => {
  const file = installations.emptyFolder();
  writeFileSync(file, 'not a folder');
  expect(await refusal(join(file, 'data'))).toMatch(
    /cannot be the data folder: a part of that path is a file.*ALMANAC_DATA_DIR/,
  );
});

test('a damaged data folder is refused, and what is left of it is not touched', async () => {
  const folder = installations.emptyFolder();
  mkdirSync(join(folder, 'postgres/base'), { recursive: true });
  expect(await refusal(folder)).toMatch(/is damaged: its file PG_VERSION is missing/);
  expect(existsSync(join(folder, 'postgres/base'))).toBe(true);
});

test('a data folder of a newer PostgreSQL is refused', async () => {
  const folder = installations.emptyFolder();
  mkdirSync(join(folder, 'postgres'), { recursive: true });
  writeFileSync(join(folder, 'postgres/PG_VERSION'), '99\n');
  expect(await refusal(folder)).toMatch(/made by a newer Almanac \(PostgreSQL 99/);
});

test('a database of a newer Almanac is refused by a start and by a command, and neither leaves a server behind', async () => {
  const folder = await installations.preparedFolder();
  const server = await startEmbedded({ dataDir: join(folder, 'postgres') });
  await as(
    `postgres://postgres:${encodeURIComponent(server.password)}@${server.host}:${server.port}/almanac`,
    (client) =>
      client.query(
        `insert into public.migrations (timestamp, name) values (1999000000000, 'SomethingNew1999000000000')`,
      ),
  );
  await server.stop();
  for (const args of [['start'], ['editors', 'list']]) {
    expect(await refusal(folder, {}, args)).toMatch(
      /made by a newer Almanac \(it has the migration SomethingNew1999000000000\)/,
    );
    expect(postmaster(folder)).toBeNull();
  }
});

test('a secret that lost its digits is refused with what depends on it', async () => {
  const folder = installations.emptyFolder();
  mkdirSync(folder);
  writeFileSync(join(folder, 'secret'), 'abc');
  expect(await refusal(folder)).toMatch(/secret is damaged.*Restore it from a backup/);
});
