import { createHmac } from 'node:crypto';
import type { Kind } from './kinds/kinds.js';

/** Why a document must not exist any more. A closed list, because a reason in words would be one more text about a person. */
export const EXPUNGE_REASONS = ['SAFETY', 'PRIVACY', 'LEGAL'] as const;
export type ExpungeReason = (typeof EXPUNGE_REASONS)[number];

export interface ExpungeRequest {
  readonly documentId: string;
  /** Left out: the document in every locale, and for ever. */
  readonly locale?: string;
  readonly reason?: ExpungeReason;
}

/** What `Secrets.derive` is asked for to recognise the addresses of what was expunged. */
export const EXPUNGED_ADDRESS_PURPOSE = 'expunged addresses';

/**
 * By this a tombstone knows the address that a reader asks for: HMAC-SHA256, so that slugs cannot be found out from a copy of
 * the tables. No part of an address contains a line break.
 */
export function hashAddress(
  key: Buffer,
  { kind, locale, slug }: { readonly kind: Kind; readonly locale: string; readonly slug: string },
): Buffer {
  return createHmac('sha256', key).update([kind, locale, slug].join('\n'), 'utf8').digest();
}
