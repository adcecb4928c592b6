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
    readonly shelf: EditionShelf,
  ) {}

  /**
   * The document of a row that a key led to. The statement was told what is expected of each key, and left the edition out where
   * it is that one.
   */
  ofKey(
    time: number,
    row: RowUnlessHeld,
    expected: readonly (Expected | null)[],
    portion: Portion,
    askedSlug: string | null = null,
  ): PublishedDocument {
    const edition = row.edition === null ? expected[Number(row.ord) - 1]?.edition : this.take(time, row, row, portion);
    if (!edition) throw new Error('an edition was left out that is not held');
    if (row.edition === null) this.shelf.counts.memory += 1;
    return documentOf(row, edition, askedSlug);
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
      const edition = this.take(time, wanted[at] as ListedRow, row, portion);
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

  private take(time: number, { document_id: id, locale, kind, seq }: ListedRow, row: EditionRow, portion: Portion) {
    const edition = new Edition(kind, Number(seq), row);
    this.shelf.counts.database += 1;
    this.shelf.hold(time, id, locale, portion, edition);
    return edition;
  }
}

function* without(editions: readonly (Edition | undefined)[]): Iterable<number> {
  for (const [at, edition] of editions.entries()) if (!edition) yield at;
}

const nameOf = ({ document_id: id, locale, seq }: ListedRow) => `${id} ${locale} ${seq}`;
