import { buildSchema, type DocumentNode, parse } from 'graphql';
import { CompiledCounts, CompiledOperations } from './compiled-operations.js';
import { leavePlainFieldsToExecutors } from './plain-fields.js';

const schema = buildSchema(`
  input One @oneOf { a: Int b: Int }
  input Within { ones: [One!] }
  input Around { around: Around within: Within }
  type Query { word: String number(of: Int!): Int one(of: One!): Int deep(of: [Within!]): Int round(of: Around!): Int }
`);
const fields = schema.getQueryType()?.getFields() ?? {};
Object.assign(fields['number'] ?? {}, {
  resolve: (_: unknown, { of }: { of: number }) => {
    if (of === 13 || of < 0) throw new Error('no such number');
    return of;
  },
});
Object.assign(fields['word'] ?? {}, { resolve: () => 'a word' });

const runs = async (compiled: CompiledOperations, document: DocumentNode, times: number, variables = {}) => {
  let last: unknown;
  for (let time = 0; time < times; time++) last = await compiled.run(document, null, {}, variables);
  return last;
};

test('an operation is compiled when it has come a few times, and not before', async () => {
  const compiled = new CompiledOperations(schema);
  const document = parse('{ word }');
  expect(await runs(compiled, document, 4)).toBeNull();
  expect(await runs(compiled, document, 1)).toEqual({ word: 'a word' });
  expect(await runs(compiled, parse('{ word }'), 1)).toBeNull();
});

test('what does not end in complete data is left to graphql-js', async () => {
  const compiled = new CompiledOperations(schema);
  const document = parse('query ($n: Int!) { number(of: $n) }');
  expect(await runs(compiled, document, 6, { n: 7 })).toEqual({ number: 7 });
  expect(await runs(compiled, document, 1, { n: 'seven' })).toBeNull();
  expect(await runs(compiled, document, 1)).toBeNull();
});

test('an operation that failed is run once for all who send it with the same variables, and tried again some day', async () => {
  const counts = new CompiledCounts();
  const compiled = new CompiledOperations(schema, 1, counts);
  const document = parse('query ($n: Int!) { number(of: $n) }');
  expect(await runs(compiled, document, 64, { n: 13 })).toBeNull();
  expect(counts).toEqual({ complete: 0, repeated: 1, left: 63 });
  expect(await runs(compiled, document, 2, { n: 7 })).toEqual({ number: 7 });
  expect(await runs(compiled, document, 1, { n: 13 })).toBeNull();
  expect(counts).toEqual({ complete: 2, repeated: 2, left: 63 });
  for (let n = 100; n < 1_000; n++) await runs(compiled, document, 1, { n: -n });
  expect(counts.repeated).toBe(902);
});

test('an input of which exactly one member may be given is refused with two, or with null', async () => {
  const compiled = new CompiledOperations(schema, 1);
  const document = parse('query ($of: One!) { one(of: $of) }');
  expect(await runs(compiled, document, 1, { of: { a: 1 } })).toEqual({ one: null });
  expect(await runs(compiled, document, 1, { of: { a: 1, b: 2 } })).toBeNull();
  expect(await runs(compiled, document, 1, { of: { a: 1, b: null } })).toBeNull();
  const deep = parse('query ($of: [Within!]) { deep(of: $of) }');
  expect(await runs(compiled, deep, 1, { of: [{ ones: [{ a: 1 }] }] })).toEqual({ deep: null });
  expect(await runs(compiled, deep, 1, { of: [{ ones: [{ a: 1, b: 2 }] }] })).toBeNull();
  const round = parse('query ($of: Around!) { round(of: $of) }');
  expect(await runs(compiled, round, 1, { of: { within: { ones: [{ a: 1, b: 2 }] } } })).toBeNull();
});

test('a flood of operations does not grow what is held, and does not keep out the next one that comes often', async () => {
  const compiled = new CompiledOperations(schema);
  for (let index = 0; index < 400; index++) await runs(compiled, parse(`{ a${index}: word }`), 6);
  for (let index = 0; index < 4_000; index++) await runs(compiled, parse('{ word }'), 1);
  expect(compiled.size).toBeLessThanOrEqual(300);
  expect(await runs(compiled, parse('{ word }'), 5)).toEqual({ word: 'a word' });
});

test('only a resolver that reads the property of its own name is taken away', () => {
  const made = buildSchema('type Query { plain: Int renamed: Int changed: Int spare: Int method: Int }');
  const all = made.getQueryType()?.getFields() ?? {};
  const resolvers = {
    plain: (root: Record<string, unknown>) => root['plain'],
    renamed: (root: Record<string, unknown>) => root['plain'],
    changed: (root: Record<string, unknown>) => `${String(root['changed'])}!`,
    spare: (root: Record<string, unknown>) => root['spare'] ?? 5,
    method: (root: Record<string, unknown>, _args: unknown) => root['method'],
  };
  for (const [name, resolve] of Object.entries(resolvers)) Object.assign(all[name] ?? {}, { resolve });
  leavePlainFieldsToExecutors(made);
  expect(Object.keys(resolvers).filter((name) => all[name]?.resolve === undefined)).toEqual(['plain']);
});
