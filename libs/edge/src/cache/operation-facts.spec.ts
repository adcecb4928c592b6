import { buildSchema } from 'graphql';
import { entityTypes, operationFacts } from './operation-facts.js';

const schema = buildSchema(`
  interface Thing { id: ID }
  type Page implements Thing { id: ID, next(at: Int): Page, words: Words }
  type Note implements Thing { id: ID }
  type Words { html: String }
  union Either = Page | Note
  scalar _Any
  type Query { page(at: Int): Page, thing: Thing, either: Either, _entities(representations: [_Any!]!): [Either]! }
  type Mutation { page: Page }
`);
const typesOf = (query: string, name: string | null = null) =>
  [...(operationFacts(schema, query, name)?.types ?? ['none'])].sort();

test('it names every type that an answer may show, through fragments and behind interfaces and unions', () => {
  expect(typesOf('{ page { ...W } } fragment W on Page { words { html } }')).toEqual(['Page', 'Words']);
  expect(typesOf('{ thing { id } }')).toEqual(['Note', 'Page']);
  expect(typesOf('{ either { ... on Page { id } } }')).toEqual(['Note', 'Page']);
});

test.each<[string, object, readonly string[] | 'everything']>([
  ['query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', { r: [{ __typename: 'Page' }] }, ['Page']],
  ['query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', { r: { __typename: 'Note' } }, ['Note']],
  [
    'query ($r: _Any!) { _entities(representations: [$r, { __typename: "Note" }]) { __typename } }',
    { r: { __typename: 'Page' } },
    ['Note', 'Page'],
  ],
  [
    '{ _entities(representations: [{ __typename: "Page", id: "x" }]) { ... on Page { words { html } } } }',
    {},
    ['Page'],
  ],
  [
    'query ($r: [_Any!]! = [{ __typename: "Page" }]) { _entities(representations: $r) { __typename } }',
    {},
    'everything',
  ],
  [
    'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
    { r: [{ __typename: 'Page' }, {}] },
    'everything',
  ],
  [
    'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
    { r: [{ __typename: ['Page'] }] },
    'everything',
  ],
  [
    'query ($t: String) { _entities(representations: [{ __typename: $t }]) { __typename } }',
    { t: 'Page' },
    'everything',
  ],
  ['{ _entities(representations: [{ id: "x" }]) { __typename } }', {}, 'everything'],
  [
    '{ a: _entities(representations: [{ __typename: "Page" }]) { __typename } b: _entities(representations: [{ id: "x" }]) { __typename } }',
    {},
    'everything',
  ],
])('by keys, %s with %j asks for %j', (query, variables, wanted) => {
  const facts = operationFacts(schema, query, null);
  const named = facts?.entities ? entityTypes(facts.entities, variables as Record<string, unknown>) : [];
  // What the text does not say plainly is every type that the union has.
  const everything = named === null || facts?.types.has('Note') ? 'everything' : [...named].sort();
  expect(everything).toEqual(wanted);
});

test('arguments are found at any depth', () => {
  expect([
    ...(operationFacts(schema, 'query ($a: Int) { page { next(at: $a) { id } } }', null)?.argumentNames ?? []),
  ]).toEqual(['at']);
});

test('white space and comments do not change its name; anything else does', () => {
  const name = (query: string, operation: string | null = null) => operationFacts(schema, query, operation)?.name;
  expect(name('{ page { id } }')).toBe(name('{\n  page,{id # yes\n}}'));
  expect(name('{ page { id } }')).not.toBe(name('{ page { words { html } } }'));
  expect(name('query A { page { id } }', 'A')).not.toBe(name('query A { page { id } }'));
});

test.each([
  '{ page {',
  '{ nope }',
  'mutation { page { id } }',
  '{ __schema { types { name } } }',
  'query A { page { id } } query B { page { id } }',
  '',
])('nothing is said of %s', (query) => {
  expect(operationFacts(schema, query, null)).toBeNull();
});
