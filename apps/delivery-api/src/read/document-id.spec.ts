import { decodeDocumentName, documentIdOf, encodeDocumentName } from './document-id.js';

const documentId = '01890000-0000-7000-8000-000000000001';
const names = [
  { documentId, locale: 'en', edition: null, asOf: null, wanted: null },
  { documentId, locale: 'pt-BR', edition: null, asOf: null, wanted: null },
  { documentId, locale: 'en', edition: 2, asOf: null, wanted: null },
  { documentId, locale: 'en', edition: null, asOf: 'token', wanted: null },
  { documentId, locale: 'en', edition: 2, asOf: 'token', wanted: null },
];

test('an id gives back exactly what it names, and different names have different ids', () => {
  const ids = names.map(encodeDocumentName);
  expect(ids.map(decodeDocumentName)).toEqual(names);
  expect(new Set(ids).size).toBe(names.length);
  expect(documentIdOf(ids[4] ?? '', ['id'])).toBe(documentId);
});

const spelled = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
test.each([
  ['nothing', ''],
  ['a UUID', documentId],
  ['padding', `${encodeDocumentName(names[0]!)}=`],
  ['another version', spelled([2, documentId, 'en'])],
  ['spelled otherwise', Buffer.from(`[1, "${documentId}", "en"]`).toString('base64url')],
  ['an edition that is none', spelled([1, documentId, 'en', 0])],
  ['an edition that is text', spelled([1, documentId, 'en', '2'])],
  ['no locale', spelled([1, documentId])],
  ['a locale that is none', spelled([1, documentId, "en'--"])],
  ['more than an id holds', spelled([1, documentId, 'en', null, 'x', 'y'])],
  ['an object', spelled({ documentId })],
])('%s is not an id', (_case, id) => {
  expect(decodeDocumentName(id)).toBeNull();
});
