import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { testServer } from './server.js';
import type { World } from './world.js';

const MAIN = path.resolve(import.meta.dirname, '../../dist/apps/delivery-api/src/main.js');

/** The built delivery API as a process of its own over the world's database, on a free port; what it complains of goes to `stderr`. */
export function launchDelivery(
  { database: { addresses } }: Pick<World, 'database'>,
  settings: Readonly<Record<string, string>> = {},
  stderr: 'inherit' | 'pipe' = 'inherit',
): ChildProcess {
  return fork(MAIN, [], {
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
    env: {
      PATH: process.env['PATH'],
      ALMANAC_ENV: 'test',
      ALMANAC_SECRET: testServer().secret,
      DATABASE_URL: addresses.owner,
      ALMANAC_DELIVERY_DATABASE_URL: addresses.delivery,
      ALMANAC_DELIVERY_PORT: '0',
      ALMANAC_LOG_LEVEL: 'error',
      ...settings,
    },
  });
}

/** What it tells its parent once it serves. */
export async function served(child: ChildProcess): Promise<{ readonly ready: boolean; readonly url: string }> {
  return ((await once(child, 'message')) as [{ ready: boolean; url: string }])[0];
}
