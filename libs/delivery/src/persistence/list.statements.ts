import type { Statement } from '#platform';
import type { ListOrder } from '../domain/page.js';
import { lastEdition, listingAt, listingInEither, scopedStatement, visible } from './fragments.js';

/**
 * Pages: a lateral per request, so that one statement serves a batch and each request walks its own stretch of one index in
 * order; then which editions the rows of the page have. What those say is read apart, where the process does not hold it. The
 * first page has a bound as well (the instant of S): without it a page of the far past would walk everything newer. An optional
 * bound (`$n is null or ...`) would lose the index.
 */
export interface ListStatements {
  /** The whole kind: nearly every row that is passed is on the page, so each is read where it is found. */
  readonly plain: Statement;
  /** The whole kind, of which audiences pick some: many rows may be passed, and only keys are looked at. */
  readonly picked: Statement;
  /** Topics by their own number: few rows. */
  readonly topics: Statement;
  /** The whole kind, checked against topics: for scopes that hold a large part of everything. */
  readonly wide: Statement;
  /** Driven by topics. */
  readonly filed: Statement;
  /** Driven by topics, checked against other topics. */
  readonly filedChecked: Statement;
}

/** How rows of a form are found: by the kind, or by the topics in `driving`; and what else is asked of each row `l`. */
export interface ListForm {
  /** Sets of topics that it takes, in the order of its parameters. */
  readonly columns: readonly string[];
  readonly isFiled?: true;
  readonly condition: string;
}

const CHECKED = 'and l.topics && r.first_check and l.topics && r.second_check';

export const FORMS: Readonly<Record<keyof ListStatements, ListForm>> = {
  plain: { columns: [], condition: '' },
  picked: { columns: [], condition: '' },
  topics: {
    columns: ['own'],
    condition:
      'and exists (select from delivery.topic_node n where n.document_id = l.document_id and n.topic = any (r.own))',
  },
  wide: {
    columns: ['first_check', 'second_check'],
    condition: CHECKED,
  },
  filed: { columns: ['driving'], isFiled: true, condition: '' },
  filedChecked: {
    columns: ['driving', 'first_check', 'second_check'],
    isFiled: true,
    condition: CHECKED,
  },
};

/** In names of statements. */
export const FORM_NAMES: Readonly<Record<keyof ListStatements, string>> = {
  plain: 'plain',
  picked: 'picked',
  topics: 'topics',
  wide: 'wide',
  filed: 'filed',
  filedChecked: 'filed-checked',
};

/**
 * The oldest come first up to the instant of S. Newest first begins there, by its bound: told as well that it is the end, the
 * server starts from it and walks every page before the one that is asked for.
 */
export const DIRECTIONS = {
  PUBLISHED_AT_DESC: { name: 'newest', compare: '<', sort: 'desc', end: () => '' },
  PUBLISHED_AT_ASC: { name: 'oldest', compare: '>', sort: 'asc', end: (by: ListKey) => `and l.${by} <= r.latest` },
} as const;

/**
 * $2 kinds, $3 locales, $4 audience masks of the filters, $5 and $6 where each page begins, $7 rows wanted, $8 the instant
 * of S, $9 and $10 audience masks of the scopes; from $11 on driving topics and topics to check, each a text
 * of the form `{1,2}`: PostgreSQL has no arrays of arrays of different lengths. Materialised so that they are read once.
 */
export const request = (columns: readonly string[], typeOf = (_column: string) => 'int4[]') => `
  with request as materialized (
    select q.ord::int4 as ord, q.kind, q.locale, q.mask, q.bound_at, q.bound_id, q.wanted, $8::timestamptz as latest${columns.map((column) => `, q.${column}::${typeOf(column)} as ${column}`).join('')}
    from unnest($2::text[], $3::text[], $4::int4[], $5::timestamptz[], $6::uuid[], $7::int4[]${columns.map((_, index) => `, $${11 + index}::text[]`).join('')})
      with ordinality as q (kind, locale, mask, bound_at, bound_id, wanted${columns.map((column) => `, ${column}`).join('')}, ord))`;

const audience = `(l.audience = 0 or ((l.audience & r.mask) <> 0
  and (r.kind = 'notice' or ((l.audience & $9::int4) <> 0 and (l.audience & $10::int4) <> 0))))`;

/**
 * What a list is ordered by: when the variant was first public, or when the document was first public in any locale. The
 * second is the same for all variants of a document.
 */
export type ListKey = 'published_at' | 'appeared_at';

/** A page of the request `r`: keys of rows, in order, and a column more of theirs. */
export const pageOf = ({ isFiled, condition }: ListForm, order: ListOrder, by: ListKey, more?: string) => {
  const { compare, sort, end } = DIRECTIONS[order];
  const key = (alias: string) => `${alias}.${by}, ${alias}.document_id`;
  const columns = (alias: string) => (more === undefined ? key(alias) : `${key(alias)}, ${alias}.${more}`);
  const inOrder = (alias: string) => `${alias}.${by} ${sort}, ${alias}.document_id ${sort}`;
  const page = `${visible('l')} and (${key('l')}) ${compare} (r.bound_at, r.bound_id) ${end(by)} and ${audience}`;
  return isFiled
    ? `
      select distinct on (${key('p')}) ${columns('p')}
      from unnest(r.driving) as t (topic)
      cross join lateral (
        select ${columns('l')} from delivery.listing_topic l
        where l.topic = t.topic and l.kind = r.kind and l.locale = r.locale and ${page} ${condition}
        order by ${inOrder('l')} limit r.wanted) p
      order by ${inOrder('p')} limit r.wanted`
    : `
      select ${columns('l')} from delivery.listing l
      where l.kind = r.kind and l.locale = r.locale and ${page} ${condition}
      order by ${inOrder('l')} limit r.wanted`;
};

/** Columns of a PagedRow, from a listing `l` and an edition `e`: kind and locale are those of the request. */
const PAGED = 'l.document_id, l.slug, l.published_at as listed_at, e.from_seq as seq';

function listStatement(form: keyof ListStatements, order: ListOrder): Statement {
  const { name, sort } = DIRECTIONS[order];
  const page = (more?: string) => pageOf(FORMS[form], order, 'published_at', more);
  // Filed documents have it in the index that is walked, and of a plain list nearly each that is passed is on the page.
  const rows =
    form === 'plain' || FORMS[form].isFiled
      ? `(${page('slug')}) l`
      : `(${page()}) d cross join lateral ${listingAt('d.document_id', 'r.locale')} l`;
  return {
    name: `delivery.list-${FORM_NAMES[form]}.${name}`,
    text: `
    ${request(FORMS[form].columns)}
    select r.ord, ${PAGED}
    from request r
    cross join lateral ${rows}
    cross join lateral ${lastEdition('l.document_id', 'r.locale')} e
    order by r.ord, l.published_at ${sort}, l.document_id ${sort}`,
  };
}

export function inEveryForm(statement: (form: keyof ListStatements) => Statement): ListStatements {
  return {
    plain: statement('plain'),
    picked: statement('picked'),
    topics: statement('topics'),
    wide: statement('wide'),
    filed: statement('filed'),
    filedChecked: statement('filedChecked'),
  };
}

export const LISTS: Readonly<Record<ListOrder, ListStatements>> = {
  PUBLISHED_AT_DESC: inEveryForm((form) => listStatement(form, 'PUBLISHED_AT_DESC')),
  PUBLISHED_AT_ASC: inEveryForm((form) => listStatement(form, 'PUBLISHED_AT_ASC')),
};

/** Up to here sets are told apart; of two larger ones either holds so much that the page is soon full. */
const WEIGHED = 10_000;
/** A set of fewer rows drives, whatever the others hold. */
const FEW = 1_000;

const counted = (set: string, upTo: number) => `(
    select count(*) from (
      select from unnest(${set}.topics) as t (topic)
      cross join lateral (
        select from delivery.listing_topic l where l.topic = t.topic and l.kind = ${set}.kind and l.locale = ${set}.locale limit ${upTo}) one
      limit ${upTo}) all_of_them)`;

/**
 * $1 sets of topics `{1,2}`, $2 kinds, $3 locales, $4 which request each is for: how many rows it would drive, counted up to a
 * bound, which is low where one set of the request stays below it.
 */
export const TOPIC_WEIGHTS: Statement = {
  name: 'delivery.topic-weights',
  text: `
  with few as materialized (
    select s.*, ${counted('s', FEW)} as weight
    from (
      select q.ord, q.kind, q.locale, q.request, q.topics::int4[] as topics
      from unnest($1::text[], $2::text[], $3::text[], $4::int4[]) with ordinality as q (topics, kind, locale, request, ord)) s)
  select f.ord::int4 as ord, (case when f.least < ${FEW} then f.weight else ${counted('f', WEIGHED)} end)::float8 as weight
  from (select few.*, min(few.weight) over (partition by few.request) as least from few) f`,
};

/**
 * Pairs of a topic. $2 topics, $3 locales, $4 rows wanted, $5 the last place shown (the largest int4 beyond the ordered
 * part), $6 and $7 where the others begin, $8 the topic and what is below it as `{1,2}`, $9 the default locale.
 */
export const TOPIC_MYTH_FACTS = scopedStatement(
  'topic-myth-facts',
  9,
  ({ within }) => `
  with request as materialized (
    select q.ord::int4 as ord, q.topic_id, q.locale, q.wanted, q.place, q.bound_at, q.bound_id, q.filed::int4[] as filed
    from unnest($2::uuid[], $3::text[], $4::int4[], $5::int4[], $6::timestamptz[], $7::uuid[], $8::text[])
      with ordinality as q (topic_id, locale, wanted, place, bound_at, bound_id, filed, ord))
  select r.ord, d.place as position, d.filed_at, d.document_id, d.kind, d.locale, d.slug, d.listed_at, e.from_seq as seq
  from request r
  cross join lateral (
    select coalesce(array_agg(f.target order by f.ordinal), '{}') as targets
    from ${listingInEither('r.topic_id', 'r.locale', '$9::text')} host
    cross join lateral ${lastEdition('host.document_id', 'host.locale')} e
    join delivery.reference f on f.document_id = host.document_id and f.locale = host.locale and f.from_seq = e.from_seq and f.role = 'ITEM'
    ) listed
  cross join lateral (
    (select i.place::int4 as place, null::timestamptz as filed_at, l.document_id, l.kind, l.locale, l.slug, l.published_at as listed_at
     from (select u.target, min(u.place) as place from unnest(listed.targets) with ordinality as u (target, place) group by u.target) i
     cross join lateral ${listingInEither('i.target', 'r.locale', '$9::text')} l
     where i.place > r.place and l.kind = 'myth-fact' and ${within('l')}
     order by i.place limit r.wanted)
    union all
    (select distinct on (p.published_at, p.document_id)
       null::int4, p.published_at, p.document_id, 'myth-fact', r.locale, p.slug, p.published_at
     from unnest(r.filed) as t (topic)
     cross join lateral (
       select x.published_at, x.document_id, x.slug from delivery.listing_topic x
       where x.topic = t.topic and x.kind = 'myth-fact' and x.locale = r.locale and ${visible('x')}
         and (x.published_at, x.document_id) < (r.bound_at, r.bound_id) and x.document_id <> all (listed.targets) and ${within('x')}
       order by x.published_at desc, x.document_id desc limit r.wanted) p
     order by p.published_at desc, p.document_id desc limit r.wanted)
    order by place nulls last, filed_at desc, document_id desc limit r.wanted) d
  cross join lateral ${lastEdition('d.document_id', 'd.locale')} e
  order by r.ord, d.place nulls last, d.filed_at desc, d.document_id desc`,
);
