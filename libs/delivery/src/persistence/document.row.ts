import { type Kind, upcast } from '#content';
import type { PublishedDocument, RenderedDocument } from '../domain/document.js';

/** What `document` of fragments.ts selects. */
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
  readonly measures: Omit<RenderedDocument, 'fields'>;
  /** Null when the portion has no texts of this kind. */
  readonly fields: RenderedDocument['fields'] | null;
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
    rendered: row.fields === null ? new WithoutTexts(row.measures) : { ...row.measures, fields: row.fields },
    topics: row.topics,
    redirectedFrom: askedSlug === null || askedSlug === row.slug ? null : askedSlug,
  };
}

/** A text that was not read must not pass for one that is empty. */
class WithoutTexts implements RenderedDocument {
  readonly wordCount: number;
  readonly readingMinutes: number;
  readonly readingGrade: number | null;

  constructor({ wordCount, readingMinutes, readingGrade }: Omit<RenderedDocument, 'fields'>) {
    this.wordCount = wordCount;
    this.readingMinutes = readingMinutes;
    this.readingGrade = readingGrade;
  }

  get fields(): never {
    throw new Error('texts were asked for that the portion of this read leaves out');
  }
}
