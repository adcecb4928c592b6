import { jest } from '@jest/globals';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  Installations,
  lives,
  postmaster,
  query,
  type Started,
  status,
  untilStatus,
  type Urls,
} from './installation.js';
import { until } from '../platform/embedded.world.js';

// Whole processes on a busy machine of two cores.
jest.setTimeout(240_000);
const installations = new Installations();
/** One installation, from its first start to its end; the tests follow each other as they stand. */
const folder = installations.emptyFolder();
let running: Started;
let urls: Urls;
beforeAll(async () => {
  running = installations.start(installations.emptyFolder(), ['--data-dir', folder]);
  urls = await running.ready();
});
afterAll(() => installations.end());

test('a first start serves the sample content, every process is healthy, and the sign-in link is for one pair of eyes', async () => {
  const { delivery, studio, worker, preview } = urls;
  const { mythFacts } = await query<{ mythFacts: { edges: { node: { myth: string; fact: string } }[] } }>(
    delivery,
    '{ mythFacts(first: 5) { edges { node { myth fact } } } }',
  );
  expect(mythFacts.edges).toHaveLength(5);
  for (const url of [delivery, studio, worker, preview]) {
    expect(await status(`${url}/healthz`)).toBe(200);
    expect(await status(`${url}/readyz`)).toBe(200);
  }
  const link = join(folder, 'sign-in-link');
  expect(statSync(link).mode & 0o777).toBe(0o600);
  expect(await status(readFileSync(link, 'utf8').trim().replace('localhost', '127.0.0.1'))).toBe(200);
});

test('a second start on the same data folder is refused with the addresses of the first, which goes on', async () => {
  const { delivery, studio } = urls;
  const second = await installations.start(folder).ended;
  expect(second.code).toBe(1);
  expect(second.err).toContain(`already running on ${folder} (process ${running.pid}) at ${delivery} and ${studio}`);
  expect(await status(`${delivery}/readyz`)).toBe(200);
});

test('a process that is killed comes back at its address, and so does the database', async () => {
  const { delivery, studio, worker } = urls;
  process.kill(running.childOf('delivery-api'), 'SIGKILL');
  await until(() => running.said.includes('The delivery API serves again.'), 45_000);
  await untilStatus(`${delivery}/readyz`, 200);
  const database = postmaster(folder);
  process.kill(database ?? 0, 'SIGKILL');
  await until(() => postmaster(folder) !== null && postmaster(folder) !== database, 45_000);
  for (const url of [delivery, studio, worker]) await untilStatus(`${url}/readyz`, 200);
});

test('when the supervisor is killed with -9 its processes end, the database stays, and the next start adopts it', async () => {
  const pids = running.children();
  const database = postmaster(folder);
  running.signal('SIGKILL');
  await running.ended;
  await until(() => !pids.some((pid) => lives(pid)), 20_000);
  expect(postmaster(folder)).toBe(database);
  running = installations.start(folder);
  urls = await running.ready();
  expect(postmaster(folder)).toBe(database);
  expect(await status(`${urls.delivery}/readyz`)).toBe(200);
});

test('Ctrl-C ends all of it, the adopted database too', async () => {
  const pids = [...running.children(), postmaster(folder)];
  expect(pids).toHaveLength(5);
  // Terminals, npm and the bootstrap each pass a Ctrl-C on: echoes of one do not count as a second.
  running.signal('SIGINT');
  running.signal('SIGINT');
  const { code, err } = await running.ended;
  expect(code).toBe(0);
  expect(err).toContain('Stopped.');
  expect(pids.filter((pid) => pid === null || lives(pid))).toEqual([]);
  expect(postmaster(folder)).toBeNull();
});
