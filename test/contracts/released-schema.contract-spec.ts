import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ASTVisitor, buildASTSchema, buildSchema, type GraphQLSchema, Kind, parse, visit } from 'graphql';

const read = (file: string) => readFile(path.resolve(import.meta.dirname, '../../apps/delivery-api', file), 'utf8');

/** What would break a client that was written for the released schema. */
async function breaking(released: GraphQLSchema, present: GraphQLSchema): Promise<readonly string[]> {
  const changes = await diff(released, present);
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ message }) => message);
}

// A release copies schema.graphql over released.graphql. Until then the schema only grows: deprecate instead of removing.
test('no client of the last release is broken by the schema of today', async () => {
  expect(
    await breaking(buildSchema(await read('released.graphql')), buildSchema(await read('schema.graphql'))),
  ).toEqual([]);
});

const PLANTED: readonly (readonly [string, ASTVisitor, string])[] = [
  [
    'a field that goes',
    { FieldDefinition: (node) => (node.name.value === 'myth' ? null : undefined) },
    "Field 'myth' was removed from object type 'MythFact'",
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

test.each(PLANTED)('%s is found', async (_what, change, message) => {
  const released = parse(await read('released.graphql'));
  const found = await breaking(buildASTSchema(released), buildASTSchema(visit(released, change)));
  expect(found.join('\n')).toContain(message);
});
