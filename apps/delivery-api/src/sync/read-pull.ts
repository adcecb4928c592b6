import type { Removal, Upsert } from '#delivery';
import type { ReadSession } from '../read/read-session.js';
import { type AskedChanges, type Changes, readChanges, readOn } from './read-changes.js';
import { type ResetCode, SyncReset } from './sync-token.js';

/** What a copy lacks, for a client that takes an answer which is not full for the last one, and keeps no token of an empty one. */
export interface Pulled {
  /** In the order in which they are told: a later one speaks for the same document. */
  readonly changes: readonly (Upsert | Removal)[];
  /** Where the copy stands then. */
  readonly last: Changes;
  readonly hasMore: boolean;
  /** Why the changes fill a new copy though a token was given. */
  readonly reset: ResetCode | null;
}

/**
 * Reads pages until there are as many changes as asked for, or the copy is as of the head; begins anew by itself where it must.
 * A client that keeps the token of the last page with changes comes back with one whose pages lead to an earlier head: it is
 * taken on from there.
 */
export async function readPull(session: ReadSession, asked: AskedChanges): Promise<Pulled> {
  let reset: ResetCode | null = null;
  let last = await readChanges(session, asked).catch((error: unknown) => {
    if (!(error instanceof SyncReset)) throw error;
    reset = error.kind;
    return readChanges(session, { ...asked, token: null });
  });
  const changes = changesOf(last);
  const hasMore = () => last.hasMore || !last.isCurrent;
  while (hasMore() && changes.length < asked.first) {
    last = await readOn(session, { ...asked, token: last.token, first: asked.first - changes.length });
    changes.push(...changesOf(last));
  }
  return { changes, last, hasMore: hasMore(), reset };
}

const changesOf = ({ upserts, removals }: Changes): (Upsert | Removal)[] => [...upserts, ...removals];
