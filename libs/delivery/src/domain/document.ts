import type { Body, Kind, Segment } from '#content';

export interface RenderedField {
  readonly html: readonly Segment[];
  readonly markdown: readonly Segment[];
  readonly text: readonly Segment[];
}

/** Written by the publish transaction, own words only: embeds are joined in at read, as of S. Keys are field names (`body`, `explanation`). */
export interface RenderedDocument {
  readonly fields: Readonly<Record<string, RenderedField>>;
  readonly wordCount: number;
  readonly readingMinutes: number;
  readonly readingGrade: number | null;
}

/** One document in one locale as published: the edition at S, or a pinned one. */
export interface PublishedDocument<K extends Kind = Kind> {
  readonly documentId: string;
  readonly kind: K;
  readonly locale: string;
  readonly slug: string;
  readonly edition: {
    readonly number: number;
    readonly seq: number;
    readonly publishedAt: string;
    readonly changeKind: 'MAJOR' | 'MINOR' | 'CORRECTION' | 'RETRACTION';
    readonly note: string | null;
    readonly hash: string;
  };
  /** Instant of the first publication of the current listing, the sort key of lists (ISO 8601, microseconds). */
  readonly listedAt: string;
  readonly body: Body<K>;
  readonly rendered: RenderedDocument;
  /** The slug that was asked for, when it is an old one of this document. */
  readonly redirectedFrom: string | null;
}

export interface PublishedWithdrawal {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
  /** REVERTED: the publication that first made it public was taken back. */
  readonly reason: 'GONE' | 'REPLACED' | 'RETRACTED' | 'REVERTED';
  readonly replacedBy: string | null;
  readonly notice: string | null;
  readonly at: string;
}

/** What is left of a document that was expunged: that there was one. */
export interface PublishedTombstone {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  /** When it was expunged. */
  readonly at: string;
}
