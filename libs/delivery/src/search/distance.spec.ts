import { mistakes, mistakesAllowed } from './distance.js';

test.each([
  ['victim', 'victim', 0],
  ['vitcim', 'victim', 1],
  ['trafick', 'traffick', 1],
  ['labour', 'labor', 1],
  ['hlepline', 'helplines', 2],
  ['', 'ab', 2],
  ['víctima', 'victima', 1],
  ['abcdef', 'fedcba', 3],
])('between "%s" and "%s" are %i mistakes', (a, b, expected) => {
  expect(Math.min(mistakes(a, b, 2), 3)).toBe(expected);
  expect(Math.min(mistakes(b, a, 2), 3)).toBe(expected);
});

test('the longer the word, the more mistakes are forgiven, and none in the shortest', () => {
  expect(['gas', 'lamp', 'lamps', 'lantern'].map(mistakesAllowed)).toEqual([0, 1, 1, 2]);
});
