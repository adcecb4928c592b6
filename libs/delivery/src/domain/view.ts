import type { Site } from '#access';
import type { Kind } from '#content';

/** The publication that a read is as of. `seq` is at most 2^53; `mark` tells two histories with equal numbers apart (hex). */
export interface Snapshot {
  readonly seq: number;
  readonly mark: string;
  /** ISO 8601 with microseconds, in UTC. */
  readonly at: string;
}

/** What a partner may see at one seq. null: no restriction; an empty list: nothing. Topics are already expanded to descendants. */
export interface Scope {
  readonly kinds: readonly Kind[] | null;
  readonly topics: readonly number[] | null;
  /** Bit set of audiences; a document that names none is for everyone. */
  readonly audiences: number | null;
  readonly locales: readonly string[] | null;
}

/** The bit of each audience key, as the publisher gave it: a key keeps its bit for ever, whatever the configuration lists now. */
export type AudienceBits = Readonly<Record<string, number>>;

export interface PartnerIdentity {
  readonly id: string;
  readonly handle: string;
  /** Web pages that may read the answers; null for any. Decides nothing about what is in them. */
  readonly origins: readonly string[] | null;
  /** Null: it may ask as often as it likes. Decides nothing about what is in an answer, either. */
  readonly quotas: Quotas | null;
}

/** How often somebody may ask; null: as often as they like. */
export interface Quotas {
  readonly perMinute: number | null;
  readonly perDay: number | null;
}

/** Whom content is to be credited to, and the terms under which it may be shown. */
export interface Attribution {
  readonly text: string;
  /** Where the credit is to lead. */
  readonly url: string | null;
  /** Address of the licence. */
  readonly licence: string | null;
}

/**
 * Everything that a public read depends on, apart from its arguments: every loader takes one. Visible means allowed by the
 * scope of S and by today's scope.
 */
export interface View {
  readonly snapshot: Snapshot;
  /** What the head was when the request began: `isHead` reads may use the open end of lists. */
  readonly isHead: boolean;
  /** That head: today's scope is as of it. */
  readonly head: Snapshot;
  readonly partner: PartnerIdentity;
  readonly scopes: readonly [Scope] | readonly [Scope, Scope];
  /** Whose notices the partner's readers see where none is asked for, as of S. */
  readonly region: string | null;
  /** Where the partner's own site shows documents, as of S. */
  readonly site: Site | null;
  /** Whom the content is to be credited to, as of S; null: nothing is said. */
  readonly attribution: Attribution | null;
  readonly audienceBits: AudienceBits;
  /** Something has been expunged here by now: what is not found may have been. */
  readonly hasTombstones: boolean;
}
