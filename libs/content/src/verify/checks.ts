import type { UnitOfWork } from '#platform';

/** What `almanac verify` found out about one invariant. */
export interface CheckResult {
  readonly name: string;
  /** How many things were looked at. */
  readonly looked: number;
  /** What is broken, one sentence each; empty when all is well. */
  readonly broken: readonly string[];
}

/** An invariant as one statement: every row that it returns is a breach, said in its column `broken`. */
export interface RowCheck {
  readonly name: string;
  readonly looked: string;
  readonly sql: string;
}

const shown = 50;

export async function runRowCheck(work: UnitOfWork, check: RowCheck): Promise<CheckResult> {
  const [count] = await work.rows<{ looked: string }>(`select (${check.looked})::text as looked`);
  const rows = await work.rows<{ broken: string }>(`select broken from (${check.sql}) as found limit ${shown + 1}`);
  const broken = rows.map((row) => row.broken);
  return {
    name: check.name,
    looked: Number(count?.looked ?? 0),
    broken: broken.length > shown ? [...broken.slice(0, shown), 'and more'] : broken,
  };
}

const EXPECTED_TRIGGERS = [
  'ledger.event:event_is_frozen',
  'ledger.event:event_is_kept',
  'ledger.publication:publication_is_frozen',
  'ledger.publication:publication_is_kept',
  'content.revision:revision_is_frozen',
  'content.revision:revision_is_kept',
  'content.edition:edition_is_frozen',
  'content.edition:edition_is_kept',
  'content.reference:reference_is_frozen',
  'content.tombstone:tombstone_is_frozen',
  'content.tombstone:tombstone_is_kept',
  'content.variant:variant_is_not_expunged',
  'content.variant:answers_are_forgotten',
  'delivery.edition_row:edition_row_is_frozen',
  'delivery.edition_row:edition_row_is_kept',
  'delivery.reference:reference_is_frozen',
  'delivery.withdrawal:withdrawal_is_frozen',
  'delivery.tombstone:tombstone_is_frozen',
  'delivery.tombstone:tombstone_is_kept',
];
const EXPECTED_INDEXES = [
  'delivery.listing_live_key',
  'delivery.listing_live_slug_key',
  'delivery.listing_slug_key',
  'delivery.topic_tree_open_key',
  'delivery.audience_open_key',
  'access.partner_scope_open_key',
];
/** [group, object, privilege] that must not be held. */
const FORBIDDEN = [
  ...[
    'content.variant',
    'content.revision',
    'content.document',
    'content.draft_version',
    'content.review',
    'content.comment',
    'ledger.idempotency',
    'ledger.event',
    'access.key',
    'access.session',
  ].flatMap((table) => [
    ['almanac_delivery', table, 'select'],
    ['almanac_preview', table, 'select'],
  ]),
  ...['delivery.edition_row', 'delivery.listing', 'delivery.search', 'delivery.search_lexeme'].flatMap((table) => [
    ['almanac_delivery', table, 'insert'],
    ['almanac_delivery', table, 'update'],
    ['almanac_delivery', table, 'delete'],
  ]),
  ...['content.tombstone', 'delivery.tombstone'].flatMap((table) => [
    ['almanac_studio', table, 'insert'],
    ['almanac_delivery', table, 'insert'],
  ]),
  ...[
    'ledger.event',
    'ledger.publication',
    'content.revision',
    'content.edition',
    'content.tombstone',
    'delivery.edition_row',
    'delivery.tombstone',
  ].flatMap((table) => [
    ['almanac_studio', table, 'update'],
    ['almanac_studio', table, 'delete'],
    ['almanac_studio', table, 'truncate'],
  ]),
];
const list = (values: readonly string[]) => values.map((value) => `('${value}')`).join(', ');

const publicSince = `l.from_seq <= p.seq and (l.to_seq is null or l.to_seq > p.seq)`;

/**
 * The invariants that one statement can show, so that none is seen half-way through a publication. Those that need our own
 * code (hashes, references, rendering) are in the service. The default locale is configuration: a tag, never a quote in it.
 */
export const rowChecks = (defaultLocale: string): readonly RowCheck[] => [
  {
    name: 'publications are numbered without gap, in the order of their instants, and the head is the last',
    looked: 'select count(*) from ledger.publication',
    sql: `select 'publication ' || seq || ' does not follow ' || coalesce(before::text, 'anything') as broken from (select seq, at, lag(seq) over w as before, lag(at) over w as earlier from ledger.publication window w as (order by seq)) p
          where (before is null and seq <> 0) or seq <> before + 1 or at <= earlier
          union all select 'the head is ' || h.seq || ', the last publication ' || p.seq from ledger.head h, lateral (select seq, mark, at from ledger.publication order by seq desc limit 1) p where (h.seq, h.mark, h.at) is distinct from (p.seq, p.mark, p.at)
          union all select 'publication ' || seq || ' names no event' from ledger.publication where seq > 0 and event is null`,
  },
  {
    name: 'every publication was announced in the outbox',
    looked: 'select count(*) from ledger.outbox',
    sql: `select 'publication ' || p.seq || ' is not in the outbox' as broken from ledger.publication p where p.seq > 0 and p.seq > coalesce((select min(seq) from ledger.outbox), 0) and not exists (select 1 from ledger.outbox o where o.seq = p.seq)`,
  },
  {
    name: 'revision numbers have no gap and end at the counter',
    looked: 'select count(*) from content.revision',
    sql: `select 'revisions of ' || v.document_id || ' (' || v.locale || '): ' || count(r.number) || ' of ' || v.last_revision as broken from content.variant v left join content.revision r using (document_id, locale)
          group by v.document_id, v.locale having count(r.number) <> v.last_revision or coalesce(max(r.number), 0) <> v.last_revision`,
  },
  {
    name: 'edition numbers have no gap and end at the counter',
    looked: 'select count(*) from content.edition',
    sql: `select 'editions of ' || v.document_id || ' (' || v.locale || '): ' || count(e.number) || ' of ' || v.last_edition as broken from content.variant v left join content.edition e using (document_id, locale)
          group by v.document_id, v.locale having count(e.number) <> v.last_edition or coalesce(max(e.number), 0) <> v.last_edition
          union all select 'edition ' || number || ' of ' || document_id || ' is older than the one before it' from (select document_id, locale, number, seq, lag(seq) over (partition by document_id, locale order by number) as before from content.edition) e where seq <= before`,
  },
  {
    name: 'what was published is what was frozen',
    looked: 'select count(*) from delivery.edition_row',
    sql: `select 'edition ' || e.number || ' of ' || e.document_id || ' (' || e.locale || ') differs from its revision' as broken from content.edition e join content.revision r on (r.document_id, r.locale, r.number) = (e.document_id, e.locale, e.revision)
          left join delivery.edition_row d on (d.document_id, d.locale, d.edition) = (e.document_id, e.locale, e.number)
          where d.document_id is null or d.from_seq <> e.seq or d.hash <> r.hash or d.slug <> r.slug or d.body <> r.body or d.body_format <> r.body_format or d.change_kind <> e.change_kind or d.note is distinct from e.note`,
  },
  {
    name: 'a variant is visible in at most one period at a time, and only with an edition',
    looked: 'select count(*) from delivery.listing',
    sql: `select 'periods of ' || document_id || ' (' || locale || ') overlap at ' || from_seq as broken from (select document_id, locale, from_seq, lag(coalesce(to_seq, 9223372036854775807)) over (partition by document_id, locale order by from_seq) as earlier_end from delivery.listing) l where from_seq < earlier_end
          union all select 'listing of ' || l.document_id || ' (' || l.locale || ') has no edition' from delivery.listing l where not exists (select 1 from delivery.edition_row e where e.document_id = l.document_id and e.locale = l.locale and e.from_seq <= l.from_seq)`,
  },
  {
    name: 'a period of visibility ends in a withdrawal or in the next period',
    looked: 'select count(*) from delivery.withdrawal',
    sql: `select 'the period of ' || l.document_id || ' (' || l.locale || ') that ends at ' || l.to_seq || ' has no successor and no withdrawal' as broken from delivery.listing l where l.to_seq is not null
          and not exists (select 1 from delivery.listing n where n.document_id = l.document_id and n.locale = l.locale and n.from_seq = l.to_seq)
          and not exists (select 1 from delivery.withdrawal w where w.document_id = l.document_id and w.locale = l.locale and w.seq = l.to_seq)
          union all select 'the withdrawal of ' || w.document_id || ' (' || w.locale || ') at ' || w.seq || ' ends no period' from delivery.withdrawal w where not exists (select 1 from delivery.listing l where l.document_id = w.document_id and l.locale = w.locale and l.to_seq = w.seq)`,
  },
  {
    name: 'a live slug belongs to one document, and is the slug of its edition',
    looked: 'select count(*) from delivery.listing where to_seq is null',
    sql: `select 'the slug ' || slug || ' (' || kind || ', ' || locale || ') is live ' || count(*) || ' times' as broken from delivery.listing where to_seq is null group by kind, locale, slug having count(*) > 1
          union all select 'the listing of ' || l.document_id || ' says ' || l.slug || ', its edition ' || e.slug from delivery.listing l join lateral (select slug from delivery.edition_row e where e.document_id = l.document_id and e.locale = l.locale order by from_seq desc limit 1) e on true where l.to_seq is null and e.slug <> l.slug`,
  },
  {
    name: 'a document appeared when it was first public, whatever its language',
    looked: 'select count(*) from delivery.listing',
    // Not exactly then: that language may have been expunged.
    sql: `select document_id || ' appeared at ' || string_agg(distinct appeared_at::text, ' and at ') || ', and was public at ' || min(published_at)::text as broken
          from delivery.listing group by document_id having min(appeared_at) < max(appeared_at) or max(appeared_at) > min(published_at)
          union all select 'the topics of ' || t.document_id || ' (' || t.locale || ') appeared at another time than it' from delivery.listing_topic t
          join delivery.listing l on l.document_id = t.document_id and l.locale = t.locale and l.from_seq = t.from_seq where l.appeared_at <> t.appeared_at`,
  },
  {
    name: 'documents are filed under the topics that their listings say, by the same slug',
    looked: 'select count(*) from delivery.listing_topic',
    sql: `select 'how ' || document_id || ' (' || locale || ') is filed from ' || from_seq || ' differs from its listing' as broken from (
            (select l.document_id, l.locale, l.from_seq, l.to_seq, l.slug, t.topic, l.topics from delivery.listing l cross join unnest(l.topics) as t (topic) except select document_id, locale, from_seq, to_seq, slug, topic, topics from delivery.listing_topic)
            union all (select document_id, locale, from_seq, to_seq, slug, topic, topics from delivery.listing_topic except select l.document_id, l.locale, l.from_seq, l.to_seq, l.slug, t.topic, l.topics from delivery.listing l cross join unnest(l.topics) as t (topic))) d`,
  },
  {
    name: 'references say what their host is, and under what it is filed',
    looked: 'select count(*) from delivery.reference',
    sql: `select 'what ' || r.document_id || ' (' || r.locale || ') refers to from ' || r.from_seq || ' says otherwise than its listing what it is' as broken
          from delivery.reference r join delivery.listing l on l.document_id = r.document_id and l.locale = r.locale and l.from_seq <= r.from_seq and (l.to_seq is null or l.to_seq > r.from_seq)
          where (r.kind, r.audience, r.topics) is distinct from (l.kind, l.audience, l.topics)`,
  },
  {
    name: 'what a live document embeds or cites can be shown',
    looked: `select count(*) from delivery.reference where role in ('EMBED', 'CITATION')`,
    sql: `select r.role || ' of ' || r.target || ' in ' || l.slug || ' (' || l.locale || ') leads nowhere' as broken from delivery.listing l
          join lateral (select from_seq from delivery.edition_row e where e.document_id = l.document_id and e.locale = l.locale order by from_seq desc limit 1) e on true
          join delivery.reference r on (r.document_id, r.locale, r.from_seq) = (l.document_id, l.locale, e.from_seq) and r.role in ('EMBED', 'CITATION')
          where l.to_seq is null and not exists (select 1 from delivery.listing t where t.document_id = r.target and t.locale in (l.locale, '${defaultLocale}') and t.to_seq is null)
          and coalesce((select w.reason from delivery.withdrawal w where w.document_id = r.target and w.locale in (l.locale, '${defaultLocale}') order by w.seq desc, w.reason = 'GONE' limit 1), 'NEVER') not in ('REPLACED', 'RETRACTED')
          and not exists (select from content.tombstone s where s.document_id = r.target and (s.locale is null or s.locale in (l.locale, '${defaultLocale}')))`,
  },
  {
    name: 'a safety notice has been live with every publication of content',
    looked: 'select count(*) from ledger.publication',
    sql: `select 'no notice was live at ' || p.seq as broken from ledger.publication p where p.kind in ('PUBLISH', 'WITHDRAW') and not exists (select 1 from delivery.listing l where l.kind = 'notice' and ${publicSince})
          and not exists (select from delivery.tombstone l where l.kind = 'notice' and ${publicSince})`,
  },
  {
    name: 'the topic tree has no cycle',
    looked: 'select count(*) from delivery.topic_tree where to_seq is null',
    sql: `with recursive upward as (select topic, broader, array[topic] as path from delivery.topic_tree where to_seq is null
            union all select u.topic, t.broader, u.path || t.topic from upward u join delivery.topic_tree t on t.topic = u.broader and t.to_seq is null where not t.topic = any (u.path))
          select 'topic ' || topic || ' contains itself' as broken from upward where broader = any (path)`,
  },
  {
    name: 'every partner has one scope at a time',
    looked: 'select count(*) from access.partner_scope',
    sql: `select 'partner ' || p.handle || ' has no scope' as broken from access.partner p where not exists (select 1 from access.partner_scope s where s.partner_id = p.id and s.to_seq is null)`,
  },
  {
    name: 'what was recorded is still protected from change',
    looked: `select ${EXPECTED_TRIGGERS.length + EXPECTED_INDEXES.length}`,
    sql: `select 'the trigger ' || w.name || ' is missing or off' as broken from (values ${list(EXPECTED_TRIGGERS)}) as w (name) where not exists (select 1 from pg_trigger t where t.tgenabled <> 'D' and t.tgrelid = split_part(w.name, ':', 1)::regclass and t.tgname = split_part(w.name, ':', 2))
          union all select 'the unique index ' || w.name || ' is missing' from (values ${list(EXPECTED_INDEXES)}) as w (name) where not exists (select 1 from pg_index i where i.indexrelid = to_regclass(w.name) and i.indisunique and i.indisvalid)`,
  },
  {
    name: 'no login may do what it must not',
    looked: `select ${FORBIDDEN.length}`,
    sql: `select f.login || ' may ' || f.privilege || ' ' || f.object as broken from (values ${FORBIDDEN.map((entry) => `('${entry.join("', '")}')`).join(', ')}) as f (login, object, privilege) where has_table_privilege(f.login, f.object, f.privilege)`,
  },
];
