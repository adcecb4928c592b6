import { hash } from 'node:crypto';
import { canonical, isQueryOf, readGet, readPost } from './graphql-request.js';

const post = (body: unknown, type = 'application/json') =>
  readPost(type, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

test('variables read the same however they are ordered and spaced', () => {
  const one = post('{"query":"{a}","variables":{"b":[1,{"d":null,"c":"é"}],"a":1.0}}');
  const two = post('{"variables": {"a": 1, "b": [1, {"c": "\\u00e9", "d": null}]}, "query": "{a}"}');
  expect(one?.variables).toBe('{"a":1,"b":[1,{"c":"é","d":null}]}');
  expect(two).toEqual(one);
});

test('lists keep their order, and absent is not null', () => {
  expect(canonical({ a: [2, 1] })).not.toBe(canonical({ a: [1, 2] }));
  expect(canonical({ a: null })).not.toBe(canonical({}));
});

test('a GET says the same as a POST', () => {
  const url = `/graphql?${new URLSearchParams({ query: '{a}', variables: '{"x":1}', operationName: 'Q' }).toString()}`;
  expect(readGet(url)).toEqual(post({ query: '{a}', variables: { x: 1 }, operationName: 'Q' }));
});

test('an id stands in place of a query, by POST and by GET, and never beside one', () => {
  const wanted = { query: null, documentId: 'x', operationName: null, variables: '{}', persisted: null, cost: false };
  expect(post({ documentId: 'x' })).toEqual(wanted);
  expect(readGet('/graphql?documentId=x')).toEqual(wanted);
  expect(post({ documentId: 'x', query: '{a}' })).toBeNull();
  expect(post({ documentId: 1 })).toBeNull();
});

test.each([
  ['no JSON', '{"query":'],
  ['a list', '[{"query":"{a}"}]'],
  ['an unknown member', { query: '{a}', extra: 1 }],
  ['variables that are a list', { query: '{a}', variables: [] }],
  ['a query that is a number', { query: 1 }],
  ['no query', { variables: {} }],
  ['extensions that are unknown here', { query: '{a}', extensions: { trace: true } }],
  ['a wish for the cost that is neither yes nor no', { query: '{a}', extensions: { cost: 1 } }],
  ['a hash that is none', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
  ['nesting without end', `{"query":"{a}","variables":{"a":${'['.repeat(40_000)}${']'.repeat(40_000)}}}`],
])('%s is left to those who refuse', (_case, body) => {
  expect(post(body)).toBeNull();
});

test('a parameter that comes twice is left to those who refuse', () => {
  expect(readGet('/graphql?query={a}&query={b}')).toBeNull();
});

test('a hash stands for exactly one query', () => {
  const sha256Hash = hash('sha256', '{a}', 'hex');
  expect(
    post({ extensions: { persistedQuery: { version: 1, sha256Hash }, clientLibrary: { name: 'x' } } }),
  ).toMatchObject({
    query: null,
    persisted: sha256Hash,
  });
  expect([isQueryOf('{a}', sha256Hash), isQueryOf('{b}', sha256Hash)]).toEqual([true, false]);
});

test('who wants to know the cost asks another question', () => {
  const asked = { query: '{a}', extensions: { cost: true } };
  expect([post({ query: '{a}' })?.cost, post(asked)?.cost]).toEqual([false, true]);
});
