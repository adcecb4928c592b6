import { type Body, type Kind, upcast } from '#content';
import type { PublishedDocument, RenderedDocument } from '../domain/document.js';

/**
 * What `document` of fragments.ts selects, as the server writes it (`ReadPool.texts`): an operation shows a few fields of
 * each document, so what stands in the others is not even parsed.
 */
export interface DocumentRow {
  readonly ord: string;
  readonly document_id: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
  /** `{1,2}` */
  readonly topics: string;
  readonly listed_at: string;
  readonly edition: string;
  readonly seq: string;
  readonly published_at: string;
  readonly change_kind: PublishedDocument['edition']['changeKind'];
  readonly note: string | null;
  /** `\x`, then hex. */
  readonly hash: string;
  readonly body_format: string;
  /** JSON. */
  readonly body: string;
  /** JSON. */
  readonly measures: string;
  /** JSON; null when the portion has no texts of this kind. */
  readonly fields: string | null;
}

export function toDocument(row: DocumentRow, askedSlug: string | null = null): PublishedDocument {
  return new DocumentOfRow(row, askedSlug);
}

class DocumentOfRow implements PublishedDocument {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
  readonly redirectedFrom: string | null;
  private ownBody: Body<Kind> | undefined;
  private ownRendered: RenderedDocument | undefined;

  constructor(
    private readonly row: DocumentRow,
    askedSlug: string | null,
  ) {
    this.documentId = row.document_id;
    this.kind = row.kind;
    this.locale = row.locale;
    this.slug = row.slug;
    this.redirectedFrom = askedSlug === null || askedSlug === row.slug ? null : askedSlug;
  }

  get edition(): PublishedDocument['edition'] {
    const { edition, seq, published_at: publishedAt, change_kind: changeKind, note, hash } = this.row;
    return {
      number: Number(edition),
      seq: Number(seq),
      publishedAt: instantOf(publishedAt),
      changeKind,
      note,
      hash: hash.slice(2),
    };
  }

  get listedAt(): string {
    return instantOf(this.row.listed_at);
  }

  get topics(): readonly number[] {
    return JSON.parse(`[${this.row.topics.slice(1, -1)}]`) as number[];
  }

  get body(): Body<Kind> {
    const { kind, body, body_format: format } = this.row;
    return (this.ownBody ??= upcast(kind, JSON.parse(body) as Record<string, unknown>, Number(format)));
  }

  get rendered(): RenderedDocument {
    return (this.ownRendered ??= this.readRendered());
  }

  private readRendered(): RenderedDocument {
    const measures = JSON.parse(this.row.measures) as Omit<RenderedDocument, 'fields'>;
    if (this.row.fields === null) return new WithoutTexts(measures);
    return { ...measures, fields: JSON.parse(this.row.fields) as RenderedDocument['fields'] };
  }
}

/** ISO 8601 with six digits of a second, from `2026-11-26 07:14:16.12+00`: the reading side's connections are in UTC. */
export function instantOf(text: string): string {
  // With all six digits, as nearly always.
  if (text.length === 29) return `${text.slice(0, 10)}T${text.slice(11, 26)}Z`;
  const [seconds = '', fraction = ''] = text.slice(0, -3).split('.');
  return `${seconds.replace(' ', 'T')}.${fraction.padEnd(6, '0')}Z`;
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
