import { type Kind, upcast } from '#content';
import type { PublishedDocument, RenderedDocument } from '../domain/document.js';

/** What `DOCUMENT` of fragments.ts selects. */
export interface DocumentRow {
  readonly ord: number;
  readonly document_id: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
  readonly topics: readonly number[];
  readonly listed_at: string;
  readonly edition: number;
  readonly seq: number;
  readonly published_at: string;
  readonly change_kind: PublishedDocument['edition']['changeKind'];
  readonly note: string | null;
  readonly hash: string;
  readonly body_format: number;
  readonly body: Record<string, unknown>;
  readonly rendered: RenderedDocument;
}

export function toDocument(row: DocumentRow, askedSlug: string | null = null): PublishedDocument {
  return {
    documentId: row.document_id,
    kind: row.kind,
    locale: row.locale,
    slug: row.slug,
    edition: {
      number: row.edition,
      seq: row.seq,
      publishedAt: row.published_at,
      changeKind: row.change_kind,
      note: row.note,
      hash: row.hash,
    },
    listedAt: row.listed_at,
    body: upcast(row.kind, row.body, row.body_format),
    rendered: row.rendered,
    topics: row.topics,
    redirectedFrom: askedSlug === null || askedSlug === row.slug ? null : askedSlug,
  };
}
