import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Answer, type AnswerParts, chooseEncoding } from './answer.js';

const BODY = Buffer.from(JSON.stringify({ data: 'word '.repeat(1_000) }));
const answer = (more: Partial<AnswerParts> = {}) =>
  new Answer({ body: BODY, contentType: 'application/json', asOf: null, shared: '', tags: [], ...more });

test.each([
  ['gzip, deflate, br', 'br'],
  ['gzip, deflate, br;q=0', 'gzip'],
  ['GZIP;q=0.5', 'gzip'],
  ['*', 'br'],
  ['*;q=0', 'identity'],
  ['identity', 'identity'],
  ['', 'identity'],
])('of "%s" it takes %s', (accepted, chosen) => {
  expect(chooseEncoding(accepted)).toBe(chosen);
});

test('a variant is made once, tells its size, and holds the same bytes', async () => {
  const one = answer();
  const sizes: number[] = [];
  const made = await Promise.all([1, 2, 3].map(async () => one.variant('br', (bytes) => sizes.push(bytes))));
  expect(new Set(made).size).toBe(1);
  expect(sizes).toEqual([made[0]?.length]);
  expect(brotliDecompressSync(made[0] ?? '')).toEqual(BODY);
  expect(gunzipSync(await one.variant('gzip', () => undefined))).toEqual(BODY);
  expect(one.variant('identity', () => undefined)).toBe(BODY);
});

test('a small answer goes as it is', () => {
  expect(answer({ body: Buffer.from('{}') }).encodingFor('br')).toBe('identity');
});

test('the validator follows from bytes and media type, and any encoding of it is recognised', () => {
  const etag = answer().etagIn('identity');
  const [, name = ''] = /^"(.*)"$/.exec(etag) ?? [];
  expect(etag).toBe(answer({ headers: ['link', '<x>'] }).etagIn('identity'));
  expect(answer({ body: Buffer.from('other') }).etagIn('identity')).not.toBe(etag);
  expect(answer({ contentType: 'text/plain' }).etagIn('identity')).not.toBe(etag);
  for (const held of [etag, `W/${etag}`, `"${name}-br"`, `"x", "${name}-gzip"`, '*'])
    expect(answer().isHeldBy(held)).toBe(true);
  for (const held of ['', '"x"', name, `"${name}-zip"`]) expect(answer().isHeldBy(held)).toBe(false);
  expect(answer({ status: 404 }).isHeldBy('*')).toBe(false);
});
