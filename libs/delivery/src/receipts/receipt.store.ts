import { UnitOfWork } from '#platform';
import type { Selection } from '../sync/delta.js';
import type { Change, CopyTimes, KnownPartner } from './domain/receipt.js';

/** What is asked about: a publication, a document, or what one did to the other. */
export interface AskedReceipts {
  readonly seq: number | null;
  readonly documentId: string | null;
  readonly locale: string | null;
}

/** A partner, and when it first received which of the changes, counted from 0. */
export interface Noted {
  readonly partnerId: string;
  readonly index: number;
  readonly at: Date;
}

/** What takes back or corrects comes before what adds. */
const BY_WEIGHT = `array_position(array['EXPUNGED', 'WITHDRAWN', 'RETRACTION', 'CORRECTION', 'MAJOR', 'MINOR'], c.event)`;

/** Reads what partners have received. */
export class ReceiptStore {
  constructor(private readonly work: UnitOfWork) {}

  async hasPublication(seq: number): Promise<boolean> {
    const found = await this.work.rows('select 1 from ledger.publication where seq = $1', [seq]);
    return found.length > 0;
  }

  /** Of a document, the last change of each locale, unless a publication is named. How many there are, and the most weighty of them. */
  async changes(
    { seq, documentId, locale }: AskedReceipts,
    first: number,
  ): Promise<{ readonly count: number; readonly changes: readonly Change[] }> {
    const within = (row: string, column: string) =>
      `($1::int8 is null or ${row}.${column} = $1) and ($2::uuid is null or ${row}.document_id = $2) and ($3::text is null or ${row}.locale = $3)`;
    const rows = await this.work.rows<Omit<Change, 'seq'> & { seq: string; count: string }>(
      `with happened as (
         select e.document_id, e.locale, e.kind, e.from_seq as seq, e.change_kind as event from delivery.edition_row e where ${within('e', 'from_seq')}
         union all
         select l.document_id, l.locale, l.kind, l.to_seq, 'WITHDRAWN' from delivery.listing l
         where ${within('l', 'to_seq')} and l.to_seq is not null and not exists (
           select from delivery.listing n where n.document_id = l.document_id and n.locale = l.locale and n.from_seq = l.to_seq)
         union all
         select distinct t.document_id, t.locale, t.kind, t.seq, 'EXPUNGED' from delivery.tombstone t where ${within('t', 'seq')}),
       last as (select distinct on (document_id, locale) * from happened order by document_id, locale, seq desc)
       select c.document_id as "documentId", c.locale, c.kind, c.seq, p.at, c.event, count(*) over () as count
       from last c join ledger.publication p on p.seq = c.seq
       order by ${BY_WEIGHT}, c.document_id, c.locale limit $4`,
      [seq, documentId, locale, first],
    );
    return {
      count: Number(rows[0]?.count ?? 0),
      changes: rows.map(({ count: _count, ...row }) => ({ ...row, seq: Number(row.seq) })),
    };
  }

  /** Everybody but one who is nobody in particular, and those who are closed. */
  async partners(without: string): Promise<readonly KnownPartner[]> {
    return this.work.rows<KnownPartner>(
      `select p.id, p.handle, p.name, p.paused_at as "pausedAt", a.at as "lastAskedAt"
       from access.partner p left join traffic.asked a on a.partner_id = p.id where p.id <> $1 and p.closed_at is null order by p.handle`,
      [without],
    );
  }

  /** The change itself, or a later one of the same document, was in an answer. */
  async served(changes: readonly Change[]): Promise<readonly Noted[]> {
    return this.work.rows<Noted>(
      `select s.partner_id as "partnerId", (k.ord - 1)::int4 as index, min(s.at) as at
       from unnest($1::uuid[], $2::text[], $3::int8[]) with ordinality as k (document_id, locale, seq, ord)
       join traffic.served s on s.document_id = k.document_id and s.locale = k.locale and s.seq >= k.seq
       group by s.partner_id, k.ord`,
      keysOf(changes),
    );
  }

  /** A message about the change, or about a later one of the same document, was answered by 2xx; or one about the whole publication. */
  async acknowledged(changes: readonly Change[]): Promise<readonly Noted[]> {
    const received = `join webhook.attempt a on a.delivery_id = d.id and a.error is null join webhook.endpoint e on e.id = d.endpoint_id`;
    const ofDocuments = await this.work.rows<Noted>(
      `select e.partner_id as "partnerId", (k.ord - 1)::int4 as index, min(a.at) as at
       from unnest($1::uuid[], $2::text[], $3::int8[]) with ordinality as k (document_id, locale, seq, ord)
       join webhook.delivery d on d.document_id = k.document_id and d.locale = k.locale and d.seq >= k.seq ${received}
       group by e.partner_id, k.ord`,
      keysOf(changes),
    );
    const ofPublications = await this.work.rows<{ partnerId: string; seq: string; at: Date }>(
      `select e.partner_id as "partnerId", d.seq, min(a.at) as at
       from webhook.delivery d ${received} where d.seq = any ($1::int8[]) and d.event = 'head' group by e.partner_id, d.seq`,
      [[...new Set(changes.map(({ seq }) => seq))]],
    );
    return [
      ...ofDocuments,
      ...ofPublications.flatMap(({ partnerId, seq, at }) =>
        changes.flatMap((change, index) => (change.seq === Number(seq) ? [{ partnerId, index, at }] : [])),
      ),
    ];
  }

  /** Copies that are as of this publication or a later one, by partner. */
  async copies(seq: number): Promise<ReadonlyMap<string, readonly CopyTimes[]>> {
    const rows = await this.work.rows<Selection & Omit<CopyTimes, 'selection'> & { readonly partnerId: string }>(
      `select c.partner_id as "partnerId", min(c.kinds) as kinds, min(c.locales) as locales, min(c.held_at) as "heldAt", min(c.sent_at) as "sentAt"
       from traffic.copy c where c.seq >= $1 group by c.partner_id, c.selection`,
      [seq],
    );
    const copies = rows.map(({ partnerId, kinds, locales, ...times }) => ({
      partnerId,
      selection: { kinds, locales },
      ...times,
    }));
    return Map.groupBy(copies, ({ partnerId }) => partnerId);
  }
}

function keysOf(changes: readonly Change[]): unknown[] {
  return [
    changes.map(({ documentId }) => documentId),
    changes.map(({ locale }) => locale),
    changes.map(({ seq }) => seq),
  ];
}
