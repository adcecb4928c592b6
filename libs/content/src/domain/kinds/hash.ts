import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Kind } from './kinds.js';

export interface Hashed {
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string | null;
  readonly format: number;
  readonly body: object;
}

/** sha256 over the RFC 8785 form: the order of keys, and how a database spells a number, cannot change it. 32 bytes. */
export function hashRevision({ kind, locale, slug, format, body }: Hashed): Buffer {
  const text = canonicalize({ kind, locale, slug, format, body });
  if (text === undefined) throw new Error('A revision that JSON cannot hold has no hash.');
  return createHash('sha256').update(text, 'utf8').digest();
}

/** One row's part of the order-independent checksum of a visible set: a signed 64-bit number, as PostgreSQL's int8. */
export function hash64(documentId: string, locale: string, hash: Buffer): bigint {
  return createHash('sha256').update(`${documentId}\0${locale}\0`, 'utf8').update(hash).digest().readBigInt64BE(0);
}
