import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { BadInput } from '#platform';
import type { PageFile } from './import.service.js';

const PAGE = /\.(txt|text|md|markdown|html?|xhtml)$/i;

/** The pages that paths name: a file as itself, a folder as every page below it. Names are stable from run to run. */
export async function pageFiles(paths: readonly string[]): Promise<readonly PageFile[]> {
  const files: PageFile[] = [];
  for (const given of paths) {
    const found = await stat(given).catch(() => null);
    if (!found) throw new BadInput(`There is no file or folder ${given}: check the path.`, ['file', given]);
    if (!found.isDirectory()) {
      files.push({ name: path.basename(given), bytes: await read(given) });
      continue;
    }
    const entries = (await readdir(given, { recursive: true, withFileTypes: true })).filter(
      (entry) => entry.isFile() && PAGE.test(entry.name),
    );
    const names = entries.map((entry) => path.join(entry.parentPath, entry.name)).sort();
    for (const name of names)
      files.push({ name: path.relative(given, name).split(path.sep).join('/'), bytes: await read(name) });
  }
  return files;
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new BadInput(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}): check its permissions.`,
      ['file', file],
    );
  }
}
