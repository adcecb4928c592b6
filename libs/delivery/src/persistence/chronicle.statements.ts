import type { Statement } from '#platform';
import type { ChronicleRequest } from '../domain/chronicle.js';
import {
  editionAt,
  instant,
  listingAt,
  PORTION_PARAMETERS,
  type ScopedStatement,
  scopedStatement,
  visible,
  wholeDocument,
} from './fragments.js';
import { lastListing, WITHDRAWAL } from './withdrawal.statements.js';

/**
 * How far back a chronicle looks: a reader with a small scope or a rare locale must not walk the whole history. What is
 * hidden among these is simply not there, so an answer may be short.
 */
const EDITIONS_LOOKED_AT = 1_000;
const CORRECTIONS_LOOKED_AT = 200;

/**
 * An edition that is news and still stands. One that a revert brought back had its entry already; one that a revert took back is no
 * part of what the public is told, unless that revert was taken back itself: so the line is followed backwards from the newest
 * edition, from each that repeats an earlier one to the one that it repeats. Passed over, it does not stand.
 */
const STANDS = (row: string) => `${row}.repeats is null and not (
  exists (
    select from delivery.edition_row n
    where n.document_id = ${row}.document_id and n.locale = ${row}.locale and n.repeats is not null and n.edition > ${row}.edition and n.from_seq <= $1)
  and exists (
    with recursive line (edition) as (
      select 2147483647
      union all
      select r.repeats from line f cross join lateral (
        select n.repeats from delivery.edition_row n
        where n.document_id = ${row}.document_id and n.locale = ${row}.locale and n.repeats is not null and n.from_seq <= $1
          and n.edition > ${row}.edition and n.edition <= f.edition
        order by n.edition desc limit 1) r
    )
    select from line f where f.edition < ${row}.edition))`;

const IS_CORRECTION = (row: string) => `${row}.change_kind in ('CORRECTION', 'RETRACTION') and ${STANDS(row)}`;

/** $2 locale or null, $3 wanted, from $4 on the portion. */
const recent = (name: string, condition: string, lookedAt: number, carried: 'within' | 'withinOrCarried') =>
  scopedStatement(
    name,
    3 + PORTION_PARAMETERS,
    (scope) => `
  select 0 as ord, ${wholeDocument(4)}
  from (
    select x.* from delivery.edition_row x
    where x.from_seq <= $1 and ${condition}
    order by x.from_seq desc, x.document_id desc, x.locale desc limit ${lookedAt}) e
  cross join lateral ${listingAt('e.document_id', 'e.locale')} l
  where ($2::text is null or e.locale = $2::text) and ${scope[carried]('l')}
  order by e.from_seq desc, e.document_id desc, e.locale desc limit $3`,
  );

/** A correction concerns whoever shows the document, also where only a host brings it into the scope. */
export const RECENT_EDITIONS: Readonly<Record<ChronicleRequest['of'], ScopedStatement>> = {
  ALL: recent('recent-editions', STANDS('x'), EDITIONS_LOOKED_AT, 'within'),
  CORRECTIONS: recent('recent-corrections', IS_CORRECTION('x'), CORRECTIONS_LOOKED_AT, 'withinOrCarried'),
};

/** $2 locale or null, $3 wanted. A document that is public again, or was withdrawn once more since, has another last period. */
export const RECENT_RETRACTIONS = scopedStatement(
  'recent-retractions',
  3,
  ({ withinOrCarried }) => `
  select 0 as ord, ${WITHDRAWAL}
  from (
    select x.* from delivery.withdrawal x
    where x.reason = 'RETRACTED' and x.seq <= $1
    order by x.seq desc, x.document_id desc, x.locale desc limit ${CORRECTIONS_LOOKED_AT}) w
  cross join lateral ${lastListing} l
  where ($2::text is null or w.locale = $2::text) and l.to_seq = w.seq and ${withinOrCarried('l')}
  order by w.seq desc, w.document_id desc, w.locale desc limit $3`,
);

/** $2 ids, $3 locales: of documents that the caller is shown, so without the scope. */
export const CORRECTIONS: Statement = {
  name: 'delivery.corrections',
  text: `
  select k.ord::int4 as ord, c.edition, c.change_kind as "changeKind", c.note, ${instant('c.published_at')} as "publishedAt"
  from unnest($2::uuid[], $3::text[]) with ordinality as k (document_id, locale, ord)
  cross join lateral (
    select x.edition, x.change_kind, x.note, x.published_at from delivery.edition_row x
    where x.document_id = k.document_id and x.locale = k.locale and x.from_seq <= $1 and ${IS_CORRECTION('x')}
    order by x.edition desc limit 100) c
  order by k.ord, c.edition desc`,
};

/** $2 kinds, $3 locales, $4 wanted: each kind and locale walks its own stretch of the index. */
export const ADDRESSES = scopedStatement(
  'addresses',
  4,
  ({ within }) => `
  select l.document_id::text as "documentId", l.kind, l.locale, l.slug, ${instant('e.published_at')} as "publishedAt"
  from unnest($2::text[], $3::text[]) with ordinality as k (kind, locale, ord)
  cross join lateral (
    select l.* from delivery.listing l
    where l.kind = k.kind and l.locale = k.locale and ${visible('l')} and ${within('l')}
    order by l.published_at desc, l.document_id desc limit $4) l
  cross join lateral ${editionAt('l.document_id', 'l.locale', 'null::int4')} e
  order by k.ord, l.published_at desc, l.document_id desc limit $4`,
);
