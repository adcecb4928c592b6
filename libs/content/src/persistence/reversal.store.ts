import { UnitOfWork } from '#platform';
import type { ChangeKind, WithdrawalReason } from '../domain/publication-plan.js';
import type { VariantKey } from './draft.store.js';

/** A variant that a publication changed: what was public of it before, and whether anything happened to it since. */
export interface Changed extends VariantKey {
  readonly lastEdition: number;
  /** The edition that was live before; null when it was not live. */
  readonly before: {
    readonly edition: number;
    readonly revision: number;
    readonly changeKind: ChangeKind;
    readonly note: string | null;
  } | null;
  /** What took it out of public before that, if anything did; it is said again exactly as it was then. */
  readonly withdrawn: {
    readonly seq: number;
    readonly reason: WithdrawalReason;
    readonly replacedBy: string | null;
    readonly notice: string | null;
  } | null;
  /** The first later publication that changed it; null when there is none. */
  readonly since: number | null;
}

/** What there is to know of a publication that somebody wants to take back. */
export class ReversalStore {
  constructor(private readonly work: UnitOfWork) {}

  async publication(seq: number): Promise<{ readonly kind: string; readonly revertedBy: number | null } | null> {
    const [row] = await this.work.rows<{ kind: string; revertedBy: number | null }>(
      `select p.kind, (select min(r.seq)::float8 from ledger.publication r where r.reverts = p.seq) as "revertedBy"
       from ledger.publication p where p.seq = $1`,
      [seq],
    );
    return row ?? null;
  }

  /** By document and locale. What was expunged since is not among them: nothing of it can come back. */
  async changed(seq: number): Promise<readonly Changed[]> {
    return this.work.rows<Changed>(
      `with touched as (
         select e.document_id, e.locale from delivery.edition_row e where e.from_seq = $1
         union select l.document_id, l.locale from delivery.listing l join delivery.withdrawal w on w.document_id = l.document_id and w.locale = l.locale and w.seq = $1
         where l.to_seq = $1
       )
       select t.document_id as "documentId", t.locale, v.last_edition as "lastEdition", b.before, w.withdrawn,
         least(
           (select min(e.from_seq) from delivery.edition_row e where e.document_id = t.document_id and e.locale = t.locale and e.from_seq > $1),
           (select min(x.seq) from delivery.withdrawal x where x.document_id = t.document_id and x.locale = t.locale and x.seq > $1))::float8 as since
       from touched t join content.variant v using (document_id, locale)
       left join lateral (
         select jsonb_build_object('edition', e.number, 'revision', e.revision, 'changeKind', e.change_kind, 'note', e.note) as before
         from delivery.listing l
         cross join lateral (
           select x.edition from delivery.edition_row x where x.document_id = l.document_id and x.locale = l.locale and x.from_seq < $1
           order by x.from_seq desc limit 1) x
         join content.edition e on e.document_id = l.document_id and e.locale = l.locale and e.number = x.edition
         where l.document_id = t.document_id and l.locale = t.locale and l.from_seq < $1 and (l.to_seq is null or l.to_seq >= $1)) b on true
       left join lateral (
         select jsonb_build_object('seq', x.seq, 'reason', case x.reason when 'REVERTED' then 'GONE' else x.reason end, 'replacedBy', x.replaced_by, 'notice', x.notice) as withdrawn
         from delivery.withdrawal x where x.document_id = t.document_id and x.locale = t.locale and x.seq < $1
         order by x.seq desc limit 1) w on true
       order by t.document_id, t.locale`,
      [seq],
    );
  }
}
