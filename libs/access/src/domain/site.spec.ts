import { strangeSite } from './site.js';

test.each([
  'https://school.example/learn/{slug}',
  'http://localhost:3000/{locale}/{kind}/{slug}.html',
  'https://school.example/read?page={slug}',
])('%s is where documents are shown', (pattern) => {
  expect(strangeSite({ '*': pattern })).toEqual([]);
});

test.each([
  ['https://school.example/learn', '{slug}'],
  ['school.example/{slug}', 'no address'],
  ['javascript:alert({slug})', 'no address'],
  ['ftp://school.example/{slug}', 'no address'],
  ['//school.example/{slug}', 'no address'],
  ['https://school.example/a b/{slug}', 'no address'],
  ['https://school.example\\@evil.example/{slug}', 'no address'],
  ['https://me:secret@school.example/{slug}', 'password'],
  ['https://{slug}.school.example/', 'host'],
  ['https://school.example:{slug}/', 'no address'],
  ['https://school.example/{name}/{slug}', 'braces'],
  ['https://school.example/#{slug}', '"#"'],
  [`https://school.example/${'x'.repeat(500)}/{slug}`, 'too long'],
])('%s is refused and says why', (pattern, why) => {
  expect(strangeSite({ article: pattern }).map(({ message }) => message)).toEqual([expect.stringContaining(why)]);
});
