import path from 'node:path';

/** `dist`: this file is `dist/apps/cli/src/places.js`. */
export const BUILD = path.resolve(import.meta.dirname, '../../..');
export const CHECKOUT = path.dirname(BUILD);
export const SAMPLES = path.join(CHECKOUT, 'samples');

/** What is forked for an app; `entry` names another way into it. */
export function entryOf(app: 'delivery-api' | 'studio-api' | 'worker', entry = 'main'): string {
  return path.join(BUILD, 'apps', app, `src/${entry}.js`);
}
