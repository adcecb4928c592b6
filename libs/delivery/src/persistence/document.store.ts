import type { Kind } from '#content';
import type { ReadPool } from '#platform';
import type { DocumentKey, ReferenceKey, SlugKey } from '../delivery.reader.js';
import type { PublishedDocument, PublishedWithdrawal } from '../domain/document.js';
import { type Portion, WHOLE } from '../domain/portion.js';
import type { View } from '../domain/view.js';
import { type DocumentRow, type RowUnlessHeld, toDocument } from './document.row.js';
import { BY_KEYS, BY_REFERENCE, BY_SLUGS, NEAREST_BY_REFERENCE, NOTICES } from './document.statements.js';
import type { EditionStore } from './edition.store.js';
import type { KnownTopics } from './known-topics.js';
import { asId, asInt4, asNames, asText, inOrder, inScope, portionValues } from './values.js';
import { WITHDRAWALS, WITHDRAWALS_BEHIND_REFERENCES } from './withdrawal.statements.js';

type Documents = (PublishedDocument | null)[];
export type WithdrawalKey =
  | { readonly documentId: string; readonly locale: string; readonly carried?: boolean }
  | { readonly kind: Kind; readonly slug: string; readonly locale: string };

export interface WithdrawalRow {
  readonly ord: number;
  readonly document_id: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
  readonly reason: PublishedWithdrawal['reason'];
  readonly replaced_by: string | null;
  readonly notice: string | null;
  readonly at: string;
}

/** Documents by what names them. One statement per batch; which one depends on the view alone. */
export class DocumentStore {
  private readonly notices = new WeakMap<View, Map<string, Promise<PublishedDocument<'notice'>[]>>>();

  constructor(
    private readonly pool: ReadPool,
    private readonly editions: EditionStore,
    private readonly topics: KnownTopics,
    private readonly locales: readonly [string, ...string[]],
  ) {}

  async byKeys(view: View, keys: readonly DocumentKey[], portion: Portion = WHOLE): Promise<Documents> {
    if (keys.length === 0) return [];
    const read = this.editions.expecting(portion, keys, (shelf, { documentId, locale }) =>
      shelf.expected(asId(documentId), [asText(locale)], portion),
    );
    const values = [
      keys.map((key) => asId(key.documentId)),
      keys.map((key) => asText(key.locale)),
      keys.map((key) => (key.edition === undefined ? null : asInt4(key.edition))),
      keys.map((key) => key.carried ?? false),
      ...read.values,
    ];
    const rows = await this.pool.texts<RowUnlessHeld>(...inScope(BY_KEYS, view, values, this.locales));
    return inOrder(keys.length, rows, (row) => read.document(row));
  }

  async bySlugs(view: View, keys: readonly SlugKey[], portion: Portion = WHOLE): Promise<Documents> {
    if (keys.length === 0) return [];
    const read = this.editions.expecting(portion, keys, (shelf, { kind, locale, slug }) =>
      shelf.expectedAt(kind, locale, slug, portion),
    );
    const values = [
      keys.map((key) => key.kind),
      keys.map((key) => asText(key.locale)),
      keys.map((key) => asText(key.slug)),
      keys.map((key) => (key.edition === undefined ? null : asInt4(key.edition))),
      ...read.values,
    ];
    const rows = await this.pool.texts<RowUnlessHeld>(...inScope(BY_SLUGS, view, values));
    return inOrder(keys.length, rows, (row) => {
      const key = keys[Number(row.ord) - 1] as SlugKey;
      this.topics.remember(view, key, row);
      return read.documentAt(key, row);
    });
  }

  async byReference(view: View, keys: readonly ReferenceKey[], portion: Portion = WHOLE): Promise<Documents> {
    const answers = new Array<PublishedDocument | null>(keys.length).fill(null);
    const numbered = keys.map((key, index) => ({ key, index }));
    const read = async (asked: typeof numbered, isNearest: boolean) => {
      if (asked.length === 0) return;
      const expecting = this.editions.expecting(portion, asked, (shelf, { key }) => {
        const locales = [...(key.nearest ?? []), asText(key.locale), this.locales[0]];
        return shelf.expected(asId(key.target), locales, portion);
      });
      const values = [
        asked.map(({ key }) => asId(key.target)),
        asked.map(({ key }) => asText(key.locale)),
        asked.map(({ key }) => key.carried),
        this.locales[0],
        ...(isNearest ? [asked.map(({ key }) => asNames(key.nearest ?? []))] : []),
        ...expecting.values,
      ];
      const statement = isNearest ? NEAREST_BY_REFERENCE : BY_REFERENCE;
      const rows = await this.pool.texts<RowUnlessHeld>(...inScope(statement, view, values, this.locales));
      for (const row of rows) {
        const { key, index } = asked[Number(row.ord) - 1] as (typeof numbered)[number];
        this.topics.remember(view, key, row);
        answers[index] = expecting.document(row);
      }
    };
    await Promise.all([
      read(
        numbered.filter(({ key }) => key.nearest === undefined),
        false,
      ),
      read(
        numbered.filter(({ key }) => key.nearest !== undefined),
        true,
      ),
    ]);
    return answers;
  }

  /** Every live notice in the locale and in the default one, read once per view. */
  liveNotices(view: View, locale: string): Promise<PublishedDocument<'notice'>[]> {
    const ofView = this.notices.get(view) ?? new Map<string, Promise<PublishedDocument<'notice'>[]>>();
    this.notices.set(view, ofView);
    const known = ofView.get(locale);
    if (known) return known;
    const reading = this.readNotices(view, locale);
    ofView.set(locale, reading);
    reading.catch(() => ofView.delete(locale));
    return reading;
  }

  async withdrawals(view: View, keys: readonly WithdrawalKey[]): Promise<(PublishedWithdrawal | null)[]> {
    const numbered = keys.map((key, index) => ({ key, index }));
    const answers = new Array<PublishedWithdrawal | null>(keys.length).fill(null);
    const place = (asked: readonly { index: number }[], rows: readonly WithdrawalRow[]) => {
      for (const row of rows) {
        const slot = asked[row.ord - 1];
        if (slot) answers[slot.index] = toWithdrawal(row);
      }
    };
    const carried = numbered.filter(({ key }) => isCarried(key));
    const named = numbered.filter(({ key }) => !isCarried(key));
    await Promise.all([
      carried.length > 0 &&
        this.behindReferences(
          view,
          carried.map(({ key }) => key),
        ).then((rows) => place(carried, rows)),
      named.length > 0 &&
        this.ofNamed(
          view,
          named.map(({ key }) => key),
        ).then((rows) => place(named, rows)),
    ]);
    return answers;
  }

  private async ofNamed(view: View, keys: readonly WithdrawalKey[]): Promise<WithdrawalRow[]> {
    const values = [
      keys.map((key) => ('documentId' in key ? asId(key.documentId) : null)),
      keys.map((key) => ('kind' in key ? key.kind : null)),
      keys.map((key) => ('slug' in key ? asText(key.slug) : null)),
      keys.map((key) => asText(key.locale)),
    ];
    return this.pool.rows<WithdrawalRow>(...inScope(WITHDRAWALS, view, values, this.locales));
  }

  private async behindReferences(view: View, keys: readonly WithdrawalKey[]): Promise<WithdrawalRow[]> {
    return this.pool.rows<WithdrawalRow>(WITHDRAWALS_BEHIND_REFERENCES, [
      view.snapshot.seq,
      keys.map((key) => ('documentId' in key ? asId(key.documentId) : null)),
      keys.map((key) => asText(key.locale)),
      this.locales[0],
    ]);
  }

  private async readNotices(view: View, locale: string): Promise<PublishedDocument<'notice'>[]> {
    const locales = [...new Set([asText(locale), this.locales[0]])];
    const rows = await this.pool.texts<DocumentRow>(NOTICES, [view.snapshot.seq, locales, ...portionValues(WHOLE)]);
    return rows.map((row) => toDocument(row) as PublishedDocument<'notice'>);
  }
}

function isCarried(key: WithdrawalKey): boolean {
  return 'documentId' in key && key.carried === true;
}

export function toWithdrawal(row: WithdrawalRow): PublishedWithdrawal {
  return {
    documentId: row.document_id,
    kind: row.kind,
    locale: row.locale,
    slug: row.slug,
    reason: row.reason,
    replacedBy: row.replaced_by,
    notice: row.notice,
    at: row.at,
  };
}
