import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { KINDS } from '#content';
import { plainFields, shapeOf, type ShapeNode } from './schema/field-types.js';
import { KIND_NAMES } from './schema/kind-names.js';
import { printStudioSchema } from './schema.js';

const committed = path.resolve(import.meta.dirname, '../schema.graphql');
const schema: GraphQLSchema = buildSchema(readFileSync(committed, 'utf8'));

test('the committed schema is what the code serves', async () => {
  // When this fails after a change that was meant: `npm run schema`, and read the difference as an editor would.
  expect(await printStudioSchema()).toBe(readFileSync(committed, 'utf8'));
});

test('every type, field, argument and value says what it is', () => {
  const silent: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
    if (!type.description && type !== schema.getQueryType() && type !== schema.getMutationType())
      silent.push(type.name);
    if (isEnumType(type)) silent.push(...undescribed(type.name, type.getValues()));
    if (isInputObjectType(type)) silent.push(...undescribed(type.name, Object.values(type.getFields())));
    if (isObjectType(type) || isInterfaceType(type)) {
      const fields = Object.values(type.getFields());
      silent.push(...undescribed(type.name, fields));
      silent.push(...fields.flatMap((field) => undescribed(`${type.name}.${field.name}`, field.args)));
    }
  }
  expect(silent).toEqual([]);
});

function undescribed(
  owner: string,
  parts: readonly { readonly name: string; readonly description?: string | null | undefined }[],
): string[] {
  return parts.filter((part) => !part.description).map((part) => `${owner}.${part.name}`);
}

/** Every place of a shape that is missing from a GraphQL type, however deep. */
function missing(typeName: string, shape: ShapeNode): string[] {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInputObjectType(type)) return [typeName];
  const fields = type.getFields();
  return Object.entries(shape.properties ?? {}).flatMap(([name, property]) => {
    const field = fields[name];
    if (!field) return [`${typeName}.${name}`];
    const below = property.properties ? property : property.items?.properties ? property.items : null;
    return below ? missing(String(field.type).replace(/[[\]!]/g, ''), below) : [];
  });
}

test.each(KINDS)('every field of a %s can be written and read', (kind) => {
  const name = KIND_NAMES[kind];
  expect(Object.keys(shapeOf(kind).properties ?? {})).not.toEqual([]);
  expect([...missing(`${name}Draft`, shapeOf(kind)), ...missing(`${name}FieldsInput`, shapeOf(kind))]).toEqual([]);
});

test.each(KINDS)('a %s can be created and saved, and is told apart in lists of variants and revisions', (kind) => {
  const name = KIND_NAMES[kind];
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
  expect(mutations).toEqual(expect.arrayContaining([`create${name}`, `save${name}`]));
  for (const contract of ['Variant', 'Revision']) {
    const type = schema.getType(`${name}${contract}`);
    expect(isObjectType(type) && type.getInterfaces().map((each) => each.name)).toEqual([contract]);
  }
});

test('every payload of a write has a list of problems', () => {
  for (const mutation of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const payload = schema.getType(String(mutation.type).replace('!', ''));
    expect(isObjectType(payload) && String(payload.getFields()['problems']?.type)).toBe('[Problem!]!');
  }
});

test('every write that makes, publishes or takes back something takes a key, by which it is done once', () => {
  const made =
    /^(create|publish|withdraw|revert|begin|add|reply|submit|schedule|issue|restore)|^(saveVersion|inviteEditor|requestExpunge|confirmExpunge)$/;
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(({ name }) => made.test(name));
  expect(mutations.length).toBeGreaterThan(25);
  const without = mutations.filter(({ args }) => {
    const input = schema.getType(String(args[0]?.type).replace('!', ''));
    return !isInputObjectType(input) || !('idempotencyKey' in input.getFields());
  });
  expect(without.map(({ name }) => name)).toEqual([]);
});

test('what reaches a service has no names but those of the shape, and no prototype of the caller', () => {
  const hostile = JSON.parse(
    '{"title":"A","__proto__":{"polluted":true},"constructor":{"prototype":{}},"modules":[{"_key":"m","__proto__":{"x":1}}]}',
  ) as object;
  const fields = plainFields('course', hostile);
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  expect(fields).toEqual({ title: 'A', modules: [{ _key: 'm' }] });
  expect(Object.keys(fields)).toEqual(['title', 'modules']);
});
