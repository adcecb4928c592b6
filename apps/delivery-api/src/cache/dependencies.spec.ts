import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema } from 'graphql';
import { jsonSchemaOf, KINDS, ROLES, type ReferenceRole } from '#content';
import type { View } from '#delivery';
import { operationFacts } from '#edge';
import { CARRIERS } from '#delivery';
import { dependenciesOf, dependenciesWith, kindsWithin } from './dependencies.js';

const schema = buildSchema(
  `${readFileSync(path.resolve(import.meta.dirname, '../../schema.graphql'), 'utf8')}
  scalar _Any
  union _Entity = Article | Course | Source
  extend type Query { _entities(representations: [_Any!]!): [_Entity]! }`,
);
const of = (query: string) => {
  const facts = operationFacts(schema, query, null);
  return facts && dependenciesOf(facts);
};
const ALL = ['article', 'collection', 'course', 'fact', 'myth-fact', 'notice', 'source', 'topic'];

test.each([
  ['{ article(slug: "x") { title } }', ['article', 'notice', 'topic']],
  ['{ articles(first: 1) { pageInfo { endCursor } } }', ['article', 'notice', 'topic']],
  ['{ topic(slug: "x") { mythFacts(first: 1) { edges { cursor } } } }', ['myth-fact', 'notice', 'topic']],
  ['{ article(slug: "x") { body { html } } }', ['article', 'fact', 'myth-fact', 'notice', 'topic']],
  ['{ fact(slug: "x") { citations { quote } } }', ['fact', 'notice', 'source', 'topic']],
  ['{ article(slug: "x") { related { id } } }', ALL],
  ['{ withdrawal(slug: "x", kind: ARTICLE) { at } }', ALL],
  ['{ course(slug: "x") { modules { lessons { uses { pinned } } } } }', ALL],
])('%s depends on %j', (query, kinds) => {
  expect(of(query)).toEqual(kinds);
});

test.each([
  ['... on Article { title }', ['Article'], ['article', 'notice', 'topic']],
  [
    '... on Article { body { html } } ... on Course { title }',
    ['Article'],
    ['article', 'fact', 'myth-fact', 'notice', 'topic'],
  ],
  ['__typename', ['Source', 'Course'], ['course', 'notice', 'source', 'topic']],
  ['... on Article { related { id } }', ['Article'], ALL],
  ['__typename', ['constructor'], ALL],
  ['__typename', [7], ALL],
])('of entities, { %s } for keys of %j depends on %j', (selection, names, kinds) => {
  const facts = operationFacts(
    schema,
    `query ($r: [_Any!]!) { _entities(representations: $r) { ${selection} } }`,
    null,
  );
  const variables = { r: names.map((__typename) => ({ __typename, id: 'x' })) };
  expect(facts && dependenciesWith(facts, () => variables)).toEqual(kinds);
});

test('what is asked as of a moment depends on the very head', () => {
  expect(of('query ($t: String!) { article(slug: "x", asOf: { token: $t }) { title } }')).toBeNull();
});

test('a type that nobody has thought about depends on everything', () => {
  expect(dependenciesOf({ types: new Set(['SomethingNew']), argumentNames: new Set() })).toEqual(ALL);
});

test('carriers are the kinds with a reference that brings its target into the scope', () => {
  const carries = (schema: unknown): boolean => {
    if (typeof schema !== 'object' || schema === null) return false;
    const { role } = ((schema as Record<string, unknown>)['x-almanac-reference'] ?? {}) as { role?: ReferenceRole };
    return (role !== undefined && ROLES[role].carried) || Object.values(schema).some(carries);
  };
  expect(CARRIERS).toEqual(KINDS.filter((kind) => carries(jsonSchemaOf(kind, 'published'))).sort());
});

test('only where there is a scope does it matter what brings documents into it', () => {
  const open = { kinds: null, topics: null, audiences: null, locales: null };
  const within = (kinds: readonly string[] | null) =>
    kindsWithin({ scopes: [{ ...open, kinds }] } as unknown as View, ['topic', 'course', 'fact']);
  expect(within(null)).toEqual(['course', 'fact', 'topic']);
  expect(within(['fact'])).toEqual(['article', 'course', 'fact', 'myth-fact', 'topic']);
});
