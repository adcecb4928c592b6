import { UnitOfWork } from '#platform';
import type { Kind } from '../domain/kinds/kinds.js';
import { HOLDING_ROLES } from '../domain/publication-plan.js';

/** A variant that is to go. */
export interface DoomedVariant {
  readonly locale: string;
  readonly revisions: number;
  readonly editions: number;
  readonly live: boolean;
}

/** A period in which it was listed, with the slug that it had. */
export interface DoomedPeriod {
  readonly locale: string;
  readonly fromSeq: number;
  readonly slug: string;
}

/** A document that goes on naming one that was expunged. */
export interface Mention {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  /** In what is live, not only in the draft. */
  readonly live: boolean;
  /** Embeds or cites it: readers see a gap. */
  readonly holds: boolean;
}

/** How many rows of each sort were erased. */
export interface Erased {
  readonly what: string;
  readonly erased: number;
}

/** Of a document, or of it in one locale. */
export interface Doomed {
  readonly documentId: string;
  readonly locale: string | null;
}

/** All SQL of expunging. What erases is one function of the owner: this login could not. */
export class TombstoneStore {
  constructor(private readonly work: UnitOfWork) {}

  /** In the locale; without one, in any. */
  async isExpunged({ documentId, locale }: Doomed): Promise<boolean> {
    const rows = await this.work.rows(
      'select 1 from content.tombstone where document_id = $1 and (locale is null or $2::text is null or locale = $2)',
      // No locale has U+0000, and PostgreSQL takes none.
      [documentId, locale?.replaceAll('\0', '') ?? null],
    );
    return rows.length > 0;
  }

  /** Reads no draft: one that cannot be opened must go like any other. */
  async variants(documentId: string): Promise<readonly DoomedVariant[]> {
    return this.work.rows<DoomedVariant>(
      `select v.locale, v.last_revision as revisions, v.last_edition as editions,
         exists (select from delivery.listing l where l.document_id = v.document_id and l.locale = v.locale and l.to_seq is null) as live
       from content.variant v where v.document_id = $1 order by v.locale`,
      [documentId],
    );
  }

  async periods({ documentId, locale }: Doomed): Promise<readonly DoomedPeriod[]> {
    return this.work.rows<DoomedPeriod>(
      `select locale, from_seq::float8 as "fromSeq", slug from delivery.listing where document_id = $1 and ($2::text is null or locale = $2)`,
      [documentId, locale],
    );
  }

  /** Other documents whose live edition or draft refers to it. */
  async mentions(documentId: string): Promise<readonly Mention[]> {
    return this.work.rows<Mention>(
      `select m.document_id as "documentId", v.kind, m.locale, bool_or(m.live) as live, bool_or(m.role = any ($2::text[])) as holds
       from (
         select r.document_id, r.locale, r.role, true as live from delivery.reference r
         join delivery.listing l on l.document_id = r.document_id and l.locale = r.locale and l.to_seq is null
         where r.target = $1 and r.from_seq = (select max(e.from_seq) from delivery.edition_row e where e.document_id = r.document_id and e.locale = r.locale)
         union all select r.document_id, r.locale, r.role, false from content.draft_reference r where r.target = $1) m
       join content.variant v on v.document_id = m.document_id and v.locale = m.locale
       where m.document_id <> $1
       group by m.document_id, v.kind, m.locale order by v.kind, m.document_id, m.locale`,
      [documentId, HOLDING_ROLES],
    );
  }

  /** The audit says it already, and its words are out of search: the function refuses otherwise. */
  async erase(
    { documentId, locale }: Doomed,
    addresses: readonly { readonly locale: string; readonly fromSeq: number; readonly address: string }[],
  ): Promise<readonly Erased[]> {
    return this.work.rows<Erased>('select what, erased::int4 as erased from content.expunge($1, $2, $3)', [
      documentId,
      locale,
      JSON.stringify(addresses),
    ]);
  }

  /** What the planner sampled of columns is sampled anew. */
  async forgetSamples(): Promise<void> {
    await this.work.rows('select content.forget_samples()');
  }
}
