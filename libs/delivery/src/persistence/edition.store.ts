import type { Kind } from '#content';
import type { ReadPool } from '#platform';
import type { PublishedDocument } from '../domain/document.js';
import type { Portion } from '../domain/portion.js';
import { documentOf, Edition, type EditionRow, type ListedRow, type RowUnlessHeld } from './document.row.js';
import { EDITIONS } from './document.statements.js';
import type { EditionShelf, Expected } from './edition-shelf.js';
import { portionValues } from './values.js';

/** What was said, of what a statement showed to be visible: from memory where it is held, else from the database. */
export class EditionStore {
  constructor(
    private readonly pool: ReadPool,
    private readonly shelf: EditionShelf,
  ) {}

  /** A read by keys, of each of which `expect` says what it likely leads to. */
  expecting<K>(
    portion: Portion,
    keys: readonly K[],
    expect: (shelf: EditionShelf, key: K) => Expected | null,
  ): ExpectingRead {
    return new ExpectingRead(
      this.shelf,
      portion,
      keys.map((key) => expect(this.shelf, key)),
    );
  }

  /** The documents of listed rows; null for one that was expunged since they were listed. */
  async ofListed(rows: readonly ListedRow[], portion: Portion): Promise<(PublishedDocument | null)[]> {
    const { time } = this.shelf;
    const editions = rows.map(({ document_id: id, locale, seq }) => {
      const edition = this.shelf.newest(id, locale, portion);
      return edition?.seq === Number(seq) ? edition : undefined;
    });
    // A page may name one twice, under two topics: it is read once.
    const missing = [...Map.groupBy(without(editions), (at) => nameOf(rows[at] as ListedRow)).values()];
    this.shelf.counts.memory += rows.length - missing.length;
    const wanted = missing.map(([first = 0]) => rows[first] as ListedRow);
    for (const row of wanted.length === 0 ? [] : await this.read(wanted, portion)) {
      const at = Number(row.ord) - 1;
      const edition = take(this.shelf, time, wanted[at] as ListedRow, row, portion);
      for (const place of missing[at] ?? []) editions[place] = edition;
    }
    return rows.map((row, at) => {
      const edition = editions[at];
      return edition ? documentOf(row, edition) : null;
    });
  }

  private read(wanted: readonly ListedRow[], portion: Portion): Promise<(EditionRow & { readonly ord: string })[]> {
    return this.pool.texts(EDITIONS, [
      wanted.map((row) => row.document_id),
      wanted.map((row) => row.locale),
      wanted.map((row) => row.seq),
      ...portionValues(portion),
    ]);
  }
}

/** A statement that is told what is expected of each key, and leaves the edition out where it is that one. */
export class ExpectingRead {
  private readonly time: number;

  constructor(
    private readonly shelf: EditionShelf,
    private readonly portion: Portion,
    private readonly expected: readonly (Expected | null)[],
  ) {
    this.time = shelf.time;
  }

  /** The parameters of `heldParameters`, and behind them those of the portion. */
  get values(): readonly unknown[] {
    return [
      this.expected.map((each) => each?.documentId ?? null),
      this.expected.map((each) => each?.locale ?? null),
      this.expected.map((each) => each?.edition.seq ?? null),
      ...portionValues(this.portion),
    ];
  }

  document(row: RowUnlessHeld, askedSlug: string | null = null): PublishedDocument {
    if (row.edition !== null) return documentOf(row, take(this.shelf, this.time, row, row, this.portion), askedSlug);
    const edition = this.expected[Number(row.ord) - 1]?.edition;
    if (!edition) throw new Error('an edition was left out that is not held');
    this.shelf.counts.memory += 1;
    return documentOf(row, edition, askedSlug);
  }

  /** As `document`, and the next time that is what the slug is expected to lead to. */
  documentAt({ kind, locale, slug }: Slug, row: RowUnlessHeld): PublishedDocument {
    this.shelf.remember(this.time, kind, locale, slug, row.document_id);
    return this.document(row, slug);
  }
}

interface Slug {
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
}

/** What was read, held from now on unless the shelf has been emptied since `time`. */
function take(shelf: EditionShelf, time: number, listed: ListedRow, row: EditionRow, portion: Portion): Edition {
  const edition = new Edition(listed.kind, Number(listed.seq), row);
  shelf.counts.database += 1;
  shelf.hold(time, listed.document_id, listed.locale, portion, edition);
  return edition;
}

function* without(editions: readonly (Edition | undefined)[]): Iterable<number> {
  for (const [at, edition] of editions.entries()) if (!edition) yield at;
}

const nameOf = ({ document_id: id, locale, seq }: ListedRow) => `${id} ${locale} ${seq}`;
