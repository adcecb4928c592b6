import { BODY_FORMAT } from '#content';
import type { Statement } from '#platform';
import {
  CARRIED_ROLES,
  editionAt,
  instant,
  lastWithdrawal,
  listingAt,
  listingInEither,
  replacementChain,
  scopedStatement,
  visible,
} from '../persistence/fragments.js';

const ROLES = CARRIED_ROLES.map((role) => `'${role}'`).join(', ');

/** Before what is not yet what a copy is sent: its body is of an older format. */
export const OLD = '~';

/**
 * `SyncDocument` of OpenAPI as JSON, from a listing `l` and an edition `e`, made where the words are: nothing reads them again
 * on the way. A slug, a locale and a kind hold nothing that JSON would escape.
 */
const json = (carried: string) => {
  const head = `'{"documentId":"' || l.document_id || '","locale":"' || l.locale || '","kind":"' || l.kind || '","slug":"' || l.slug
    || '","carried":' || case when ${carried} then 'true' else 'false' end
    || ',"edition":{"number":' || e.edition || ',"publishedAt":"' || ${instant('e.published_at')} || '","changeKind":"' || e.change_kind
    || '","note":' || coalesce(to_json(e.note)::text, 'null') || ',"hash":"' || encode(e.hash, 'hex')
    || '"},"listedAt":"' || ${instant('l.published_at')} || '","fields":'`;
  return `case when e.body_format = ${BODY_FORMAT} then ${head} || e.body::text || ',"rendered":' || e.rendered::text || '}'
    else '${OLD}' || jsonb_build_object('kind', l.kind, 'format', e.body_format, 'head', ${head}, 'body', e.body, 'rendered', e.rendered)::text end`;
};

/** What a page says of a document beside that. */
const COPY = (carried: string) => `
  l.document_id, l.kind, l.locale, ${carried} as carried, e.edition, e.from_seq as seq, e.change_kind, ${json(carried)} as json`;

const BEHIND = `(x.document_id, x.locale) > ($2::uuid, $3::text) and ${visible('x')}`;

/**
 * Everything, in the order of the primary key. $2, $3 behind which document and locale, $4 rows looked at. What is not shown
 * comes without its edition: the position moves on all the same.
 */
export const EVERYTHING = scopedStatement(
  'delta-everything',
  4,
  ({ within, withinOrCarried }) => `
  select ${COPY(`not ${within('l')}`)}
  from (
    select x.* from delivery.listing x where ${BEHIND} order by x.document_id, x.locale limit $4) l
  left join lateral ${editionAt('l.document_id', 'l.locale', 'null::int4')} e on ${withinOrCarried('l')}
  order by l.document_id, l.locale`,
);

/** The last of the $4 listings behind ($2, $3); none where there are fewer. */
export const END_OF_STRETCH: Statement = {
  name: 'delivery.delta-end-of-stretch',
  text: `
  select x.document_id, x.locale from delivery.listing x
  where ${BEHIND} order by x.document_id, x.locale offset $4::int4 - 1 limit 1`,
};

/** As EVERYTHING, of those behind ($2, $3) and up to ($4, $5), and only what is shown: a line each. */
export const LINES = scopedStatement(
  'delta-lines',
  5,
  ({ within, withinOrCarried }) => `
  select ${json(`not ${within('l')}`)}
  from (
    select x.* from delivery.listing x
    where ${BEHIND} and (x.document_id, x.locale) <= ($4::uuid, $5::text) order by x.document_id, x.locale) l
  cross join lateral ${editionAt('l.document_id', 'l.locale', 'null::int4')} e
  where ${withinOrCarried('l')}
  order by l.document_id, l.locale`,
);

/** $2 ids, $3 locales: how each stands, without what it says. */
export const STATES = scopedStatement(
  'delta-states',
  3,
  ({ within, withinOrCarried }) => `
  select k.ord::int4 as ord, l.kind, l.published_at as listed_at, e.from_seq as seq, ${within('l')} as selected
  from unnest($2::uuid[], $3::text[]) with ordinality as k (document_id, locale, ord)
  cross join lateral ${listingAt('k.document_id', 'k.locale')} l
  cross join lateral (
    select x.from_seq from delivery.edition_row x
    where x.document_id = l.document_id and x.locale = l.locale and x.from_seq <= $1 order by x.from_seq desc limit 1) e
  where ${withinOrCarried('l')}`,
);

/** $2 ids, $3 locales, $4 whether only carried, of what is known to be shown. */
export const COPIES: Statement = {
  name: 'delivery.delta-copies',
  text: `
  select k.ord::int4 as ord, ${COPY('k.carried')}
  from unnest($2::uuid[], $3::text[], $4::bool[]) with ordinality as k (document_id, locale, carried, ord)
  cross join lateral ${listingAt('k.document_id', 'k.locale')} l
  cross join lateral ${editionAt('l.document_id', 'l.locale', 'null::int4')} e`,
};

const stretch = (table: string, seq: string, condition: string) => `
  (select x.${seq} as seq, x.document_id, x.locale from delivery.${table} x
   where (x.${seq}, x.document_id, x.locale) >= ($2::int8, $3::uuid, $4::text) and x.${seq} <= $1 ${condition}
   order by 1, 2, 3 limit $5)`;

/**
 * What happened up to $1 from ($2 seq, $3 document, $4 locale) on, at most $5: an edition, an appearance, a disappearance or an
 * expunging each. Several in one publication of one document are one.
 */
export const EVENTS: Statement = {
  name: 'delivery.delta-events',
  text: `
  select seq, document_id, locale from (
    ${stretch('edition_row', 'from_seq', '')}
    union ${stretch('listing', 'from_seq', '')}
    union ${stretch('listing', 'to_seq', 'and x.to_seq is not null')}
    union ${stretch('tombstone', 'seq', '')}) happened
  order by seq, document_id, locale limit $5`,
};

/** Every document that is visible at $1 or at $2, or was expunged in between. $3, $4 behind which, $5 at most. */
export const CANDIDATES: Statement = {
  name: 'delivery.delta-candidates',
  text: `
  select document_id, locale from (
    (select distinct x.document_id, x.locale from delivery.listing x
     where (x.document_id, x.locale) > ($3::uuid, $4::text)
       and (${visible('x')} or (x.from_seq <= $2 and (x.to_seq is null or x.to_seq > $2)))
     order by 1, 2 limit $5)
    union
    (select distinct x.document_id, x.locale from delivery.tombstone x
     where (x.document_id, x.locale) > ($3::uuid, $4::text) and x.seq > $2 and x.seq <= $1 and x.from_seq <= $2 and x.to_seq > $2
     order by 1, 2 limit $5)) either
  order by document_id, locale limit $5`,
};

const carriedAt = (seq: string) => `
  select f.target
  from unnest($5::text[]) as a (locale)
  cross join lateral (
    select x.from_seq from delivery.edition_row x
    where x.document_id = r.document_id and x.locale = a.locale and x.from_seq <= ${seq} order by x.from_seq desc limit 1) e
  join delivery.reference f on f.document_id = r.document_id and f.locale = a.locale and f.from_seq = e.from_seq
  where f.role in (${ROLES})`;

/**
 * $2 the seq before, $3 ids, $4 their ordinals, $5 locales: what these bring with them, before or now, directly or through
 * others, each under its lowest ordinal. More than is carried does no harm: how each stands is asked apart.
 */
export const REACHED: Statement = {
  name: 'delivery.delta-reached',
  text: `
  with recursive reached (ord, document_id) as (
    select k.ord, k.document_id from unnest($3::uuid[], $4::int4[]) as k (document_id, ord)
    union
    select r.ord, n.target
    from reached r
    cross join lateral (
      ${carriedAt('$1')}
      union all ${carriedAt('$2')}
      union all select w.replaced_by from delivery.withdrawal w where w.document_id = r.document_id and w.replaced_by is not null and w.seq <= $1) n
  )
  select min(ord) as ord, document_id from reached group by document_id`,
};

/** $2 ids, $3 locales: the last event of each by $1; null of what never had one. */
export const LAST_EVENTS: Statement = {
  name: 'delivery.delta-last-events',
  text: `
  select k.ord::int4 as ord, greatest(
    (select max(x.from_seq) from delivery.edition_row x where x.document_id = k.document_id and x.locale = k.locale and x.from_seq <= $1),
    (select max(x.from_seq) from delivery.listing x where x.document_id = k.document_id and x.locale = k.locale and x.from_seq <= $1),
    (select max(x.to_seq) from delivery.listing x where x.document_id = k.document_id and x.locale = k.locale and x.to_seq <= $1),
    (select max(x.seq) from delivery.tombstone x where x.document_id = k.document_id and x.locale = k.locale and x.seq <= $1)) as seq
  from unnest($2::uuid[], $3::text[]) with ordinality as k (document_id, locale, ord)`,
};

/** $2 ids, $3 locales: of those that the copy holds as of $1 and that have been expunged since. */
export const EXPUNGED = scopedStatement(
  'delta-expunged',
  3,
  ({ withinOrCarried }) => `
  select k.ord::int4 as ord, l.kind
  from unnest($2::uuid[], $3::text[]) with ordinality as k (document_id, locale, ord)
  cross join lateral (
    select x.* from delivery.tombstone x
    where x.document_id = k.document_id and x.locale = k.locale and x.from_seq <= $1 and x.to_seq > $1 and x.seq > $1) l
  where ${withinOrCarried('l')}`,
);

/** $2 kinds, $3 the seq before: whether one of these was expunged since, and took with it what it carried. */
export const EXPUNGED_CARRIER: Statement = {
  name: 'delivery.delta-expunged-carrier',
  text: `
  select exists (
    select from delivery.tombstone x where x.seq > $3 and x.seq <= $1 and x.kind = any ($2::text[]) and x.from_seq <= $3 and x.to_seq > $3) as found`,
};

/** $2 ids, $3 locales: why each is not visible at $1; nothing of what is. */
export const REASONS: Statement = {
  name: 'delivery.delta-reasons',
  text: `
  select k.ord::int4 as ord, w.reason, w.replaced_by, w.notice
  from unnest($2::uuid[], $3::text[]) with ordinality as k (document_id, locale, ord)
  cross join lateral ${lastWithdrawal('k.document_id', 'k.locale', 'k.locale')} w
  where not exists ${listingAt('k.document_id', 'k.locale')}`,
};

/** Count and sum of the visible set. Where there is a scope, what is selected and, from there downwards, what it carries; $2 the default locale. */
export const VISIBLE_SET = scopedStatement('delta-visible-set', 2, ({ within }) =>
  within('l') === 'true'
    ? `
  select count(*)::int4 as count, coalesce(sum(e.hash64), 0)::text as sum
  from delivery.listing l
  cross join lateral (
    select x.hash64 from delivery.edition_row x
    where x.document_id = l.document_id and x.locale = l.locale and x.from_seq <= $1 order by x.from_seq desc limit 1) e
  where ${visible('l')} and $2::text is not null`
    : `
  with recursive shown (document_id, locale) as (
    select l.document_id, l.locale::text collate "C" from delivery.listing l where ${visible('l')} and ${within('l')}
    union
    select n.document_id, n.locale::text collate "C"
    from shown s
    cross join lateral (
      select x.from_seq from delivery.edition_row x
      where x.document_id = s.document_id and x.locale = s.locale and x.from_seq <= $1 order by x.from_seq desc limit 1) e
    join delivery.reference r on r.document_id = s.document_id and r.locale = s.locale and r.from_seq = e.from_seq and r.role in (${ROLES})
    cross join lateral (
      select t.document_id, t.locale from ${listingInEither('r.target', 's.locale', '$2::text')} t
      union all
      (${replacementChain('r.target', 's.locale', '$2::text')}
       select t.document_id, t.locale from chain c cross join lateral ${listingInEither('c.document_id', 's.locale', '$2::text')} t)
      limit 1) n
  )
  select count(*)::int4 as count, coalesce(sum(e.hash64), 0)::text as sum
  from shown s
  cross join lateral (
    select x.hash64 from delivery.edition_row x
    where x.document_id = s.document_id and x.locale = s.locale and x.from_seq <= $1 order by x.from_seq desc limit 1) e`,
);

/** The oldest publication from which a delta is still given. */
export const OLDEST: Statement = {
  name: 'delivery.delta-oldest',
  text: 'select h.min_seq::float8 as seq from ledger.head h',
};
