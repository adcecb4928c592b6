// A release takes the delivery schema over, and the schema is compared with it from then on: node tools/release-schema.mjs [folder]
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = process.argv[2] ?? path.join(import.meta.dirname, '..');
const file = (name) => path.join(root, name);
const RELEASED = file('apps/delivery-api/released.graphql');

const { version } = JSON.parse(await readFile(file('package.json'), 'utf8'));
const released = await readFile(RELEASED, 'utf8');
const present = await readFile(file('apps/delivery-api/schema.graphql'), 'utf8');
const changes = await diff(buildSchema(released), buildSchema(present));
const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
if (breaking.length > 0) {
  const messages = breaking.map(({ message }) => message).join('\n');
  process.stderr.write(`This would break clients of the last release, so nothing was written:\n${messages}\n`);
  process.exitCode = 1;
} else {
  // The first line says which release it is of: a new version without its schema is noticed.
  await writeFile(
    RELEASED,
    `# The delivery schema of release ${version}, written by \`npm run schema:release\`.\n${present}`,
  );
}
