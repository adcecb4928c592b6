import type { Statement } from '#platform';
import type { ListOrder } from '../domain/page.js';
import { lastEdition, LISTED, listingAt, listingInEither, scopedStatement, visible } from './fragments.js';
import { DIRECTIONS, FORM_NAMES, FORMS, inEveryForm, type ListStatements, pageOf, request } from './list.statements.js';

/**
 * Pages over several locales: each document once, in the nearest of those whose lists have it. Each locale's list is read for a
 * page by itself, and of what they have in common the nearest is kept. That is enough: the order is the same in all of them, so
 * whatever a page holds lies within as many rows of each list. (Ordered by when the variant was published, as lists of one locale
 * are, a language that everything has been translated from would be walked past, row by row, to find the few that have not been.)
 */

/** As lists of one locale, one entry of the parameters for each locale of each request, the nearest first; `list` is the number of the request. */
function nearestStatement(form: keyof ListStatements, order: ListOrder): Statement {
  const columns = ['list', ...FORMS[form].columns];
  const { name, sort } = DIRECTIONS[order];
  return {
    name: `delivery.list-${FORM_NAMES[form]}-nearest.${name}`,
    text: `
    ${request(columns, (column) => (column === 'list' ? 'int4' : 'int4[]'))}
    , nearest as materialized (
      select distinct on (r.list, d.document_id) r.list, r.locale, r.wanted, d.appeared_at, d.document_id
      from request r
      cross join lateral (${pageOf(FORMS[form], order, 'appeared_at')}) d
      order by r.list, d.document_id, r.ord)
    , page as materialized (
      select p.* from (
        select n.*, row_number() over (partition by n.list order by n.appeared_at ${sort}, n.document_id ${sort}) as place from nearest n) p
      where p.place <= p.wanted)
    select p.list as ord, p.appeared_at as listed_by, ${LISTED}
    from page p
    cross join lateral ${listingAt('p.document_id', 'p.locale')} l
    cross join lateral ${lastEdition('p.document_id', 'p.locale')} e
    order by p.list, p.place`,
  };
}

export const NEAREST_LISTS: Readonly<Record<ListOrder, ListStatements>> = {
  PUBLISHED_AT_DESC: inEveryForm((form) => nearestStatement(form, 'PUBLISHED_AT_DESC')),
  PUBLISHED_AT_ASC: inEveryForm((form) => nearestStatement(form, 'PUBLISHED_AT_ASC')),
};

/**
 * Pairs of a topic over several locales. $2 topics, $3 their locales, $4 rows wanted, $5 the last place shown (the largest int4
 * beyond the ordered part), $6 and $7 where the others begin, $8 the topic and what is below it as `{1,2}`, $9 the default
 * locale, $10 the locales, the nearest first, as `{es,en}`. What the topic puts in order may stand in the
 * default locale too, as references may.
 */
export const NEAREST_TOPIC_MYTH_FACTS = scopedStatement(
  'topic-myth-facts-nearest',
  10,
  ({ within }) => `
  with request as materialized (
    select q.ord::int4 as ord, q.topic_id, q.locale, q.wanted, q.place, q.bound_at, q.bound_id, q.filed::int4[] as filed, q.chain::text[] as chain
    from unnest($2::uuid[], $3::text[], $4::int4[], $5::int4[], $6::timestamptz[], $7::uuid[], $8::text[], $10::text[])
      with ordinality as q (topic_id, locale, wanted, place, bound_at, bound_id, filed, chain, ord))
  select r.ord, d.place as position, d.appeared_at as listed_by, ${LISTED}
  from request r
  cross join lateral (
    select coalesce(array_agg(f.target order by f.ordinal), '{}') as targets
    from ${listingInEither('r.topic_id', 'r.locale', '$9::text')} host
    cross join lateral ${lastEdition('host.document_id', 'host.locale')} e
    join delivery.reference f on f.document_id = host.document_id and f.locale = host.locale and f.from_seq = e.from_seq and f.role = 'ITEM'
    ) listed
  cross join lateral (
    (select i.place::int4 as place, null::timestamptz as appeared_at, l.document_id, l.locale
     from (select u.target, min(u.place) as place from unnest(listed.targets) with ordinality as u (target, place) group by u.target) i
     cross join lateral (
       select p.document_id, p.locale from unnest(r.chain || $9::text) with ordinality as n (locale, rank)
       cross join lateral ${listingAt('i.target', 'n.locale')} p
       where p.kind = 'myth-fact' and ${within('p')}
       order by n.rank limit 1) l
     where i.place > r.place
     order by i.place limit r.wanted)
    union all
    (select null::int4, o.appeared_at, o.document_id, o.locale
     from (
       select distinct on (p.appeared_at, p.document_id) p.appeared_at, p.document_id, n.locale
       from unnest(r.chain) with ordinality as n (locale, rank)
       cross join unnest(r.filed) as t (topic)
       cross join lateral (
         select x.appeared_at, x.document_id from delivery.listing_topic x
         where x.topic = t.topic and x.kind = 'myth-fact' and x.locale = n.locale and ${visible('x')}
           and (x.appeared_at, x.document_id) < (r.bound_at, r.bound_id) and x.document_id <> all (listed.targets) and ${within('x')}
         order by x.appeared_at desc, x.document_id desc limit r.wanted) p
       order by p.appeared_at desc, p.document_id desc, n.rank) o
     limit r.wanted)
    order by place nulls last, appeared_at desc, document_id desc limit r.wanted) d
  cross join lateral ${listingAt('d.document_id', 'd.locale')} l
  cross join lateral ${lastEdition('d.document_id', 'd.locale')} e
  order by r.ord, d.place nulls last, d.appeared_at desc, d.document_id desc`,
);
