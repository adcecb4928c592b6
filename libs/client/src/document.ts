/** What sort of document it is. */
export type Kind = 'article' | 'myth-fact' | 'course' | 'fact' | 'source' | 'notice' | 'topic' | 'collection';

/** The place of an embed among a document's own words. */
export interface EmbedPlace {
  /** documentId of what is shown here. */
  readonly embed: string;
  readonly type: string;
  /** `_key` of the block. */
  readonly key: string;
}

/** A text in every form, cut at what it embeds. */
export interface RenderedField {
  readonly html: readonly (string | EmbedPlace)[];
  readonly markdown: readonly (string | EmbedPlace)[];
  readonly text: readonly (string | EmbedPlace)[];
}

/** A document as a copy holds it: by itself, other documents as their documentIds. */
export interface CopiedDocument {
  readonly documentId: string;
  readonly locale: string;
  readonly kind: Kind;
  readonly slug: string;
  /** Here only because something else embeds or cites it: show it there, and list it nowhere. */
  readonly carried: boolean;
  readonly edition: {
    readonly number: number;
    /** ISO 8601. */
    readonly publishedAt: string;
    readonly changeKind: 'MAJOR' | 'MINOR' | 'CORRECTION' | 'RETRACTION';
    readonly note: string | null;
    /** SHA-256, hex. */
    readonly hash: string;
  };
  /** ISO 8601: the order of lists. */
  readonly listedAt: string;
  /** What GET /v1/schemas/{kind}.json describes. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly rendered: {
    readonly fields: Readonly<Record<string, RenderedField>>;
    readonly wordCount: number;
    readonly readingMinutes: number;
    readonly readingGrade: number | null;
  };
}

export type RemovalReason = 'WITHDRAWN' | 'REPLACED' | 'RETRACTED' | 'EXPUNGED';

/** A document that leaves the copy. */
export interface Removal {
  readonly documentId: string;
  readonly locale: string;
  readonly kind: Kind;
  readonly reason: RemovalReason;
  /** documentId of what takes its place. */
  readonly replacedBy: string | null;
  /** What stays to be said where it stood. */
  readonly notice: string | null;
}

/** One page of changes, as `/v1/sync` answers. */
export interface SyncPage {
  readonly upserts: readonly CopiedDocument[];
  readonly removals: readonly Removal[];
  readonly token: string;
  readonly hasMore: boolean;
  readonly count: number | null;
  readonly checksum: string | null;
}
