import type { Body, Kind } from './kinds/kinds.js';

/** A document in one locale as editors see it: its working copy and where its version line stands. */
export interface Variant<K extends Kind = Kind> {
  readonly documentId: string;
  readonly kind: K;
  readonly locale: string;
  readonly slug: string | null;
  /** Upcast to today's format. */
  readonly draft: Body<K>;
  /** Counter for optimistic locking: every save names the one it was based on. */
  readonly draftVersion: number;
  /** Number of the revision that the draft grew from, null for a draft that was never frozen. */
  readonly basedOn: number | null;
  readonly lastRevision: number;
  readonly lastEdition: number;
  /** Number of the edition that the public sees, null when the variant is not live. */
  readonly liveEdition: number | null;
  readonly createdAt: string;
  readonly savedAt: string;
  readonly savedBy: string;
}

/** A frozen full snapshot of a variant. */
export interface Revision<K extends Kind = Kind> {
  readonly documentId: string;
  readonly kind: K;
  readonly locale: string;
  readonly number: number;
  readonly slug: string;
  readonly body: Body<K>;
  readonly bodyFormat: number;
  readonly hash: string;
  readonly author: string;
  readonly note: string | null;
  readonly basedOn: number | null;
  readonly createdAt: string;
  /** Numbers of the editions in which it was public. */
  readonly editions: readonly number[];
}
