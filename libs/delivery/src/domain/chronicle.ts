import type { Kind } from '#content';
import type { PublishedDocument } from './document.js';

/** What happened in public, newest first. */
export interface ChronicleRequest {
  /** ALL editions, or those that correct or take back what was said. */
  readonly of: 'ALL' | 'CORRECTIONS';
  /** Null: every locale. */
  readonly locale: string | null;
  /** 1 to 100. */
  readonly first: number;
}

/** An edition that corrects or takes back what the one before said. */
export interface CorrectionRecord {
  readonly edition: number;
  readonly changeKind: PublishedDocument['edition']['changeKind'];
  readonly note: string | null;
  readonly publishedAt: string;
}

/** Where a document is, and when it last changed. */
export interface Address {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
  readonly publishedAt: string;
}
