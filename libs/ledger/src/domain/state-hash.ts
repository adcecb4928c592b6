import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';

/**
 * What something was before an event and after it, as `before` and `after` of its data: SHA-256 of the RFC 8785 JSON, in
 * hex. Hand it ids and keys: a hash of a few words about a person would let somebody try out which words they were.
 */
export function stateHash(state: unknown): string {
  const text = canonicalize(state);
  if (text === undefined) throw new Error('a state must be JSON');
  return createHash('sha256').update(text).digest('hex');
}
