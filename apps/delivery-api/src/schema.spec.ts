import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { printDeliverySchema, printSubgraphSchema } from './schema.js';

const committed = path.resolve(import.meta.dirname, '../schema.graphql');

test('the committed schema is what the code serves', async () => {
  // When this fails after a change that was meant: `npm run schema`, and read the difference as a partner would.
  expect(await printDeliverySchema()).toBe(readFileSync(committed, 'utf8'));
});

test('the committed subgraph is the same schema with its keys', async () => {
  const subgraph = readFileSync(path.resolve(import.meta.dirname, '../subgraph.graphql'), 'utf8');
  expect(await printSubgraphSchema()).toBe(subgraph);
  expect(subgraph).toContain(
    'type Article implements ContentDocument & Node @key(fields: "id") @key(fields: "documentId locale") {',
  );
});

test('every type, field, argument and value says what it is', () => {
  const schema = buildSchema(readFileSync(committed, 'utf8'));
  const silent: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
    if (!type.description && type !== schema.getQueryType()) silent.push(type.name);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        if (!field.description) silent.push(`${type.name}.${field.name}`);
        silent.push(
          ...field.args
            .filter((argument) => !argument.description)
            .map((argument) => `${type.name}.${field.name}(${argument.name})`),
        );
      }
    }
    if (isInputObjectType(type)) {
      silent.push(
        ...Object.values(type.getFields())
          .filter((field) => !field.description)
          .map((field) => `${type.name}.${field.name}`),
      );
    }
    if (isEnumType(type))
      silent.push(
        ...type
          .getValues()
          .filter((value) => !value.description)
          .map((value) => `${type.name}.${value.name}`),
      );
  }
  expect(silent).toEqual([]);
});
