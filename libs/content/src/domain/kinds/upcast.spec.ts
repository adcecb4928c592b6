import { BODY_FORMAT } from './kinds.js';
import { upcast, UPCASTS, type UpcastTable } from './upcast.js';

const rename =
  (from: string, to: string) =>
  (_kind: string, { [from]: value, ...rest }: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
    ...rest,
    [to]: value,
  });

const table: UpcastTable = {
  current: 6,
  steps: {
    1: rename('a', 'b'),
    2: rename('b', 'c'),
    3: rename('c', 'd'),
    4: rename('d', 'e'),
    5: rename('e', 'title'),
  },
};

test('a body five formats old is read as today’s, and the stored one stays as it was', () => {
  const stored = Object.freeze({ a: 'T', summary: 'S' });
  expect(upcast('article', stored, 1, table)).toEqual({ title: 'T', summary: 'S' });
  expect(upcast('article', { e: 'T' }, 5, table)).toEqual({ title: 'T' });
  expect(upcast('article', { title: 'T' }, 6, table)).toEqual({ title: 'T' });
});

test('a step that is missing is named', () => {
  const { 3: _gap, ...steps } = table.steps;
  expect(() => upcast('article', { a: 'T' }, 1, { ...table, steps })).toThrow('No step leads from body format 3 to 4');
});

test('a format of a later version asks for that version', () => {
  expect(() => upcast('article', {}, 7, table)).toThrow(
    'This body has format 7, and this version of Almanac reads up to 6',
  );
});

test.each([0, -1, 1.5, Number.NaN])('%p is no format', (format) => {
  expect(() => upcast('article', {}, format)).toThrow('is not a body format');
});

test('the table that ships leads from format 1 to today without a gap', () => {
  expect(UPCASTS.current).toBe(BODY_FORMAT);
  for (let format = 1; format < UPCASTS.current; format += 1) expect(UPCASTS.steps[format]).toBeInstanceOf(Function);
});
