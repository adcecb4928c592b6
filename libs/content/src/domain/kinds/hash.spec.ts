import { createHash } from 'node:crypto';
import { hash64, hashRevision } from './hash.js';

const revision = { kind: 'topic', locale: 'en', slug: 'a', format: 1, body: { name: 'ä', description: 'd' } } as const;

test('a hash is sha256 of the canonical JSON, so that others can compute it', () => {
  const canonical = '{"body":{"description":"d","name":"ä"},"format":1,"kind":"topic","locale":"en","slug":"a"}';
  expect(hashRevision(revision)).toEqual(createHash('sha256').update(canonical).digest());
});

test('the order of keys does not change a hash, and each part of a revision does', () => {
  expect(hashRevision({ ...revision, body: { description: 'd', name: 'ä' } })).toEqual(hashRevision(revision));
  const others = [{ kind: 'fact' }, { locale: 'es' }, { slug: null }, { format: 2 }, { body: { name: 'b' } }] as const;
  const hashes = new Set(others.map((other) => hashRevision({ ...revision, ...other }).toString('hex')));
  expect(hashes.add(hashRevision(revision).toString('hex')).size).toBe(6);
});

test('hash64 is the first eight bytes, signed and big-endian, of id, locale and hash', () => {
  const hash = hashRevision(revision);
  const bytes = createHash('sha256')
    .update(Buffer.concat([Buffer.from('id\0en\0'), hash]))
    .digest();
  expect(
    BigInt.asUintN(64, hash64('id', 'en', hash))
      .toString(16)
      .padStart(16, '0'),
  ).toBe(bytes.subarray(0, 8).toString('hex'));
  const many = Array.from({ length: 64 }, (_, index) => hash64(`id${index}`, 'en', hash));
  expect(many.some((value) => value < 0n) && many.every((value) => BigInt.asIntN(64, value) === value)).toBe(true);
});
