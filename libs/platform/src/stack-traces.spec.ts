import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { mapsBeside, nameSources } from './stack-traces.js';

const before = Error.prepareStackTrace;
const folder = mkdtempSync(path.join(tmpdir(), 'almanac stacks (1) '));
// What is thrown in line 1 of a built file was written in line 7 of its source.
const MAP = { version: 3, file: 'built.js', sources: ['../source.ts'], names: [], mappings: 'AAMA' };
writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');

beforeAll(() => {
  nameSources(mapsBeside(folder));
});
afterAll(() => {
  Error.prepareStackTrace = before;
  rmSync(folder, { recursive: true });
});

/** Of a fault in a file that was built, whatever lies beside it. */
async function stackOf(name: string, map: string | null): Promise<string> {
  const file = path.join(folder, name);
  writeFileSync(file, 'throw new TypeError("a fault");\n');
  if (map !== null) writeFileSync(`${file}.map`, map);
  return import(pathToFileURL(file).href).then(
    () => '',
    (error: Error) => error.stack ?? '',
  );
}

test('a stack names lines of the sources', async () => {
  const stack = await stackOf('built.js', JSON.stringify(MAP));
  expect(stack).toMatch(/^TypeError: a fault\n/);
  expect(stack).toContain(`at ${path.join(path.dirname(folder), 'source.ts')}:7:1`);
});

test.each([
  ['no map', 'none.js', null],
  ['half a map', 'half.js', '{"version":3,'],
  ['a map of nothing', 'nothing.js', '{"version":3,"sources":[],"names":[],"mappings":""}'],
])('a file with %s is named itself', async (_what, name, map) => {
  expect(await stackOf(name, map)).toContain(`${pathToFileURL(path.join(folder, name)).href}:1:7`);
});

test('what its maker made of a stack that is no text stays that', () => {
  nameSources(
    () => null,
    () => 7,
  );
  expect(new Error('a fault').stack).toBe(7);
});
