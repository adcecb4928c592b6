import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ASTVisitor, Kind, parse, print, visit } from 'graphql';

const ROOT = path.resolve(import.meta.dirname, '../..');
const RELEASED = 'apps/delivery-api/released.graphql';
const SCHEMA = 'apps/delivery-api/schema.graphql';
const read = (file: string) => readFile(path.join(ROOT, file), 'utf8');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'almanac-released-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Takes a schema over where another one was released. */
async function release(
  released: string,
  schema: string,
): Promise<{ readonly refused: string; readonly taken: string }> {
  await mkdir(path.join(folder, path.dirname(SCHEMA)), { recursive: true });
  await writeFile(path.join(folder, 'package.json'), await read('package.json'));
  await writeFile(path.join(folder, SCHEMA), schema);
  await writeFile(path.join(folder, RELEASED), released);
  const child = spawn(process.execPath, [path.join(ROOT, 'tools/release-schema.mjs'), folder]);
  let refused = '';
  child.stderr.on('data', (chunk: Buffer) => (refused += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(refused === '' ? 0 : 1);
  return { refused, taken: await readFile(path.join(folder, RELEASED), 'utf8') };
}

// Until the next release the schema only grows: deprecate instead of removing.
test('no client of the last release is broken by the schema of today', async () => {
  expect((await release(await read(RELEASED), await read(SCHEMA))).refused).toBe('');
});

test('the schema that was taken over is of the version that package.json has: npm run schema:release', async () => {
  const { taken } = await release(await read(RELEASED), await read(SCHEMA));
  expect((await read(RELEASED)).split('\n')[0]).toBe(taken.split('\n')[0]);
  expect(taken).toBe(`${taken.split('\n')[0]}\n${await read(SCHEMA)}`);
});

const PLANTED: readonly (readonly [string, ASTVisitor, string])[] = [
  [
    'a field that goes',
    { FieldDefinition: (node) => (node.name.value === 'myth' ? null : undefined) },
    "Field 'myth' was removed from object type 'MythFact'",
  ],
  [
    'a newer field that goes',
    { FieldDefinition: (node) => (node.name.value === 'sync' ? null : undefined) },
    "Field 'sync' was removed from object type 'Query'",
  ],
  [
    'an argument that goes',
    { InputValueDefinition: (node) => (node.name.value === 'fallback' ? null : undefined) },
    "Argument 'fallback: Boolean' was removed from field 'Query.article'",
  ],
  [
    'a field that may be null now',
    {
      FieldDefinition: (node) =>
        node.name.value === 'myth' && node.type.kind === Kind.NON_NULL_TYPE
          ? { ...node, type: node.type.type }
          : undefined,
    },
    "Field 'MythFact.myth' changed type from 'String!' to 'String'",
  ],
  [
    'a value that goes',
    { EnumValueDefinition: (node) => (node.name.value === 'MYTH_FACT' ? null : undefined) },
    "Enum value 'MYTH_FACT' was removed from enum",
  ],
];

test.each(PLANTED)('%s is found, and not taken over', async (_what, change, message) => {
  const released = await read(RELEASED);
  const { refused, taken } = await release(released, print(visit(parse(released), change)));
  expect(refused).toContain(message);
  expect(taken).toBe(released);
});
