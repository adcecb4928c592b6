import { UnitOfWork } from '#platform';
import {
  type Finding,
  type FindingFilter,
  type FindingOrder,
  type FindingPlace,
  LEAST_LIKENESS,
  type Likeness,
  LONGEST_WAY,
  MOST_MATCHES,
  MOST_USES,
  type Use,
} from '../domain/finding.js';
import type { Kind } from '../domain/kinds/kinds.js';
import type { State } from '../domain/workflow/workflow.js';
import { SCHEDULED, workflowState } from './standing.js';

const INSTANT = (expression: string) => `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** From a finding `f` and its variant `v`. What is live is looked at only for those that are asked about. */
const STATE = `case when v.last_edition = 0 then 'NEVER_PUBLISHED'
  when not exists (select from delivery.listing l where l.document_id = f.document_id and l.locale = f.locale and l.to_seq is null) then 'WITHDRAWN'
  when exists (select from delivery.edition_row e where e.document_id = f.document_id and e.locale = f.locale and e.edition = v.last_edition
    and e.body_format = v.draft_format and e.slug = v.slug and e.body = v.draft) then 'LIVE'
  else 'CHANGED' end`;

const NAME = 'lower(left(f.title, 200)) collate "C"';

/** How each order compares, and what comes before everything in it. */
const ORDERS: Readonly<Record<FindingOrder, { key: string; cast: string; direction: 'asc' | 'desc'; show: string }>> = {
  SAVED: { key: 'f.saved_at', cast: 'timestamptz', direction: 'desc', show: INSTANT('f.saved_at') },
  SAVED_FIRST: { key: 'f.saved_at', cast: 'timestamptz', direction: 'asc', show: INSTANT('f.saved_at') },
  NAME: { key: NAME, cast: 'text', direction: 'asc', show: NAME },
};

type FoundRow = Omit<Finding, 'savedAt'> & { readonly savedAt: string; readonly at: string };

/** All reading of what editors look for. Statements are put together from constants; whatever a caller sent is a parameter. */
export class FindingStore {
  constructor(private readonly work: UnitOfWork) {}

  async list(
    filter: FindingFilter,
    order: FindingOrder,
    page: { readonly first: number; readonly after: FindingPlace | null },
    locales: readonly string[],
  ): Promise<readonly (Finding & { readonly at: string })[]> {
    const values: unknown[] = [];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const { key, cast, direction, show } = ORDERS[order];
    const where = conditions(filter, bind);
    if (page.after) {
      const { at, documentId, locale } = page.after;
      where.push(
        `(${key}, f.document_id, f.locale) ${direction === 'desc' ? '<' : '>'} (${bind(at)}::${cast}, ${bind(documentId)}::uuid, ${bind(locale)}::text collate "C")`,
      );
    }
    const from =
      filter.words === undefined
        ? 'content.finding f'
        : `(${matches(bind(filter.words), bind(filter.locales ?? locales))}) m join content.finding f using (document_id, locale)`;
    return this.work.rows<FoundRow>(
      `select f.document_id as "documentId", f.locale, f.kind, f.title, v.slug, ${STATE} as state, ${workflowState('v')} as "workflowState", v.draft_version as "draftVersion",
         (select v.last_edition where exists (select from delivery.listing l where l.document_id = f.document_id and l.locale = f.locale and l.to_seq is null)) as "liveEdition",
         ${INSTANT('f.saved_at')} as "savedAt", f.saved_by as "savedBy", f.topics, f.audiences, ${show} as at
       from ${from} join content.variant v on v.document_id = f.document_id and v.locale = f.locale
       ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
       order by ${key} ${direction}, f.document_id ${direction}, f.locale ${direction} limit ${bind(page.first)}`,
      values,
    );
  }

  /** Hosts in drafts and in what is live, step by step outwards, each variant once and by its shortest way. */
  async uses(documentId: string): Promise<readonly Use[]> {
    return this.work.rows<Use>(
      `with recursive way (document_id, steps) as (
         select $1::uuid, 0
         union
         select h.document_id, w.steps + 1 from way w cross join lateral (
           select r.document_id from content.draft_reference r where r.target = w.document_id
           union
           select r.document_id from delivery.reference r
             join delivery.listing l on l.document_id = r.document_id and l.locale = r.locale and l.to_seq is null
             where r.target = w.document_id and r.from_seq = (select max(e.from_seq) from delivery.edition_row e where e.document_id = r.document_id and e.locale = r.locale)
         ) h where w.steps < ${LONGEST_WAY} and h.document_id <> $1
       ), nearest as (
         select document_id, min(steps) as steps from way group by document_id
       ), used as (
         select r.document_id, r.locale, r.role, n.document_id as through, n.steps + 1 as steps, true as draft
         from nearest n join content.draft_reference r on r.target = n.document_id
         union all
         select r.document_id, r.locale, r.role, n.document_id, n.steps + 1, false
         from nearest n join delivery.reference r on r.target = n.document_id
         join delivery.listing l on l.document_id = r.document_id and l.locale = r.locale and l.to_seq is null
         where r.from_seq = (select max(e.from_seq) from delivery.edition_row e where e.document_id = r.document_id and e.locale = r.locale)
       ), shortest as (
         select distinct on (u.document_id, u.locale) u.document_id, u.locale, u.through, u.steps from used u
         where u.document_id <> $1 order by u.document_id, u.locale, u.steps, u.through
       )
       select f.document_id as "documentId", f.locale, f.kind, f.title, s.steps, s.through,
         array_agg(distinct u.role) as roles, bool_or(u.draft) as "inDraft", bool_or(not u.draft) as "inLive"
       from shortest s join used u on u.document_id = s.document_id and u.locale = s.locale and u.through = s.through
       join content.finding f on f.document_id = s.document_id and f.locale = s.locale
       group by f.document_id, f.locale, f.kind, f.title, s.steps, s.through
       order by s.steps, f.kind, lower(f.title), f.document_id, f.locale limit ${MOST_USES + 1}`,
      [documentId],
    );
  }

  async alike(
    name: string,
    kind: Kind,
    locale: string,
    except: string | null,
    first: number,
  ): Promise<readonly Likeness[]> {
    return this.work.run(async () => {
      // The least likeness is the transaction's own, because the index asks for it.
      await this.work.rows(`select set_config('pg_trgm.similarity_threshold', '${LEAST_LIKENESS}', true)`);
      return this.work.rows<Likeness>(
        `select f.document_id as "documentId", f.locale, f.kind, f.title, ${STATE} as state,
           extensions.similarity(lower(f.title), lower($1)) as likeness
         from content.finding f join content.variant v on v.document_id = f.document_id and v.locale = f.locale
         where lower(f.title) operator(extensions.%) lower($1) and f.kind = $2 and f.locale = $3 and f.document_id is distinct from $4::uuid
         order by likeness desc, f.document_id limit $5`,
        [name, kind, locale, except, first],
      );
    });
  }

  async titleOf(documentId: string, locale: string): Promise<{ readonly title: string; readonly kind: Kind } | null> {
    const [row] = await this.work.rows<{ title: string; kind: Kind }>(
      'select title, kind from content.finding where document_id = $1 and locale = $2',
      [documentId, locale],
    );
    return row ?? null;
  }
}

function conditions(filter: FindingFilter, bind: (value: unknown) => string): string[] {
  const { kinds, locales, states, workflowStates, topics, audiences, savedBy, savedFrom, savedBefore } = filter;
  return [
    ...(kinds ? [kinds.length === 1 ? `f.kind = ${bind(kinds[0])}` : `f.kind = any (${bind(kinds)}::text[])`] : []),
    ...(locales
      ? [locales.length === 1 ? `f.locale = ${bind(locales[0])}` : `f.locale = any (${bind(locales)}::text[])`]
      : []),
    ...(states ? [`${STATE} = any (${bind(states)}::text[])`] : []),
    ...(workflowStates ? [standingIn(workflowStates, bind)] : []),
    ...(topics ? [`f.topics && ${bind(topics)}::uuid[]`] : []),
    ...(audiences ? [`f.audiences && ${bind(audiences)}::text[]`] : []),
    ...(savedBy === undefined ? [] : [`f.saved_by = ${bind(savedBy)}`]),
    ...(savedFrom === undefined ? [] : [`f.saved_at >= ${bind(savedFrom)}::timestamptz`]),
    ...(savedBefore === undefined ? [] : [`f.saved_at < ${bind(savedBefore)}::timestamptz`]),
  ];
}

/** Whoever is scheduled is read once from what waits, and not asked of each variant. */
function standingIn(states: readonly State[], bind: (value: unknown) => string): string {
  const scheduled = `(f.document_id, f.locale) in (${SCHEDULED})`;
  const kept = `v.workflow_state = any (${bind(states)}::text[]) and not ${scheduled}`;
  return states.includes('scheduled') ? `(${scheduled} or (${kept}))` : kept;
}

/**
 * Variants whose draft, or live edition, has the words; each language reads them in its own way. `offset 0` keeps the planner
 * from walking everything by date in the hope of a match: it cannot know here how rare a word is.
 */
function matches(words: string, locales: string): string {
  const query = (locale: string) =>
    `(websearch_to_tsquery(delivery.search_config(${locale}, false), ${words}) || websearch_to_tsquery(delivery.search_config(${locale}, true), ${words}))`;
  return `select distinct x.document_id, x.locale from unnest(${locales}::text[]) as a (locale)
    cross join lateral (select ${query('a.locale')} as words) q
    cross join lateral (
      (select d.document_id, d.locale from (
         select * from content.finding f where f.tsv @@ q.words and f.locale = a.locale offset 0) d order by d.saved_at desc limit ${MOST_MATCHES})
      union all
      (select s.document_id, s.locale from (
         select * from delivery.search l where l.tsv @@ q.words and l.locale = a.locale offset 0) s order by s.place desc limit ${MOST_MATCHES})) x`;
}
