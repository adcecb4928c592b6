import type { Statement } from '#platform';
import {
  document,
  edition,
  editionAt,
  HELD_COLUMNS,
  HELD_PARAMETERS,
  heldParameters,
  listingAt,
  listingInEither,
  PORTION_PARAMETERS,
  replacementChain,
  scopedStatement,
  visible,
  wholeDocument,
} from './fragments.js';

/** $2 ids, $3 locales, $4 editions or null, $5 carried, from $6 on what is held of each, from $9 on the portion. */
export const BY_KEYS = scopedStatement(
  'by-keys',
  5 + HELD_PARAMETERS + PORTION_PARAMETERS,
  ({ withinOrCarried }) => `
  select k.ord::int4 as ord, ${document(9)}
  from unnest($2::uuid[], $3::text[], $4::int4[], $5::bool[], ${heldParameters(6)}) with ordinality as k (document_id, locale, edition, carried, ${HELD_COLUMNS}, ord)
  cross join lateral ${listingAt('k.document_id', 'k.locale')} l
  cross join lateral ${editionAt('l.document_id', 'l.locale', 'k.edition')} e
  where k.carried or ${withinOrCarried('l')}`,
);

/**
 * $2 kinds, $3 locales, $4 slugs, $5 editions or null, from $6 on what is held of each, from $9 on the portion. Whoever has the
 * slug at S; else, of those that had it and are still visible, the last to take it.
 */
export const BY_SLUGS = scopedStatement(
  'by-slugs',
  5 + HELD_PARAMETERS + PORTION_PARAMETERS,
  ({ within }) => `
  select k.ord::int4 as ord, ${document(9)}
  from unnest($2::text[], $3::text[], $4::text[], $5::int4[], ${heldParameters(6)}) with ordinality as k (kind, locale, slug, edition, ${HELD_COLUMNS}, ord)
  cross join lateral (
    select c.* from delivery.listing h
    cross join lateral ${listingAt('h.document_id', 'h.locale')} c
    where h.kind = k.kind and h.locale = k.locale and h.slug = k.slug and h.from_seq <= $1 and ${within('c')}
    order by (c.slug = k.slug) desc, h.from_seq desc limit 1) l
  cross join lateral ${editionAt('l.document_id', 'l.locale', 'k.edition')} e`,
);

/**
 * $2 targets, $3 locales of the hosts, $4 carried, $5 the default locale, from $6 on what is held of each, from $9 on the portion.
 * Most targets are visible themselves: the branches are tried in turn, and only for the others is anything replaced.
 */
export const BY_REFERENCE = scopedStatement(
  'by-reference',
  5 + HELD_PARAMETERS + PORTION_PARAMETERS,
  ({ withinOrCarried }) => `
  select k.ord::int4 as ord, ${document(9)}
  from unnest($2::uuid[], $3::text[], $4::bool[], ${heldParameters(6)}) with ordinality as k (target, locale, carried, ${HELD_COLUMNS}, ord)
  cross join lateral (
    select t.* from ${listingInEither('k.target', 'k.locale', '$5::text')} t
    union all
    (${replacementChain('k.target', 'k.locale', '$5::text')}
     select s.* from chain c cross join lateral ${listingInEither('c.document_id', 'k.locale', '$5::text')} s)
    limit 1) l
  cross join lateral ${editionAt('l.document_id', 'l.locale', 'null::int4')} e
  where k.carried or ${withinOrCarried('l')}`,
);

/**
 * The target in the nearest locale in which the caller may see it. A host that carries it does so in its own locale or the
 * default one, as without a choice of locales; in the others the scope decides.
 */
const nearest = (target: string, withinOrCarried: (row: string) => string) => `
  (select p.* from unnest(k.nearest::text[] || k.locale || $5::text) with ordinality as n (locale, rank)
   cross join lateral ${listingAt(target, 'n.locale')} p
   where (k.carried and p.locale = (select x.locale from ${listingInEither(target, 'k.locale', '$5::text')} x)) or ${withinOrCarried('p')}
   order by n.rank limit 1)`;

/** As BY_REFERENCE, with $6 locales as `{es,en}`, the nearest first, what is held from $7 on, and the portion from $10 on. */
export const NEAREST_BY_REFERENCE = scopedStatement(
  'by-reference-nearest',
  6 + HELD_PARAMETERS + PORTION_PARAMETERS,
  ({ withinOrCarried }) => `
  select k.ord::int4 as ord, ${document(10)}
  from unnest($2::uuid[], $3::text[], $4::bool[], $6::text[], ${heldParameters(7)}) with ordinality as k (target, locale, carried, nearest, ${HELD_COLUMNS}, ord)
  cross join lateral (
    select t.* from ${nearest('k.target', withinOrCarried)} t
    union all
    (${replacementChain('k.target', 'k.locale', '$5::text')}
     select s.* from chain c cross join lateral ${nearest('c.document_id', withinOrCarried)} s order by c.step limit 1)
    limit 1) l
  cross join lateral ${editionAt('l.document_id', 'l.locale', 'null::int4')} e`,
);

/** $2 locales, from $3 on the portion: every notice that is visible at S. They are few, and every scope has them. */
export const NOTICES: Statement = {
  name: 'delivery.notices',
  text: `
  select 0 as ord, ${wholeDocument(3)}
  from unnest($2::text[]) as k (locale)
  cross join lateral (select * from delivery.listing x where x.kind = 'notice' and x.locale = k.locale and ${visible('x')}) l
  cross join lateral ${editionAt('l.document_id', 'l.locale', 'null::int4')} e`,
};

/**
 * $1 ids, $2 locales, $3 seqs at which the editions were published, from $4 on the portion. It does not ask who may see them:
 * for editions that a statement named which does.
 */
export const EDITIONS: Statement = {
  name: 'delivery.editions',
  text: `
  select k.ord::int4 as ord, ${edition(4)}
  from unnest($1::uuid[], $2::text[], $3::int8[]) with ordinality as k (document_id, locale, seq, ord)
  cross join lateral (
    select * from delivery.edition_row x where x.document_id = k.document_id and x.locale = k.locale and x.from_seq = k.seq limit 1) e`,
};
