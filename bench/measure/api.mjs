import { join, resolve } from 'node:path';
import { Child } from './children.mjs';

/** Milliseconds; a second or two on a machine that does nothing else. */
const STARTING = 180_000;
const API = join(resolve(import.meta.dirname, '../..'), 'dist/apps/delivery-api/src/main.js');

/** What a process of ours takes over from this one. */
export function inherited(folder) {
  const { PATH, HOME = folder, TZ } = process.env;
  return { PATH, HOME, ...(TZ ? { TZ } : {}) };
}

/** The built delivery API as one process, with an environment of its own; what it logs goes into the folder. */
export async function startApi(folder, environment, execArgv = []) {
  const api = Child.start('delivery API', API, {
    env: { ...inherited(folder), NODE_ENV: 'production', ...environment },
    execArgv,
    cwd: folder,
    log: join(folder, 'delivery-api.log'),
  });
  const { url } = await api.answer(STARTING);
  return { api, url };
}
