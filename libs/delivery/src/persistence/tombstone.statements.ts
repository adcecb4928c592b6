import { instant, scopedStatement } from './fragments.js';

/**
 * $2 ids or null, $3 hashes of addresses, $4 locales, $5 carried. Exactly one of id and hash is set. The last period by S says who could see
 * it, as it does for what was withdrawn.
 */
export const TOMBSTONES = scopedStatement(
  'tombstones',
  5,
  ({ withinOrCarried }) => `
  select k.ord::int4 as ord, found.*
  from unnest($2::uuid[], $3::bytea[], $4::text[], $5::bool[]) with ordinality as k (document_id, address, locale, carried, ord)
  cross join lateral (
    select l.document_id::text as "documentId", l.kind, l.locale, ${instant('p.at')} as at
    from (
      select k.document_id where k.document_id is not null
      union
      select h.document_id from delivery.tombstone h where k.document_id is null and h.address = k.address and h.from_seq <= $1
    ) d
    cross join lateral (
      select x.* from delivery.tombstone x
      where x.document_id = d.document_id and x.locale = k.locale and x.from_seq <= $1
      order by x.from_seq desc limit 1) l
    join ledger.publication p on p.seq = l.seq
    where k.carried or ${withinOrCarried('l')}
    order by l.from_seq desc limit 1) found`,
);
