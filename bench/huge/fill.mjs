import { CHAIN_START, chainHash } from '#ledger';
import { nameOf } from './names.mjs';
import { makeTemplates, PLACES } from './templates.mjs';

/** Documents that one publication made public, and documents written by one round of statements. */
const PER_PUBLICATION = 20;
const CHUNK = 50_000;
/** Words that names are made of, the k-th k times as rare as the first. */
const VOCABULARY = 200_000;
/** The narrow topic has a thousandth of the documents, and on small sites enough to fill the same pages. */
const NARROWEST = 997;
const NARROW_DOCUMENTS = 200;

/**
 * Documents number 1 to `count` with everything that publishing would have written, by a few statements for each fifty
 * thousand. Past foreign keys and triggers; `VerifyService` says whether it is right. `client` is the superuser's. What editors
 * find drafts by would take longer than everything else together and is read by no partner: only a `findable` site has it.
 */
export async function fillDirectly(client, { count, frame, topics, findable }, say) {
  const run = (text, values) => client.query(text, values);
  await run(`set session_replication_role = replica; set work_mem = '256MB'; set maintenance_work_mem = '1GB'; set statement_timeout = 0;
    set idle_in_transaction_session_timeout = 0; set synchronous_commit = off; set client_min_messages = warning`);
  await publications(run, Math.ceil(count / PER_PUBLICATION));
  await plan(run, { count, frame, topics });
  const { rows } = await run(
    `select indexdef from pg_indexes where schemaname = 'delivery' and indexname = 'search_words_idx'`,
  );
  await run('drop index delivery.search_words_idx');
  for (let from = 1; from <= count; from += CHUNK) {
    const to = Math.min(from + CHUNK - 1, count);
    await run('begin');
    for (const statement of chunkOf(from, to)) await run(statement);
    if (findable) await run(FINDINGS);
    await run('commit');
    say(`${to.toLocaleString('en-US')} of ${count.toLocaleString('en-US')} documents written`);
  }
  say('making the index of words, and counting them');
  await run(rows[0].indexdef);
  await run(`truncate delivery.search_lexeme;
    insert into delivery.search_lexeme (locale, lexeme, documents) select 'en', word, ndoc from ts_stat('select tsv from delivery.search');
    select setval('delivery.search_place', (select max(place) from delivery.search));
    set session_replication_role = origin`);
}

/** Publications after the last one, a millisecond apart, each with an event of the audit chain, and the heads of both. */
async function publications(run, count) {
  const { rows } =
    await run(`select h.seq::int4 as seq, to_char(h.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') as second,
    extract(microseconds from h.at)::int4 % 1000000 as micro, a.number::int4 as number, a.hash from ledger.head h, ledger.audit_head a`);
  const [{ seq, second, micro, number, hash }] = rows;
  const begun = Date.parse(`${second}Z`) + Math.floor(micro / 1_000);
  let previous = number === 0 ? CHAIN_START : hash;
  const made = Array.from({ length: count }, (_, index) => {
    const at = new Date(begun + index + 1).toISOString().replace('Z', `${String(micro % 1_000).padStart(3, '0')}Z`);
    const event = {
      number: number + index + 1,
      at,
      actor: 'system:bench',
      verb: 'bench.publish',
      subject: null,
      data: {},
    };
    const own = chainHash(previous, event);
    const row = { ...event, seq: seq + index + 1, previous: previous.toString('hex'), hash: own.toString('hex') };
    previous = own;
    return row;
  });
  for (let from = 0; from < made.length; from += 10_000) {
    const rows = JSON.stringify(made.slice(from, from + 10_000));
    const given = `from jsonb_to_recordset($1) as r (number int8, seq int8, at timestamptz, previous text, hash text)`;
    await run(
      `insert into ledger.event (number, at, actor, verb, data, previous, hash)
       select number, at, 'system:bench', 'bench.publish', '{}', decode(previous, 'hex'), decode(hash, 'hex') ${given}`,
      [rows],
    );
    await run(
      `insert into ledger.publication (seq, mark, at, actor, kind, event) select seq, uuid_send(gen_random_uuid()), at, 'system:bench', 'PUBLISH', number ${given}`,
      [rows],
    );
    await run(`insert into ledger.outbox (seq, topic, payload, handled_at) select seq, 'publish', '{}', at ${given}`, [
      rows,
    ]);
  }
  await run(
    `create temporary table base as select (select seq from ledger.head) as seq, (select max(place) from delivery.search) as place`,
  );
  await run(`update ledger.head set (seq, mark, at) = (select seq, mark, at from ledger.publication order by seq desc limit 1);
    update ledger.audit_head set (number, hash) = (select number, hash from ledger.event order by number desc limit 1)`);
}

/** The templates, the words of names and the topics, as tables of this connection. */
async function plan(run, { count, frame, topics }) {
  await run(`
    create temporary table template (kind text, number int4, two bool, canonical text, body text, rendered jsonb, "references" jsonb,
      audiences jsonb, title text, claims text, summary text, phrasings text, text text)`);
  const templates = makeTemplates(frame);
  for (let from = 0; from < templates.length; from += 200)
    await run('insert into template select * from jsonb_populate_recordset(null::template, $1)', [
      JSON.stringify(templates.slice(from, from + 200)),
    ]);
  await run(`
    alter table template add summarised tsvector, add rest tsvector, add audience int2;
    update template t set summarised = setweight(delivery.search_words('en', summary), 'B'),
      rest = setweight(delivery.search_words('en', phrasings), 'C') || setweight(delivery.search_words('en', text), 'D'),
      audience = coalesce((select bit_or(1 << a.bit) from delivery.audience a where a.to_seq is null and a.key in (select jsonb_array_elements_text(t.audiences))), 0);
    create temporary table how_many as select kind, count(*) / 2 as templates from template group by kind`);
  await run('create temporary table word as select k, word from unnest($1::text[]) with ordinality as w (word, k)', [
    Array.from({ length: VOCABULARY }, (_, index) => nameOf(index + 1)),
  ]);
  await run('create unique index on word (k)');
  await run(
    `create temporary table topic_of as select u.place, u.sort, n.topic, n.document_id from unnest($1::uuid[], $2::text[], $3::int4[]) as u (id, sort, place) join delivery.topic_node n on n.document_id = u.id`,
    [
      [...topics.large, topics.narrow, ...topics.small],
      [...topics.large.map(() => 'large'), 'narrow', ...topics.small.map(() => 'small')],
      [...topics.large.keys(), 0, ...topics.small.keys()],
    ],
  );
  // Coprime to the turn of kinds, so that the narrow topic has all of them.
  let narrow = Math.min(NARROWEST, Math.floor(count / NARROW_DOCUMENTS));
  while (narrow % 2 === 0 || narrow % 5 === 0) narrow -= 1;
  await run(`
    create temporary table sizes as select ${topics.large.length} as large, ${topics.small.length} as small, ${narrow} as narrow;
    analyze template; analyze word; analyze topic_of`);
}

/** Of twenty documents one is a course, three are pairs and sixteen are articles. */
const PLANNED = (from, to) => `
  create temporary table planned on commit drop as
  select d.n, d.id, d.kind, d.kind || '-' || d.n as slug, d.name, b.seq + 1 + (d.n - 1) / ${PER_PUBLICATION} as seq, b.place + d.n as place,
    l.topic, l.document_id as topic_id, s.topic as second, s.document_id as second_id, h.templates
  from (
    select n, case n % 20 when 0 then 'course' when 1 then 'myth-fact' when 2 then 'myth-fact' when 3 then 'myth-fact' else 'article' end as kind,
      (left(h, 8) || '-' || right(h, 4) || '-7' || left(m, 3) || '-8' || substr(m, 4, 3) || '-' || substr(m, 7, 12))::uuid as id,
      (select w.word from word w where w.k = floor(${VOCABULARY} ^ (((n * 2654435761) % 4294967296) / 4294967296.0))::int8) || ' ' || n as name
    from (select n, lpad(to_hex(${Date.UTC(2026, 1, 1)} + n), 12, '0') as h, md5(n::text) as m from generate_series(${from}::int8, ${to}::int8) as n) i) d
  cross join base b cross join sizes z
  join how_many h on h.kind = d.kind
  join topic_of l on l.sort = 'large' and l.place = (d.n / 20) % z.large
  left join topic_of s on s.sort = case when d.n % z.narrow = 1 then 'narrow' when d.n % 50 = 8 then 'small' end
    and s.place = case when d.n % z.narrow = 1 then 0 else (d.n / 50) % z.small end`;

const named = (text) =>
  `replace(replace(replace(replace(${text}, '${PLACES.slug}', p.slug), '${PLACES.name}', p.name), '${PLACES.topic}', p.topic_id::text), '${PLACES.second}', coalesce(p.second_id::text, ''))`;

const SAID = `
  create temporary table said on commit drop as
  select p.*, a.at, ${named('t.body')}::jsonb as body, sha256(convert_to(${named('t.canonical')}, 'UTF8')) as hash, t.rendered, t."references", t.audience,
    array_remove(array[p.topic, p.second], null) as topics,
    setweight(delivery.search_words('en', ${named('t.title')}), 'A') || t.summarised || setweight(delivery.search_words('en', ${named('t.claims')}), 'B') || t.rest as tsv
  from planned p
  join template t on t.kind = p.kind and t.number = (p.n / 7) % p.templates and t.two = (p.second is not null)
  join ledger.publication a on a.seq = p.seq
  order by p.n`;

const REFERENCES = `
  cross join lateral jsonb_to_recordset(s."references") as r (ordinal int4, path text, role text, target uuid)
  cross join lateral (select case r.target when '${PLACES.topic}' then s.topic_id when '${PLACES.second}' then s.second_id else r.target end) as x (target)`;

const FINDINGS = `insert into content.finding
  select f.* from content.variant v join said s on v.document_id = s.id cross join lateral content.finding_of(v) f`;

const chunkOf = (from, to) => [
  PLANNED(from, to),
  SAID,
  `insert into content.document (id, kind, created_at, created_by) select id, kind, at, 'system:bench' from said`,
  `insert into content.variant (document_id, locale, kind, slug, draft, draft_format, draft_version, based_on, last_revision, last_edition, created_at, saved_at, saved_by)
   select id, 'en', kind, slug, body, 1, 1, 1, 1, 1, at, at, 'system:bench' from said`,
  `insert into content.revision (document_id, locale, number, slug, body, body_format, hash, author, created_at) select id, 'en', 1, slug, body, 1, hash, 'system:bench', at from said`,
  `insert into content.reference (document_id, locale, revision, ordinal, path, role, target) select s.id, 'en', 1, r.ordinal, r.path, r.role, x.target from said s ${REFERENCES}`,
  `insert into content.draft_reference (document_id, locale, ordinal, path, role, target) select s.id, 'en', r.ordinal, r.path, r.role, x.target from said s ${REFERENCES}`,
  `insert into content.edition (document_id, locale, number, revision, seq, change_kind) select id, 'en', 1, 1, seq, 'MAJOR' from said`,
  `insert into delivery.edition_row (document_id, locale, from_seq, edition, kind, slug, published_at, change_kind, hash, hash64, body_format, body, rendered)
   select id, 'en', seq, 1, kind, slug, at, 'MAJOR', hash,
     ('x' || encode(substring(sha256(convert_to(id::text, 'UTF8') || '\\x00'::bytea || 'en'::bytea || '\\x00'::bytea || hash) from 1 for 8), 'hex'))::bit(64)::int8, 1, body, rendered from said`,
  `insert into delivery.reference (document_id, locale, from_seq, ordinal, role, target, kind, audience, topics) select s.id, 'en', s.seq, r.ordinal, r.role, x.target, s.kind, s.audience, s.topics from said s ${REFERENCES}`,
  `insert into delivery.listing (document_id, locale, kind, slug, published_at, appeared_at, from_seq, audience, topics) select id, 'en', kind, slug, at, at, seq, audience, topics from said`,
  `insert into delivery.listing_topic (topic, kind, locale, slug, published_at, appeared_at, document_id, audience, topics, from_seq) select unnest(topics), kind, 'en', slug, at, at, id, audience, topics, seq from said`,
  `insert into delivery.search (document_id, locale, from_seq, place, kind, audience, topics, tsv)
   select id, 'en', seq, place, kind, audience, topics, tsv || delivery.search_keys('en', kind, audience, topics, null, place) from said`,
];
