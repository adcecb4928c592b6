import { buildSchema } from 'graphql';
import { operationFacts } from './operation-facts.js';

const schema = buildSchema(`
  interface Thing { id: ID }
  type Page implements Thing { id: ID, next(at: Int): Page, words: Words }
  type Note implements Thing { id: ID }
  type Words { html: String }
  union Either = Page | Note
  type Query { page(at: Int): Page, thing: Thing, either: Either }
  type Mutation { page: Page }
`);
const typesOf = (query: string, name: string | null = null) =>
  [...(operationFacts(schema, query, name)?.types ?? ['none'])].sort();

test('it names every type that an answer may show, through fragments and behind interfaces and unions', () => {
  expect(typesOf('{ page { ...W } } fragment W on Page { words { html } }')).toEqual(['Page', 'Words']);
  expect(typesOf('{ thing { id } }')).toEqual(['Note', 'Page']);
  expect(typesOf('{ either { ... on Page { id } } }')).toEqual(['Note', 'Page']);
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
