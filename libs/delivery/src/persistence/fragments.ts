import type { Statement } from '#platform';
import { BODY_FORMAT } from '#content';
import { FILED_KINDS } from '../domain/scope.js';

/**
 * Pieces of SQL that every statement is made of. Texts are put together once, when the module loads, from constants only;
 * what a caller sends is always a parameter. In every statement $1 is S. Aliases that begin with `own_` are for the
 * inside of a piece: a caller's expression that named one would be captured.
 */

/** Visible at S. */
export const visible = (row: string) => `${row}.from_seq <= $1 and (${row}.to_seq is null or ${row}.to_seq > $1)`;

/** ISO 8601 in UTC with microseconds: what a cursor needs to come back exactly. */
export const instant = (expression: string) =>
  `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The listing of a (document, locale) that is visible at S. Periods do not overlap, so only the last one begun can be. */
export const listingAt = (documentId: string, locale: string) => `
  (select p.* from (
     select * from delivery.listing own_listing
     where own_listing.document_id = ${documentId} and own_listing.locale = ${locale} and own_listing.from_seq <= $1
     order by own_listing.from_seq desc limit 1) p
   where p.to_seq is null or p.to_seq > $1)`;

/** As listingAt, in the first locale, else in the second: the branches are tried in turn. */
export const listingInEither = (documentId: string, locale: string, fallback: string) => `
  (select a.* from ${listingAt(documentId, locale)} a
   union all
   select b.* from ${listingAt(documentId, fallback)} b where ${fallback} <> ${locale}
   limit 1)`;

/** What was said: the edition at S, or the pinned one if it was out by S. The other branch is not executed. */
export const editionAt = (documentId: string, locale: string, pinned: string) => `
  ((select * from delivery.edition_row own_edition
    where ${pinned} is null and own_edition.document_id = ${documentId} and own_edition.locale = ${locale} and own_edition.from_seq <= $1
    order by own_edition.from_seq desc limit 1)
   union all
   (select * from delivery.edition_row own_edition
    where ${pinned} is not null and own_edition.document_id = ${documentId} and own_edition.locale = ${locale} and own_edition.edition = ${pinned} and own_edition.from_seq <= $1))`;

/** When the edition at S was published, which with document and locale names it. */
export const lastEdition = (documentId: string, locale: string) => `
  (select own_edition.from_seq from delivery.edition_row own_edition
   where own_edition.document_id = ${documentId} and own_edition.locale = ${locale} and own_edition.from_seq <= $1
   order by own_edition.from_seq desc limit 1)`;

/** Number of parameters that `portionValues` yields. */
export const PORTION_PARAMETERS = 3;

/** A ListedRow, from a listing `l` and an edition `e`: what is visible, and which edition says what. */
export const LISTED = 'l.document_id, l.kind, l.locale, l.slug, l.published_at as listed_at, e.from_seq as seq';

/**
 * An EditionRow, from an edition `e`, with as much of it as the portion says, whose parameters begin at $first. Long values lie
 * outside the row: a branch that is not taken does not fetch them. A card is of the format in which its body was written, so an
 * older body comes whole, to be brought up to date. Everything is null where `isHeld` is true.
 */
export const edition = (first: number, isHeld?: string) => {
  const [bodies, texts, format] = [`$${first}::text[]`, `$${first + 1}::text[]`, `$${first + 2}::text`];
  const columns = {
    edition: 'e.edition',
    published_at: 'e.published_at',
    change_kind: 'e.change_kind',
    note: 'e.note',
    hash: 'e.hash',
    body_format: 'e.body_format',
    body: `case when ${bodies} is null or e.kind = any (${bodies}) or e.body_format <> ${BODY_FORMAT} then e.body else e.card end`,
    measures: 'e.measures',
    fields: `case when ${texts} is null or e.kind = any (${texts}) then
      case when ${format} is null then e.rendered -> 'fields'
      else (select coalesce(jsonb_object_agg(f.key, jsonb_build_object(${format}, f.value -> ${format})), '{}') from jsonb_each(e.rendered -> 'fields') f) end
    end`,
  };
  return Object.entries(columns)
    .map(([name, value]) => `${isHeld ? `case when ${isHeld} then null else ${value} end` : value} as ${name}`)
    .join(', ');
};

/** Number of parameters that an ExpectingRead yields. */
export const HELD_PARAMETERS = 3;

/** Columns of `k`: the edition that the process holds of what it expects this key to lead to. */
export const HELD_COLUMNS = 'held_id, held_locale, held_seq';

/** $first and the next: those columns as parameters. */
export const heldParameters = (first: number) => `$${first}::uuid[], $${first + 1}::text[], $${first + 2}::int8[]`;

/** A document: both, the edition only where it is not the one that is held of the key `k`. */
export const document = (first: number) =>
  `${LISTED}, ${edition(first, '(l.document_id, l.locale, e.from_seq) = (k.held_id, k.held_locale, k.held_seq)')}`;

/** The same, of keys of which nothing is held. */
export const wholeDocument = (first: number) => `${LISTED}, ${edition(first)}`;

/** Roles that make a target visible wherever its host is; held against ROLES of the content lib by a test. */
export const CARRIED_ROLES = ['CITATION', 'EMBED', 'SOURCE'] as const;
/** Kinds that those roles may refer to, and so the only ones that anything carries: a document is replaced by one of its kind. */
export const CARRIED_KINDS = ['fact', 'myth-fact', 'notice', 'source'] as const;

const quoted = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

/** A statement without the scope, and one with it; the view decides which, never the keys. */
export interface ScopedStatement {
  readonly open: Statement;
  readonly scoped: Statement;
}

export interface ScopeText {
  /** The scope predicate over a listing, or a listing under one of its topics; `true` in the open statement. */
  readonly within: (row: string) => string;
  /** The scope predicate, or a visible host within the scope carries it. */
  readonly withinOrCarried: (row: string) => string;
}

/** Number of parameters that `scopeValues` yields. The last two are for `withinOrCarried` only. */
export const SCOPE_PARAMETERS = 6;

/** @param count parameters before the scope's own ($1 included). */
export function scopedStatement(name: string, count: number, text: (scope: ScopeText) => string): ScopedStatement {
  const first = count + 1;
  const everything = { within: () => 'true', withinOrCarried: () => 'true' };
  const within = (row: string) => withinScope(row, first);
  return {
    open: { name: `delivery.${name}`, text: text(everything) },
    scoped: {
      name: `delivery.${name}.scoped`,
      text: text({
        within,
        withinOrCarried: (row) => `(${within(row)} or ${isCarried(row, first)})`,
      }),
    },
  };
}

/** `allows` of domain/scope.ts, over both scopes of a view at once. */
function withinScope(row: string, first: number): string {
  const [kinds, locales, audienceThen, audienceNow, topicsThen, topicsNow] = [0, 1, 2, 3, 4, 5].map(
    (offset) => `$${first + offset}`,
  );
  const under = (topics: string | undefined) => `(${topics}::int4[] is null or case
      when ${row}.kind = 'topic' then exists (
        select from delivery.topic_node own where own.document_id = ${row}.document_id and own.topic = any (${topics}::int4[]))
      else ${row}.kind in (${quoted(FILED_KINDS)}) and ${row}.topics && ${topics}::int4[] end)`;
  return `(${row}.kind = 'notice' or (
    (${kinds}::text[] is null or ${row}.kind = any (${kinds}::text[]))
    and (${locales}::text[] is null or ${row}.locale = any (${locales}::text[]))
    and (${row}.audience = 0 or ((${row}.audience & ${audienceThen}::int4) <> 0 and (${row}.audience & ${audienceNow}::int4) <> 0))
    and ${under(topicsThen)} and ${under(topicsNow)}))`;
}

/**
 * Whether a visible host within the scope carries the document, directly or through other hosts. Walks upwards, each node
 * once, and stops at the first host within the scope. A host outside it is gone on from only where something may carry it: an
 * article that embeds the same pair as a thousand others is not. What a scope goes by stands beside each reference, so such
 * a host costs an entry of an index, and no other table is asked about it. Nodes are of two sorts: `shown`, a document in a locale as readers
 * see it; and `target`, a document that hosts of a locale refer to and that leads readers to it: because it is visible in that locale, because it
 * stands in from the default locale, or because it was replaced.
 */
function isCarried(row: string, first: number): string {
  const fallback = `$${first + SCOPE_PARAMETERS}::text`;
  const locales = `$${first + SCOPE_PARAMETERS + 1}::text[]`;
  return `exists (
    with recursive walk (document_id, locale, sort, included) as (
      select ${row}.document_id, ${row}.locale::text collate "C", 'shown', false where ${row}.kind in (${quoted(CARRIED_KINDS)})
      union
      select n.document_id, n.locale, n.sort, n.included
      from walk w
      cross join lateral (
        select w.document_id, a.locale::text collate "C" as locale, 'target' as sort, false as included
        from unnest(array_append(${locales}, w.locale::text)) as a (locale)
        where w.sort = 'shown' and not w.included
          and (a.locale = w.locale or (w.locale = ${fallback} and not exists ${listingAt('w.document_id', 'a.locale')}))
        union all
        select r.document_id, r.locale::text collate "C", 'shown', s.included
        from delivery.reference r
        cross join lateral (select ${withinScope('r', first)} as included) s
        cross join lateral ${listingAt('r.document_id', 'r.locale')} l
        cross join lateral ${lastEdition('l.document_id', 'l.locale')} e
        where w.sort = 'target' and r.target = w.document_id and r.role in (${quoted(CARRIED_ROLES)}) and r.locale = w.locale
          and (s.included or r.kind in (${quoted(CARRIED_KINDS)})) and r.from_seq = e.from_seq
        union all
        select p.document_id, w.locale, 'target', false
        from delivery.withdrawal p
        where w.sort = 'target' and p.replaced_by = w.document_id and p.locale in (w.locale, ${fallback}) and p.seq <= $1
          and (p.locale, p.seq) = (select t.locale, t.seq from ${lastWithdrawal('p.document_id', 'w.locale', fallback)} t)
          and not exists ${listingAt('p.document_id', 'w.locale')}
          and not exists ${listingAt('p.document_id', fallback)}
      ) n
    )
    select from walk where included)`;
}

/** The last withdrawal by S in the locale or in the fallback: it is what took the target away from the reader. */
export const lastWithdrawal = (documentId: string, locale: string, fallback: string) => `
  (select own_withdrawal.* from delivery.withdrawal own_withdrawal
   where own_withdrawal.document_id = ${documentId} and own_withdrawal.locale in (${locale}, ${fallback}) and own_withdrawal.seq <= $1
   order by own_withdrawal.seq desc, (own_withdrawal.locale = ${locale}) desc limit 1)`;

/** How many replacements a reference follows. */
const LONGEST_CHAIN = 5;

/**
 * `chain (document_id, step)`: a target, and while it is visible in neither locale and was replaced, what replaced it. At
 * most its last member is visible; the bound ends cycles.
 */
export const replacementChain = (target: string, locale: string, fallback: string) => `
  with recursive chain (document_id, step) as (
    select ${target}, 0
    union all
    select w.replaced_by, c.step + 1
    from chain c
    cross join lateral ${lastWithdrawal('c.document_id', locale, fallback)} w
    where c.step < ${LONGEST_CHAIN} and w.reason = 'REPLACED'
      and not exists ${listingAt('c.document_id', locale)}
      and not exists ${listingAt('c.document_id', fallback)}
  )`;
