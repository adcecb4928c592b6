import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';

/** What an audit event says. Ids and hashes only, never text: expunging must be able to reach every word. */
export interface EventFact {
  readonly actor: string;
  readonly verb: string;
  readonly subject: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ChainedEvent extends EventFact {
  readonly number: number;
  /** ISO 8601 with microseconds, as the database printed it. */
  readonly at: string;
}

export const CHAIN_START = Buffer.alloc(32);

/** SHA-256 over the previous hash and the RFC 8785 JSON of the event, so that no earlier event can change unseen. */
export function chainHash(previous: Buffer, event: ChainedEvent): Buffer {
  const { number, at, actor, verb, subject, data } = event;
  const text = canonicalize({ number, at, actor, verb, subject, data });
  if (text === undefined) throw new Error('an audit event must be JSON');
  return createHash('sha256').update(previous).update(text).digest();
}
