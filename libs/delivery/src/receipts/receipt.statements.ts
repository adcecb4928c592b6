import type { Statement } from '#platform';

/**
 * $1 partners, $2 documents, $3 locales, $4 publications that made the editions (null: the answer said that it is gone), $5 and $6
 * number and mark of the head that the answer was as of, $7 when. What belongs to another history is left out. In the order of
 * the key, so that two processes never wait for each other.
 */
export const ADD_SERVED: Statement = {
  name: 'receipts.add-served',
  text: `
  insert into traffic.served (partner_id, document_id, locale, seq, at)
  select g.partner_id, g.document_id, g.locale, s.seq, min(g.at)
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int8[], $5::int8[], $6::text[], $7::timestamptz[])
    as g (partner_id, document_id, locale, seq, head, mark, at)
  join ledger.publication p on p.seq = g.head and p.mark = decode(g.mark, 'hex')
  cross join lateral (select coalesce(g.seq, greatest(
    (select max(x.to_seq) from delivery.listing x where x.document_id = g.document_id and x.locale = g.locale and x.to_seq <= g.head),
    (select max(x.seq) from delivery.tombstone x where x.document_id = g.document_id and x.locale = g.locale and x.seq <= g.head))) as seq) s
  where s.seq is not null
  group by g.partner_id, g.document_id, g.locale, s.seq
  order by g.document_id, g.locale, g.partner_id, s.seq
  on conflict on constraint served_pkey do nothing`,
};

/** $1 partners, $2 selections, $3 kinds and $4 locales of each as JSON, $5 and $6 number and mark of the publication, $7 sent, $8 held. */
export const ADD_COPIES: Statement = {
  name: 'receipts.add-copies',
  text: `
  insert into traffic.copy as c (partner_id, selection, kinds, locales, seq, sent_at, held_at)
  select g.partner_id, g.selection,
    (select array_agg(x) from jsonb_array_elements_text(g.kinds) x), (select array_agg(x) from jsonb_array_elements_text(g.locales) x),
    g.seq, g.sent_at, g.held_at
  from unnest($1::uuid[], $2::text[], $3::jsonb[], $4::jsonb[], $5::int8[], $6::text[], $7::timestamptz[], $8::timestamptz[])
    as g (partner_id, selection, kinds, locales, seq, mark, sent_at, held_at)
  join ledger.publication p on p.seq = g.seq and p.mark = decode(g.mark, 'hex')
  order by g.partner_id, g.selection, g.seq
  on conflict on constraint copy_pkey do update set
    sent_at = least(c.sent_at, excluded.sent_at), held_at = least(c.held_at, excluded.held_at)
  where (c.sent_at is null and excluded.sent_at is not null) or (c.held_at is null and excluded.held_at is not null)`,
};

/** $1 partners, $2 when each asked last. */
export const ADD_ASKED: Statement = {
  name: 'receipts.add-asked',
  text: `
  insert into traffic.asked as a (partner_id, at)
  select g.partner_id, g.at from unnest($1::uuid[], $2::timestamptz[]) as g (partner_id, at) order by g.partner_id
  on conflict on constraint asked_pkey do update set at = excluded.at where a.at < excluded.at`,
};
