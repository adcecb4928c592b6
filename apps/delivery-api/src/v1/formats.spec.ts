import { formatNamed, negotiate } from './formats.js';

test.each([
  [undefined, 'json'],
  ['', 'json'],
  ['*/*', 'json'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
  ['text/*', 'html'],
  ['text/*;q=0.5, text/markdown', 'md'],
  ['text/plain;q=0.9, application/ld+json;q=1.0', 'jsonld'],
  ['application/json;q=0, */*', 'html'],
  ['TEXT/MARKDOWN', 'md'],
  ['application/pdf', undefined],
  ['text/html;q=0', undefined],
  ['text/html;q=9', undefined],
  ['nonsense', undefined],
])('Accept: %s is answered with %s', (accept, name) => {
  expect(negotiate(accept)?.name).toBe(name);
});

test('a suffix is the name of a format and nothing else', () => {
  expect(['json', 'html', 'md', 'txt', 'jsonld'].map((name) => formatNamed(name)?.name)).toEqual([
    'json',
    'html',
    'md',
    'txt',
    'jsonld',
  ]);
  expect(['pdf', '', 'JSON', 'constructor'].map(formatNamed)).toEqual([null, null, null, null]);
});
