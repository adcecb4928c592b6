import { existsSync } from 'node:fs';
import path from 'node:path';

/** The checkout. Found by what lies there, not by counting folders: a build puts many modules into one file. */
export const CHECKOUT = nearestAbove(import.meta.dirname);
/** What `npm run build` writes. */
export const BUILD = path.join(CHECKOUT, 'dist');

function nearestAbove(folder: string): string {
  const above = path.dirname(folder);
  return above === folder || existsSync(path.join(folder, 'package.json')) ? folder : nearestAbove(above);
}
