import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { LIMITS, operationLimits } from './limits.js';

const schema = buildSchema('type Query { a(x: Int): Query b: Query leaf: Int }');
const refusals = (query: string) => validate(schema, parse(query), [operationLimits]).map((error) => error.message);
const nest = (levels: number) => `{ ${'a { '.repeat(levels - 1)} leaf ${'} '.repeat(levels - 1)} }`;

test('depth counts fields, not fragments', () => {
  expect(refusals(nest(LIMITS.depth))).toEqual([]);
  expect(refusals(nest(LIMITS.depth + 1))[0]).toContain(`limit is ${LIMITS.depth}`);
  expect(refusals('{ ... { ... { ...F } } } fragment F on Query { leaf }')).toEqual([]);
});

test('depth cannot be hidden in fragments', () => {
  const fragments = Array.from(
    { length: 20 },
    (_, index) => `fragment F${index} on Query { a { ${index === 19 ? 'leaf' : `...F${index + 1}`} } }`,
  );
  expect(refusals(`{ ...F0 } ${fragments.join(' ')}`)[0]).toContain('21 levels deep');
});

// Measured one by one, the sixty fragments would be more fields than anybody could count: the test would never end.
test('fragments that double at each step are measured in the time of their text', () => {
  const fragments = Array.from(
    { length: 60 },
    (_, index) =>
      `fragment F${index} on Query { ${index === 59 ? 'leaf' : `x: a { ...F${index + 1} } y: b { ...F${index + 1} }`} }`,
  );
  expect(refusals(`{ ...F0 } ${fragments.join(' ')}`).join()).toContain('aliases');
});

test('a cycle of fragments ends, and the standard rules refuse it', () => {
  const query = parse('{ ...A } fragment A on Query { a { ...B } } fragment B on Query { a { ...A } }');
  expect(validate(schema, query, [operationLimits])).toEqual([]);
  expect(validate(schema, query, [...specifiedRules, operationLimits]).length).toBeGreaterThan(0);
});

test('root fields, aliases and directives are counted through fragments', () => {
  const many = (length: number, one: (index: number) => string) =>
    Array.from({ length }, (_, index) => one(index)).join(' ');
  expect(
    refusals(`{ ...F } fragment F on Query { ${many(LIMITS.rootFields + 1, (index) => `f${index}: leaf`)} }`)[0],
  ).toContain('root fields');
  expect(refusals(`{ a { ${many(LIMITS.aliases + 1, (index) => `f${index}: leaf`)} } }`)[0]).toContain('aliases');
  expect(refusals(`{ a { ${many(LIMITS.directives + 1, () => 'leaf @skip(if: false)')} } }`)[0]).toContain(
    'directives',
  );
});
