import type { Statement } from '#platform';
import { scopedStatement, type ScopeText } from '../persistence/fragments.js';
import { FILED_KINDS } from '../domain/scope.js';
import { SEARCH_CAP } from './search.request.js';

/**
 * How many live documents of the other locales, $n, have the lexeme. Written as a range, which only the ordered index can
 * answer: for an equal word the server went through the index of likenesses, at ten times the buffers.
 */
const elsewhere = (lexeme: string, locales: string) => `
  coalesce((
    select sum(y.documents) from unnest(${locales}::text[]) as o (locale)
    cross join lateral (
      select z.documents from delivery.search_lexeme z
      where z.locale = o.locale and z.lexeme >= ${lexeme} and z.lexeme <= ${lexeme} limit 1) y), 0)::float8 as elsewhere`;

/**
 * $1 locale, $2 text, $3 keys, $4 other locales: the words of the text as both spellings of the language have them, with how
 * many live documents have each. Place 0 is all documents of the locale, place -1 are the keys.
 */
export const WORDS: Statement = {
  name: 'delivery.search-words',
  text: `
  select w.place::int4 as place, w.lexeme, coalesce(x.documents, 0) as documents, ${elsewhere('w.lexeme', '$4')}
  from (
    select unnest(t.positions) as place, t.lexeme from unnest(to_tsvector(delivery.search_config($1::text, false), $2::text)) t
    union
    select unnest(t.positions) as place, t.lexeme from unnest(to_tsvector(delivery.search_config($1::text, true), $2::text)) t
    union
    select 0, ' l' || $1::text
    union
    select -1, k.lexeme from unnest($3::text[]) as k (lexeme)) w
  left join delivery.search_lexeme x on x.locale = $1 and x.lexeme = w.lexeme
  order by w.place, w.lexeme`,
};

/** $1 locale, $2 words, $3 other locales: words of live documents that look like them. */
export const NEAR: Statement = {
  name: 'delivery.search-near',
  text: `
  select k.ord::int4 as ord, n.lexeme, n.documents, n.likeness::float8 as likeness, ${elsewhere('n.lexeme', '$3')}
  from unnest($2::text[]) with ordinality as k (word, ord) cross join lateral delivery.search_near($1::text, k.word) n
  order by k.ord, n.likeness desc, n.lexeme`,
};

/**
 * Parameters of the statements that find: $2 what to find, $3 the same with what narrows it as index keys, $4 the locale,
 * $5 the newest place, $6 audiences of the filter, $7 its kinds, $8 its topics. A key only narrows: the exact conditions
 * stand here as well.
 */
const PARAMETERS = 8;
/** One more than the cap tells whether there are more. Not a parameter: of a limit that it does not know the server expects a tenth of the table. */
const MOST = SEARCH_CAP + 1;

/** `is true` hides it from the index of places: its part of that index is most of the table. */
const PLACES = '(x.locale = $4::text and x.place <= $5::int8) is true';

const filters = ({ within }: ScopeText) => `
  x.from_seq <= $1
  and (x.audience = 0 or (x.audience & $6::int4) <> 0)
  and ($7::text[] is null or x.kind = any ($7::text[]))
  and ($8::int4[] is null or case
    when x.kind = 'topic' then exists (select from delivery.topic_node own_node where own_node.document_id = x.document_id and own_node.topic = any ($8::int4[]))
    else x.kind in (${FILED_KINDS.map((kind) => `'${kind}'`).join(', ')}) and x.topics && $8::int4[] end)
  and ${within('x')}`;

const RANKED = `
  select c.document_id::text as "documentId", c.kind, c.audience::int4 as audience, c.topics, c.place::float8 as place,
    ts_rank('{0.1, 0.2, 0.4, 1.0}', c.tsv, $2::tsquery, 1)::float8 as score`;

/** Reads every match from the index: for words that few documents have. `offset 0` keeps the planner from walking in order. */
export const FIND_RARE = scopedStatement(
  'search-rare',
  PARAMETERS,
  (scope) => `
  ${RANKED}
  from (
    select * from (select x.* from delivery.search x where x.tsv @@ $3::tsquery and ${PLACES} and ${filters(scope)} offset 0) m
    order by m.place desc limit ${MOST}) c`,
);

const segments = (locale: string) =>
  `generate_series((select max(m.place) from delivery.search m where m.locale = ${locale}::text) / 20000, 0, -1) as s (segment)`;
const inSegment = (words: string) => `(${words}::tsquery && ('''' || ' s' || s.segment || '''')::tsquery)`;

/** Reads the matches of one stretch of places after the other, the newest first, until there are enough. */
export const FIND_IN_SEGMENTS = scopedStatement(
  'search-segments',
  PARAMETERS,
  (scope) => `
  ${RANKED}
  from (
    select d.* from ${segments('$4')}
    cross join lateral (
      select * from (select x.* from delivery.search x where x.tsv @@ ${inSegment('$3')} and ${PLACES} and ${filters(scope)} offset 0) m
      order by m.place desc limit ${MOST}) d
    limit ${MOST}) c`,
);

/**
 * Looks at one document after the other, the newest first: for words that every few documents have. `is true` hides the match
 * from the index. All documents are put in order before any is judged: the server thinks that hardly any will do, and read
 * the whole table to sort them.
 */
export const FIND_COMMON = scopedStatement(
  'search-common',
  PARAMETERS,
  (scope) => `
  ${RANKED}
  from (
    select x.* from (
      select y.* from delivery.search y where y.locale = $4::text and y.place <= $5::int8 order by y.place desc offset 0) x
    where (x.tsv @@ $3::tsquery) is true and ${filters(scope)}
    order by x.place desc limit ${MOST}) c`,
);

/** $2 words, each with the keys of the scope, $3 locale: whether anything in scope has the word. */
export const WORDS_IN_SCOPE = scopedStatement(
  'search-words-in-scope',
  3,
  ({ within }) => `
  select k.ord::int4 as ord
  from unnest($2::text[]) with ordinality as k (word, ord)
  where exists (
    select from ${segments('$3')}
    cross join lateral (
      select from delivery.search x where x.tsv @@ ${inSegment('k.word')} and x.from_seq <= $1 and (x.locale = $3::text) is true and ${within('x')} limit 1) d)`,
);

/** As WORDS_IN_SCOPE, without taking stretches apart: where few documents have the keys. */
export const WORDS_IN_NARROW_SCOPE = scopedStatement(
  'search-words-in-narrow-scope',
  3,
  ({ within }) => `
  select k.ord::int4 as ord
  from unnest($2::text[]) with ordinality as k (word, ord)
  where exists (
    select from delivery.search x where x.tsv @@ k.word::tsquery and x.from_seq <= $1 and (x.locale = $3::text) is true and ${within('x')})`,
);

export const MARK = '\u0002';
export const UNMARK = '\u0003';
export const GAP = '\u0004';

/**
 * $1 locales, $2 what was sought, $3 texts, $4 whether to keep the whole text. Marked as the language reads the text, or,
 * where that finds nothing, as it reads it without accents.
 */
export const HEADLINES: Statement = {
  name: 'delivery.search-headlines',
  text: `
  select k.ord::int4 as ord, case when position('${MARK}' in h.spelled) > 0 then h.spelled else f.folded end as text
  from unnest($1::text[], $2::text[], $3::text[], $4::bool[]) with ordinality as k (locale, sought, words, whole, ord)
  cross join lateral (select 'StartSel=${MARK}, StopSel=${UNMARK}, FragmentDelimiter=${GAP}, ' || case when k.whole then 'HighlightAll=true' else 'MaxFragments=2, MaxWords=30, MinWords=12, ShortWord=2' end as options) o
  cross join lateral (select ts_headline(delivery.search_config(k.locale, false), k.words, k.sought::tsquery, o.options) as spelled) h
  cross join lateral (select case when position('${MARK}' in h.spelled) > 0 then '' else ts_headline(delivery.search_config(k.locale, true), k.words, k.sought::tsquery, o.options) end as folded) f`,
};
