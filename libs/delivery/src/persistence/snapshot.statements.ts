import type { Statement } from '#platform';
import { instant, visible } from './fragments.js';

const SNAPSHOT = (row: string) =>
  `${row}.seq::float8 as seq, encode(${row}.mark, 'hex') as mark, ${instant(`${row}.at`)} as at`;

/** Never max(seq): the head row is what commits in number order. */
export const HEAD: Statement = { name: 'delivery.head', text: `select ${SNAPSHOT('h')} from ledger.head h` };

export const SNAPSHOT_AT: Statement = {
  name: 'delivery.snapshot-at',
  text: `select ${SNAPSHOT('p')} from ledger.publication p where p.at <= $1::timestamptz order by p.at desc limit 1`,
};

export const SNAPSHOT_OF: Statement = {
  name: 'delivery.snapshot-of',
  text: `select ${SNAPSHOT('p')} from ledger.publication p where p.seq = $1::int8 and p.mark = decode($2, 'hex')`,
};

/** $1 key id or '', $2 now, $3 the handle of the partner without a key. One statement whether there is such a key or not. */
export const IDENTIFY: Statement = {
  name: 'delivery.identify',
  text: `
  select k.partner_id::text as id, k.handle, k.origins, k.minute_quota, k.day_quota, k.hash,
         k.revoked_at is null and (k.expires_at is null or k.expires_at > $2::timestamptz) as valid
  from access.delivery_key k where k.id = $1::text
  union all
  (select s.partner_id::text, s.handle, null::text[], null::int4, null::int4, null::bytea, true
   from access.delivery_scope s where s.handle = $3::text order by s.from_seq desc limit 1)`,
};

/** $1 S, $2 partner: its scope of S and of the head, with the head, as one statement sees them. */
export const SCOPES: Statement = {
  name: 'delivery.scopes',
  text: `
  select h.seq::float8 as head_seq, encode(h.mark, 'hex') as head_mark, ${instant('h.at')} as head_at,
         s.from_seq is not null as found, (${visible('s')}) as then, (s.from_seq <= h.seq and (s.to_seq is null or s.to_seq > h.seq)) as now,
         s.kinds, s.topics::text[] as topics, s.audiences, s.locales, s.site, s.region,
         (select coalesce(jsonb_object_agg(a.key, a.bit), '{}') from delivery.audience a) as bits,
         (select jsonb_build_object('text', t.text, 'url', t.url, 'licence', t.licence) from delivery.attribution t where ${visible('t')}) as attribution,
         exists (select from delivery.tombstone) as has_tombstones
  from ledger.head h
  left join access.delivery_scope s on s.partner_id = $2::uuid
    and ((${visible('s')}) or (s.from_seq <= h.seq and (s.to_seq is null or s.to_seq > h.seq)))`,
};

/** Every topic that ever had a number, and where the tree of S puts it. */
export const TOPIC_TREE: Statement = {
  name: 'delivery.topic-tree',
  text: `
  select n.topic, n.document_id::text as "documentId", t.broader
  from delivery.topic_node n
  left join delivery.topic_tree t on t.topic = n.topic and ${visible('t')}
  order by n.topic`,
};

/** $2 keys, $3 locales, $4 the default locale. */
export const AUDIENCE_LABELS: Statement = {
  name: 'delivery.audience-labels',
  text: `
  select k.ord::int4 as ord, coalesce(a.labels ->> k.locale, a.labels ->> $4::text) as label
  from unnest($2::text[], $3::text[]) with ordinality as k (key, locale, ord)
  join delivery.audience a on a.key = k.key and ${visible('a')}`,
};
