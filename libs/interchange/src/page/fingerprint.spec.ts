import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { fingerprint } from './fingerprint.js';

test('a fingerprint is the SHA-256 of the canonical JSON, whatever the order of the keys', () => {
  const value = {
    b: [1, { z: 'é“', a: null }],
    a: true,
    list: Array.from({ length: 3000 }, (_, index) => ({ y: index, x: `n${index}` })),
  };
  expect(fingerprint(value)).toBe(
    createHash('sha256')
      .update(canonicalize(value) ?? '')
      .digest('hex'),
  );
  expect(fingerprint({ a: 1, b: 2 })).toBe(fingerprint({ b: 2, a: 1 }));
  expect(fingerprint({ a: 1 })).not.toBe(fingerprint({ a: 2 }));
});
