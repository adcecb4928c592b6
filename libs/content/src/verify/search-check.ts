import type { UnitOfWork } from '#platform';
import { SEARCH_VECTOR, type SearchableEdition, searchWords } from '../persistence/search.store.js';
import type { CheckResult, RowCheck } from './checks.js';

const BATCH = 200;
const LIMIT = 50;

/** What one statement can show about search; the words themselves need our own code. */
export const SEARCH_ROW_CHECKS: readonly RowCheck[] = [
  {
    name: 'search knows exactly the variants that are live',
    looked: 'select count(*) from delivery.search',
    sql: `select coalesce(l.document_id, s.document_id) || ' (' || coalesce(l.locale, s.locale) || ') is ' || case when s.document_id is null then 'live and cannot be searched for' else 'found by search and not live' end as broken
          from (select document_id, locale from delivery.listing where to_seq is null) l full join delivery.search s on s.document_id = l.document_id and s.locale = l.locale
          where l.document_id is null or s.document_id is null`,
  },
  {
    name: 'words are counted as often as live variants have them',
    looked: 'select count(*) from delivery.search_lexeme',
    sql: `select 'the word "' || coalesce(c.lexeme, x.lexeme) || '" (' || coalesce(c.locale, x.locale) || ') is counted ' || coalesce(x.documents, 0) || ' times, not ' || coalesce(c.documents, 0) as broken
          from (select s.locale, t.lexeme, count(*) as documents from delivery.search s cross join unnest(tsvector_to_array(s.tsv)) as t (lexeme) group by s.locale, t.lexeme) c
          full join delivery.search_lexeme x on x.locale = c.locale and x.lexeme = c.lexeme where c.documents is distinct from x.documents`,
  },
];

interface LiveEdition extends SearchableEdition {
  readonly edition: number;
}

/** Search holds the words that the live editions say. What is published anew between the two statements is left to the next look. */
export async function checkSearchedWords(work: UnitOfWork): Promise<CheckResult> {
  const broken: string[] = [];
  let looked = 0;
  let after: readonly [string, string] = ['00000000-0000-0000-0000-000000000000', ''];
  for (;;) {
    const live = await work.rows<LiveEdition>(
      `select e.document_id as "documentId", e.locale, e.kind, e.edition, e.body, e.body_format as "bodyFormat" from delivery.listing l
       cross join lateral (select * from delivery.edition_row x where x.document_id = l.document_id and x.locale = l.locale order by x.from_seq desc limit 1) e
       where l.to_seq is null and (l.document_id, l.locale) > ($1::uuid, $2::text collate "C") order by l.document_id, l.locale limit ${BATCH}`,
      [...after],
    );
    const rows = await work.rows<{ broken: string }>(
      `select l.kind || ' ' || l.document_id || ' (' || l.locale || ') is searched by other words or filters than those it was published with' as broken
       from jsonb_to_recordset($1) as w ("documentId" uuid, locale text, edition int4, words jsonb)
       join delivery.listing l on l.document_id = w."documentId" and l.locale = w.locale and l.to_seq is null
       cross join lateral (select edition from delivery.edition_row x where x.document_id = l.document_id and x.locale = l.locale order by x.from_seq desc limit 1) e
       join delivery.search s on s.document_id = l.document_id and s.locale = l.locale
       left join delivery.topic_node n on l.kind = 'topic' and n.document_id = l.document_id
       where e.edition = w.edition and (s.kind, s.audience, s.topics, s.tsv) is distinct from (l.kind, l.audience, l.topics, ${SEARCH_VECTOR('s.place')})`,
      [JSON.stringify(live.map((row) => ({ ...searchWords(row), edition: row.edition })))],
    );
    looked += live.length;
    broken.push(...rows.map((row) => row.broken));
    const last = live.at(-1);
    if (!last || live.length < BATCH || broken.length >= LIMIT)
      return { name: 'search holds the words of the live editions', looked, broken };
    after = [last.documentId, last.locale];
  }
}
