import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { testServer } from './server.js';
import type { World } from './world.js';

const FOLDER = path.resolve(import.meta.dirname, '../../dist/apps/delivery-api/src');

type Settings = Readonly<Record<string, string>>;
type Stream = 'inherit' | 'pipe';

/** The built delivery API as a process of its own over the world's database, on a free port; what it complains of goes to `stderr`. */
export function launchDelivery(
  world: Pick<World, 'database'>,
  settings: Settings = {},
  stderr: Stream = 'inherit',
): ChildProcess {
  const { delivery } = world.database.addresses;
  const own = { ALMANAC_DELIVERY_DATABASE_URL: delivery, ALMANAC_DELIVERY_PORT: '0' };
  return launch('main.js', world, { ...own, ...settings }, stderr);
}

/** The same of the process that serves previews. */
export function launchPreview(world: Pick<World, 'database'>, settings: Settings = {}): ChildProcess {
  const { preview } = world.database.addresses;
  const own = { ALMANAC_PREVIEW_DATABASE_URL: preview, ALMANAC_PREVIEW_PORT: '0' };
  return launch('preview-main.js', world, { ...own, ...settings }, 'inherit');
}

function launch(
  entry: string,
  { database: { addresses } }: Pick<World, 'database'>,
  settings: Settings,
  stderr: Stream,
): ChildProcess {
  return fork(path.join(FOLDER, entry), [], {
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
    env: {
      PATH: process.env['PATH'],
      ALMANAC_ENV: 'test',
      ALMANAC_SECRET: testServer().secret,
      DATABASE_URL: addresses.owner,
      ALMANAC_LOG_LEVEL: 'error',
      ...settings,
    },
  });
}

/** What it tells its parent once it serves. */
export async function served(child: ChildProcess): Promise<{ readonly ready: boolean; readonly url: string }> {
  return ((await once(child, 'message')) as [{ ready: boolean; url: string }])[0];
}

/** One figure of `/metrics`, over all its labels. */
export async function figure(operations: string, name: string): Promise<number> {
  const text = await (await fetch(`${operations}/metrics`)).text();
  expect(text).toContain(`# TYPE ${name.replace(/_count$/, '')} `);
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
