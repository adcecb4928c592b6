import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema } from 'graphql';
import { operationFacts } from '#edge';
import { dependenciesOf } from './dependencies.js';

const schema = buildSchema(readFileSync(path.resolve(import.meta.dirname, '../../schema.graphql'), 'utf8'));
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

test('what is asked as of a moment depends on the very head', () => {
  expect(of('query ($t: String!) { article(slug: "x", asOf: { token: $t }) { title } }')).toBeNull();
});

test('a type that nobody has thought about depends on everything', () => {
  expect(dependenciesOf({ types: new Set(['SomethingNew']), argumentNames: new Set() })).toEqual(ALL);
});
