import type { Statement } from '#platform';
import { instant } from '../persistence/fragments.js';

/** More changed rows than this and the process stops looking at kinds: everything counts as changed. */
const LOOKED_AT = 1_000;

/**
 * The head, and what became different after publication $1 with mark $2, as one statement sees both. `continues`: that
 * publication is still in this history. `sweeping`: more than some edits, so that every answer may differ: a scope, labels,
 * a withdrawal (a period that closes and none opens at once), a return (a period that opens after a gap: references that
 * were led to a replacement come back), or too many rows to look at. Each `order by` keeps a generic plan on the index:
 * without it `limit` makes reading the whole table look cheap. Asked only when the head has moved.
 */
export const HEAD_SINCE: Statement = {
  name: 'delivery.head-since',
  text: `
  with h as (select seq, mark, at from ledger.head),
  numbered as (
    select p.kind from h, ledger.publication p where p.seq > $1::int8 and p.seq <= h.seq order by p.seq limit ${LOOKED_AT}),
  opened as (
    select l.document_id, l.locale, l.kind, l.from_seq from h, delivery.listing l
    where l.from_seq > $1::int8 and l.from_seq <= h.seq order by l.from_seq limit ${LOOKED_AT}),
  closed as (
    select l.document_id, l.locale, l.kind, l.to_seq from h, delivery.listing l
    where l.to_seq > $1::int8 and l.to_seq <= h.seq order by l.to_seq limit ${LOOKED_AT}),
  edited as (
    select e.kind from h, delivery.edition_row e
    where e.from_seq > $1::int8 and e.from_seq <= h.seq order by e.from_seq limit ${LOOKED_AT})
  select h.seq::float8 as seq, encode(h.mark, 'hex') as mark, ${instant('h.at')} as at,
    exists (select from ledger.publication p where p.seq = $1::int8 and p.mark = decode($2, 'hex')) as continues,
    exists (select from numbered where kind <> 'PUBLISH')
      or (select count(*) from numbered) = ${LOOKED_AT}
      or (select count(*) from opened) = ${LOOKED_AT}
      or (select count(*) from closed) = ${LOOKED_AT}
      or (select count(*) from edited) = ${LOOKED_AT}
      or exists (
        select from closed c where not exists (
          select from delivery.listing n where n.document_id = c.document_id and n.locale = c.locale and n.from_seq = c.to_seq))
      or exists (
        select from opened o where exists (
          select from delivery.listing b where b.document_id = o.document_id and b.locale = o.locale and b.to_seq <= o.from_seq)
        and not exists (
          select from delivery.listing b where b.document_id = o.document_id and b.locale = o.locale and b.to_seq = o.from_seq)) as sweeping,
    array(select kind from opened union select kind from closed union select kind from edited) as kinds
  from h`,
};

/** $1 key ids, $2 now: those that still open something, and for whom. */
export const KEYS_IN_FORCE: Statement = {
  name: 'delivery.keys-in-force',
  text: `
  select k.id as key, k.partner_id::text as id, k.handle, k.origins, k.minute_quota, k.day_quota
  from access.delivery_key k
  where k.id = any($1::text[]) and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2::timestamptz)`,
};
