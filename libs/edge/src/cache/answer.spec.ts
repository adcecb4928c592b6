import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Answer, chooseEncoding } from './answer.js';

const BODY = Buffer.from(JSON.stringify({ data: 'word '.repeat(1_000) }));
const answer = () => new Answer(BODY, 'application/json', null, []);

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
  expect(new Answer(Buffer.from('{}'), 'x', null, []).encodingFor('br')).toBe('identity');
});

test('the validator follows from the bytes, and any encoding of it is recognised', () => {
  const { etag } = answer();
  expect(etag).toBe(answer().etag);
  expect(new Answer(Buffer.from('other'), 'x', null, []).etag).not.toBe(etag);
  for (const held of [`"${etag}"`, `W/"${etag}"`, `"${etag}-br"`, `"x", "${etag}-gzip"`, '*'])
    expect(answer().isHeldBy(held)).toBe(true);
  for (const held of ['', '"x"', etag, `"${etag}-zip"`]) expect(answer().isHeldBy(held)).toBe(false);
});
