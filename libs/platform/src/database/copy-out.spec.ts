import { inPlace } from './copy-out.js';

test('each value stands where its number stood, as a literal', () => {
  expect(inPlace('select $1::int8, $2, $3::text[], $10', [7, "it's", ['a"b', 'c\\d'], 4, 5, 6, 7, 8, 9, null])).toBe(
    `select (7)::int8, 'it''s',  E'{"a\\\\"b","c\\\\\\\\d"}'::text[], null`,
  );
  expect(inPlace('select 5-$1, $2, $3', [-1, true, [1, null, false]])).toBe(`select 5-(-1), true, '{1,null,false}'`);
});

test('what a value says is never read as a part of the statement, nor as another place', () => {
  const hostile = [`'; drop table x; --`, `\\'; drop table x; --`, '$2', '$1'];
  for (const value of hostile) {
    const text = inPlace('select $1, $2', [value, 'second']);
    expect(text.endsWith(`, 'second'`)).toBe(true);
    // Without its doubled quotes and escaped backslashes, one literal is left.
    expect(text.slice('select '.length, -`, 'second'`.length)).toMatch(/^ ?E?'(?:[^'\\]|''|\\\\)*'$/);
  }
});

test('what no literal is known for is refused', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, {}, [{}], Symbol('x')])
    expect(() => inPlace('select $1', [value])).toThrow();
});
