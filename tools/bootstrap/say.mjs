import { dirname, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Something that the person at the keyboard can mend: shown without a stack. */
export class Refusal extends Error {}

/** Progress goes to standard error: standard output belongs to what a command answers. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
