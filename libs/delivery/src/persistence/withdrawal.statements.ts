import { instant, lastWithdrawal, listingAt, replacementChain, scopedStatement } from './fragments.js';

export const WITHDRAWAL = `w.document_id, w.kind, w.locale, w.slug, w.reason, w.replaced_by, w.notice, ${instant('w.at')} as at`;

/** The last period in which the document was listed, by S; it closed with the withdrawal and says who could see it. */
export const lastListing = `
  (select * from delivery.listing x
   where x.document_id = w.document_id and x.locale = w.locale and x.from_seq <= $1
   order by x.from_seq desc limit 1)`;

/**
 * $2 ids or null, $3 kinds, $4 slugs, $5 locales. Exactly one of id and slug is set. A slug that another document has at S
 * is not withdrawn.
 */
export const WITHDRAWALS = scopedStatement(
  'withdrawals',
  5,
  ({ within, withinOrCarried }) => `
  select k.ord::int4 as ord, found.*
  from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) with ordinality as k (document_id, kind, slug, locale, ord)
  cross join lateral (
    select ${WITHDRAWAL}
    from (
      select k.document_id where k.document_id is not null
      union
      select h.document_id from delivery.listing h
      where k.document_id is null and h.kind = k.kind and h.locale = k.locale and h.slug = k.slug and h.from_seq <= $1
    ) d
    cross join lateral ${lastWithdrawal('d.document_id', 'k.locale', 'k.locale')} w
    cross join lateral ${lastListing} l
    where l.to_seq <= $1 and ${withinOrCarried('l')}
      and not (k.document_id is null and exists (
        select from delivery.listing h
        cross join lateral ${listingAt('h.document_id', 'h.locale')} c
        where h.kind = k.kind and h.locale = k.locale and h.slug = k.slug and h.from_seq <= $1 and c.slug = k.slug and ${within('c')}))
    order by w.seq desc limit 1) found`,
);

/**
 * $2 targets, $3 locales of the hosts, $4 the default locale: why a carried reference shows nothing. Follows replacements
 * as references do; null while anything at the end of the chain is visible.
 */
export const WITHDRAWALS_BEHIND_REFERENCES = {
  name: 'delivery.withdrawals-behind-references',
  text: `
  select k.ord::int4 as ord, ${WITHDRAWAL}
  from unnest($2::uuid[], $3::text[]) with ordinality as k (target, locale, ord)
  cross join lateral (
    ${replacementChain('k.target', 'k.locale', '$4::text')}
    select c.document_id from chain c order by c.step desc limit 1) last
  cross join lateral ${lastWithdrawal('last.document_id', 'k.locale', '$4::text')} w
  where not exists ${listingAt('last.document_id', 'k.locale')} and not exists ${listingAt('last.document_id', '$4::text')}`,
};
