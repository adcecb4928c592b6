import { jest } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { launchDelivery, served } from '../kit/delivery-process.js';
import { KeepAliveClient } from '../kit/keep-alive-client.js';
import { createWorld, type World } from '../kit/world.js';

// Whole processes on a busy machine of two cores.
jest.setTimeout(120_000);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(port: number): { readonly child: ChildProcess; readonly errors: () => string } {
  const child = launchDelivery(world, { ALMANAC_DELIVERY_PORT: String(port) }, 'pipe');
  children.push(child);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return { child, errors: () => errors };
}

const ended = async (child: ChildProcess) => ((await once(child, 'exit')) as [number | null])[0];

test('it tells its parent where it listens, finishes what it has begun when it is told to stop, and exits 0', async () => {
  const { child, errors } = start(0);
  const { url } = await served(child);
  const ask = fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ notices { name } }' }),
  });
  await (await fetch(`${url}/healthz`)).text();
  child.kill('SIGTERM');
  const code = ended(child);
  expect(await (await ask).json()).toEqual({ data: { notices: [{ name: 'Helpline' }] } });
  expect(await code).toBe(0);
  expect(errors()).toBe('');
  await expect(fetch(url)).rejects.toThrow();
});

test('told to stop under load, it answers every request that reached it', async () => {
  const { child } = start(0);
  const { url } = await served(child);
  const clients = Array.from({ length: 24 }, (_, at) => new KeepAliveClient(url, '{ notices { name } }', at % 8));
  while (clients.some(({ answers }) => answers < 20)) await new Promise((resolve) => setTimeout(resolve, 20));
  const code = ended(child);
  child.kill('SIGTERM');
  expect(new Set(await Promise.all(clients.map((client) => client.ended)))).toEqual(new Set(['closed']));
  expect(await code).toBe(0);
});

test('it ends when its parent is gone', async () => {
  const { child } = start(0);
  await served(child);
  child.disconnect();
  expect(await ended(child)).toBe(0);
});

test('a port that is taken is one sentence that says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const refused = start((other.address() as AddressInfo).port);
  expect(await ended(refused.child)).toBe(1);
  expect(refused.errors()).toMatch(/^Port \d+ is taken: .*ALMANAC_DELIVERY_PORT\.\n$/);
  other.close();
});
