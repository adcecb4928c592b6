import { KINDS } from '#content';
import type { ReadPool } from '#platform';
import type { Address, ChronicleRequest, CorrectionRecord } from '../domain/chronicle.js';
import type { PublishedDocument, PublishedWithdrawal } from '../domain/document.js';
import { WHOLE } from '../domain/portion.js';
import type { View } from '../domain/view.js';
import { ADDRESSES, CORRECTIONS, RECENT_EDITIONS, RECENT_RETRACTIONS } from './chronicle.statements.js';
import { type DocumentRow, toDocument } from './document.row.js';
import { toWithdrawal, type WithdrawalRow } from './document.store.js';
import { asId, asText, inScope, portionValues } from './values.js';

/** What happened in public, and where everything is. One statement each. */
export class ChronicleStore {
  constructor(
    private readonly pool: ReadPool,
    private readonly locales: readonly [string, ...string[]],
  ) {}

  async editions(view: View, { of, locale, first }: ChronicleRequest): Promise<PublishedDocument[]> {
    const values = [locale === null ? null : asText(locale), first, ...portionValues(WHOLE)];
    // The statement of ALL does not ask what hosts carry.
    const carriers = of === 'CORRECTIONS' ? this.locales : undefined;
    const rows = await this.pool.texts<DocumentRow>(...inScope(RECENT_EDITIONS[of], view, values, carriers));
    return rows.map((row) => toDocument(row));
  }

  async retractions(
    view: View,
    { locale, first }: Pick<ChronicleRequest, 'locale' | 'first'>,
  ): Promise<PublishedWithdrawal[]> {
    const values = [locale === null ? null : asText(locale), first];
    const rows = await this.pool.rows<WithdrawalRow>(...inScope(RECENT_RETRACTIONS, view, values, this.locales));
    return rows.map(toWithdrawal);
  }

  async corrections(
    view: View,
    keys: readonly { documentId: string; locale: string }[],
  ): Promise<(readonly CorrectionRecord[])[]> {
    if (keys.length === 0) return [];
    const rows = await this.pool.rows<CorrectionRecord & { readonly ord: number }>(CORRECTIONS, [
      view.snapshot.seq,
      keys.map((key) => asId(key.documentId)),
      keys.map((key) => asText(key.locale)),
    ]);
    const found = keys.map((): CorrectionRecord[] => []);
    for (const { ord, ...record } of rows) found[ord - 1]?.push(record);
    return found;
  }

  async addresses(view: View, { first }: { readonly first: number }): Promise<Address[]> {
    const lists = KINDS.flatMap((kind) => this.locales.map((locale) => ({ kind, locale })));
    const values = [lists.map(({ kind }) => kind), lists.map(({ locale }) => locale), first];
    return this.pool.rows<Address>(...inScope(ADDRESSES, view, values));
  }
}
