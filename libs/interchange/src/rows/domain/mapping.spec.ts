import { mapRow, nativeRow, parseMapping } from './mapping.js';

const MAPPING = { system: 'old', id: 'ID', kind: 'fact', fields: { statement: 'Text' } };
const plain = (text: string) => text;

test.each([
  ['no object', 'x'],
  ['no id', { ...MAPPING, id: undefined }],
  ['an unknown conversion', { ...MAPPING, fields: { title: { column: 'a', as: 'poem' } } }],
  ['an unknown member', { ...MAPPING, colour: 'red' }],
])('a mapping with %s is refused in a sentence', (_what, mapping) => {
  expect(() => parseMapping(mapping)).toThrow(/The mapping does not fit/);
});

test('paths lead into fields and into rows, numbers are numbers, and an empty cell says nothing', () => {
  const mapping = parseMapping({
    ...MAPPING,
    fields: {
      'measure.value': { column: 'meta.count', as: 'number' },
      'measure.unit': { value: 'wells' },
      statement: 'Text',
      place: 'Place',
    },
  });
  const row = { ID: 7, Text: 'Deep.', Place: ' ', meta: { count: '1.5' } };
  expect(mapRow(mapping, row, 'en', plain)).toEqual({
    id: '7',
    kind: 'fact',
    locale: 'en',
    slug: null,
    fields: { measure: { value: 1.5, unit: 'wells' }, statement: 'Deep.' },
  });
  expect(() => mapRow(mapping, { ...row, meta: { count: 'many' } }, 'en', plain)).toThrow(
    '"many" in "meta.count" is no number',
  );
});

test('the prototype of a row is no column, and that of the fields stays as it is', () => {
  const mapping = parseMapping({ ...MAPPING, fields: { '__proto__.polluted': 'Text', place: 'constructor.name' } });
  const { fields } = mapRow(mapping, { ID: '1', Text: 'x' }, 'en', plain);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(fields['place']).toBeUndefined();
});

test('a row without a mapping says what it is, and nothing else', () => {
  expect(() => nativeRow({ id: '1', kind: 'fact', fields: {}, colour: 1 }, 'en')).toThrow('member "colour"');
  expect(() => nativeRow({ kind: 'fact', fields: {} }, 'en')).toThrow('"id" is missing');
  expect(nativeRow({ id: 1, kind: 'fact', fields: {} }, 'en')).toMatchObject({ id: '1', locale: 'en' });
});
