import { type Body, type Kind, upcast } from '#content';
import type { Kept } from '../cache/byte-cache.js';
import type { PublishedDocument, RenderedDocument } from '../domain/document.js';

/**
 * What `LISTED` of fragments.ts selects: what is visible. Here and below columns come as the server writes them
 * (`ReadPool.texts`): an operation shows a few fields of each document, so what stands in the others is not even parsed.
 */
export interface ListedRow {
  readonly ord: string;
  readonly document_id: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
  readonly listed_at: string;
  /** With document and locale, the name of the edition. */
  readonly seq: string;
}

/** What a list of one kind and locale selects. */
export type PagedRow = Omit<ListedRow, 'kind' | 'locale'>;

/** What `edition` of fragments.ts selects: what was said. */
export interface EditionRow {
  readonly edition: string;
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

export type DocumentRow = ListedRow & EditionRow;

/** A row of which the edition is null where the process holds it. */
export type RowUnlessHeld = ListedRow & (EditionRow | { readonly edition: null });

export function toDocument(row: DocumentRow): PublishedDocument {
  return documentOf(row, new Edition(row.kind, Number(row.seq), row));
}

export function documentOf(listed: ListedRow, edition: Edition, askedSlug: string | null = null): PublishedDocument {
  return new DocumentOfRow(listed, edition, askedSlug);
}

/** A parsed value takes about twice the room of its text, which stays beside it. */
const ROOM = 3;
const OVERHEAD = 500;

/** An edition, parsed as far as somebody has asked. Many documents of many requests may share it: nobody writes into it. */
export class Edition implements Kept {
  private ownBody: Body<Kind> | undefined;
  private ownRendered: RenderedDocument | undefined;
  private ownFacts: PublishedDocument['edition'] | undefined;
  private readonly row: EditionRow;

  constructor(
    readonly kind: Kind,
    readonly seq: number,
    row: EditionRow,
  ) {
    // Nothing of whatever else came in the row: it may be held for long.
    const { edition, published_at, change_kind, note, hash, body_format, body, measures, fields } = row;
    this.row = { edition, published_at, change_kind, note, hash, body_format, body, measures, fields };
  }

  get bytes(): number {
    const { body, measures, fields, note } = this.row;
    return OVERHEAD + ROOM * (body.length + measures.length + (fields?.length ?? 0) + (note?.length ?? 0));
  }

  get facts(): PublishedDocument['edition'] {
    return (this.ownFacts ??= this.readFacts());
  }

  get body(): Body<Kind> {
    const { body, body_format: format } = this.row;
    return (this.ownBody ??= upcast(this.kind, JSON.parse(body) as Record<string, unknown>, Number(format)));
  }

  get rendered(): RenderedDocument {
    return (this.ownRendered ??= this.readRendered());
  }

  private readFacts(): PublishedDocument['edition'] {
    const { edition, published_at: publishedAt, change_kind: changeKind, note, hash } = this.row;
    return {
      number: Number(edition),
      seq: this.seq,
      publishedAt: instantOf(publishedAt),
      changeKind,
      note,
      hash: hash.slice(2),
    };
  }

  private readRendered(): RenderedDocument {
    const measures = JSON.parse(this.row.measures) as Omit<RenderedDocument, 'fields'>;
    if (this.row.fields === null) return new WithoutTexts(measures);
    return { ...measures, fields: JSON.parse(this.row.fields) as RenderedDocument['fields'] };
  }
}

class DocumentOfRow implements PublishedDocument {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
  readonly redirectedFrom: string | null;

  constructor(
    private readonly row: ListedRow,
    private readonly said: Edition,
    askedSlug: string | null,
  ) {
    this.documentId = row.document_id;
    this.kind = row.kind;
    this.locale = row.locale;
    this.slug = row.slug;
    this.redirectedFrom = askedSlug === null || askedSlug === row.slug ? null : askedSlug;
  }

  get edition(): PublishedDocument['edition'] {
    return this.said.facts;
  }

  get listedAt(): string {
    return instantOf(this.row.listed_at);
  }

  get body(): Body<Kind> {
    return this.said.body;
  }

  get rendered(): RenderedDocument {
    return this.said.rendered;
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
