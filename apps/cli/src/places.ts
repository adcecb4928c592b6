import path from 'node:path';
import { BUILD, CHECKOUT } from '#platform';

export const SAMPLES = path.join(CHECKOUT, 'samples');

/** What is forked for an app; `entry` names another way into it. */
export function entryOf(app: 'delivery-api' | 'studio-api' | 'worker', entry = 'main'): string {
  return path.join(BUILD, 'apps', app, `src/${entry}.js`);
}
