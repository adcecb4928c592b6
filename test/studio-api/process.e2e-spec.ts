import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testServer } from '../kit/server.js';
import { openStudio, type Studio } from './studio.js';

const MAIN = path.resolve(import.meta.dirname, '../../dist/apps/studio-api/src/main.js');

let studio: Studio;
let folder: string;
beforeAll(async () => {
  studio = await openStudio();
  folder = await mkdtemp(path.join(tmpdir(), 'almanac-studio-'));
});
afterAll(async () => {
  await studio.end();
  await rm(folder, { recursive: true });
});

/** The process as `npm start` runs it, over the database of this file. */
function start(environment: Record<string, string> = {}): ChildProcess {
  const { owner, studio: login } = studio.world.database.addresses;
  return fork(MAIN, {
    cwd: folder,
    silent: true,
    env: {
      ALMANAC_ENV: 'test',
      ALMANAC_SECRET: testServer().secret,
      ALMANAC_STUDIO_PORT: '0',
      DATABASE_URL: owner,
      ALMANAC_STUDIO_DATABASE_URL: login,
      ...environment,
    },
  });
}

async function errorOutput(child: ChildProcess): Promise<string> {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'exit');
  return text;
}

test('the process tells its parent where it listens, serves, and ends cleanly when asked to', async () => {
  const child = start();
  const [{ ready, url }] = (await once(child, 'message')) as [{ ready: boolean; url: string }];
  expect(ready).toBe(true);
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`${url}/graphql`, { method: 'POST', body: '{}' })).status).toBe(401);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a port that is taken is named, with what to do', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const child = start({ ALMANAC_STUDIO_PORT: String(port) });
  expect(await errorOutput(child)).toContain(`Port ${port} is taken`);
  expect(child.exitCode).toBe(1);
  await new Promise((resolve) => server.close(resolve));
});

test('a process that has lost its database says so and stays alive', async () => {
  const lost = await openStudio();
  await lost.world.database.drop();
  const answer = await lost.http.get('/readyz');
  expect([answer.status, answer.body]).toEqual([
    503,
    { status: 'unavailable', reasons: [expect.stringContaining('database')] },
  ]);
  await lost.http.get('/healthz').expect(200);
  const refused = await lost.ask('{ viewer { id } }');
  expect(refused.status).toBe(500);
  expect(refused.errors[0]?.extensions['code']).toBe('INTERNAL');
  expect(refused.text).not.toMatch(/postgres|does not exist|password/i);
  await lost.end();
});
