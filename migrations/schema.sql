-- The sum of all migrations, written by `npm run schema`. Read this; change the tables with a migration.

-- ExtensionsHaveTheirOwnSchema1795000000000
create schema extensions;
create extension pg_trgm schema extensions;
create extension unaccent schema extensions;
grant usage on schema extensions to almanac_studio, almanac_delivery, almanac_preview;

-- TheLedgerCountsPublications1795000000001
create schema ledger;

create table ledger.event (
  number    int8        not null constraint event_pkey primary key check (number > 0),
  at        timestamptz not null,
  actor     text        not null,
  verb      text        not null,
  subject   uuid,
  data      jsonb       not null,
  previous  bytea       not null check (octet_length(previous) = 32),
  hash      bytea       not null constraint event_hash_key unique check (octet_length(hash) = 32)
);
create index event_subject_idx on ledger.event (subject, number) where subject is not null;

create table ledger.audit_head (
  single    boolean     not null default true constraint audit_head_pkey primary key check (single),
  number    int8        not null,
  hash      bytea       not null
) with (fillfactor = 50, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);
insert into ledger.audit_head (number, hash) values (0, decode(repeat('00', 32), 'hex'));

create table ledger.publication (
  seq       int8        not null constraint publication_pkey primary key check (seq >= 0),
  mark      bytea       not null check (octet_length(mark) = 16),
  at        timestamptz not null constraint publication_at_key unique,
  actor     text        not null,
  kind      text        not null check (kind in ('GENESIS', 'PUBLISH', 'WITHDRAW', 'SCOPE', 'LABELS')),
  note      text,
  reverts   int8        constraint publication_reverts_fkey references ledger.publication (seq),
  event     int8        constraint publication_event_fkey references ledger.event (number)
);

create table ledger.head (
  single    boolean     not null default true constraint head_pkey primary key check (single),
  seq       int8        not null,
  mark      bytea       not null,
  at        timestamptz not null,
  min_seq   int8        not null default 0 check (min_seq >= 0 and min_seq <= seq)
) with (fillfactor = 50, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);

with genesis as (
  insert into ledger.publication (seq, mark, at, actor, kind)
  values (0, uuid_send(gen_random_uuid()), clock_timestamp(), 'system:migration', 'GENESIS')
  returning seq, mark, at
)
insert into ledger.head (seq, mark, at) select seq, mark, at from genesis;

create table ledger.outbox (
  id        int8        generated always as identity constraint outbox_pkey primary key,
  seq       int8        not null constraint outbox_seq_fkey references ledger.publication (seq),
  topic     text        not null,
  payload   jsonb       not null,
  handled_at timestamptz
);
create index outbox_waiting_idx on ledger.outbox (id) where handled_at is null;

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% on %.% is refused: what was recorded stays as it was', tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation';
end $$;
create trigger event_is_frozen before update or delete on ledger.event for each row execute function ledger.refuse_change();
create trigger event_is_kept before truncate on ledger.event for each statement execute function ledger.refuse_change();
create trigger publication_is_frozen before update or delete on ledger.publication for each row execute function ledger.refuse_change();
create trigger publication_is_kept before truncate on ledger.publication for each statement execute function ledger.refuse_change();

grant usage on schema ledger to almanac_studio, almanac_delivery, almanac_preview;
grant select, insert on ledger.event, ledger.publication to almanac_studio;
grant select, update on ledger.audit_head, ledger.head to almanac_studio;
grant select, insert, update, delete on ledger.outbox to almanac_studio;
grant select on ledger.head to almanac_delivery, almanac_preview;
grant select (seq, mark, at, kind, reverts) on ledger.publication to almanac_delivery, almanac_preview;

-- PartnersAndEditorsAreKnown1795000000002
create schema access;

create table access.editor (
  id          uuid        not null constraint editor_pkey primary key,
  name        text        not null check (name <> ''),
  email       text        check (email <> ''),
  created_at  timestamptz not null,
  disabled_at timestamptz
);
create unique index editor_email_key on access.editor (lower(email)) where email is not null;

create table access.sign_in_link (
  token_hash  bytea       not null constraint sign_in_link_pkey primary key check (octet_length(token_hash) = 32),
  editor_id   uuid        not null constraint sign_in_link_editor_fkey references access.editor (id),
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  used_at     timestamptz
);

create table access.session (
  token_hash  bytea       not null constraint session_pkey primary key check (octet_length(token_hash) = 32),
  editor_id   uuid        not null constraint session_editor_fkey references access.editor (id),
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  ended_at    timestamptz
);
create index session_editor_idx on access.session (editor_id);

create table access.partner (
  id          uuid        not null constraint partner_pkey primary key,
  handle      text        not null constraint partner_handle_key unique check (handle ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name        text        not null check (name <> ''),
  region      text        check (region ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
  created_at  timestamptz not null
);

create table access.key (
  id          text        not null constraint key_pkey primary key check (id ~ '^[a-z0-9]{12}$'),
  partner_id  uuid        not null constraint key_partner_fkey references access.partner (id),
  hash        bytea       not null check (octet_length(hash) = 32),
  created_at  timestamptz not null,
  expires_at  timestamptz,
  revoked_at  timestamptz
);
create index key_partner_idx on access.key (partner_id);

-- null means no restriction; an empty array means nothing at all.
create table access.partner_scope (
  partner_id  uuid        not null constraint partner_scope_partner_fkey references access.partner (id),
  from_seq    int8        not null constraint partner_scope_from_fkey references ledger.publication (seq),
  to_seq      int8        constraint partner_scope_to_fkey references ledger.publication (seq) check (to_seq > from_seq),
  kinds       text[],
  topics      uuid[],
  audiences   text[],
  locales     text[],
  constraint partner_scope_pkey primary key (partner_id, from_seq)
);
create unique index partner_scope_open_key on access.partner_scope (partner_id) where to_seq is null;

insert into access.partner (id, handle, name, created_at)
  values ('00000000-0000-7000-8000-000000000001', 'public', 'Everybody without a key', clock_timestamp());
insert into access.partner_scope (partner_id, from_seq) values ('00000000-0000-7000-8000-000000000001', 0);

create view access.delivery_key as
  select k.id, k.partner_id, p.handle, p.region, k.hash, k.expires_at, k.revoked_at
  from access.key k join access.partner p on p.id = k.partner_id;
create view access.delivery_scope as
  select s.partner_id, p.handle, p.region, s.from_seq, s.to_seq, s.kinds, s.topics, s.audiences, s.locales
  from access.partner_scope s join access.partner p on p.id = s.partner_id;

grant usage on schema access to almanac_studio, almanac_delivery, almanac_preview;
grant select, insert, update on all tables in schema access to almanac_studio;
revoke insert, update on access.delivery_key, access.delivery_scope from almanac_studio;
grant delete on access.sign_in_link, access.session to almanac_studio;
grant select on access.delivery_key, access.delivery_scope to almanac_delivery, almanac_preview;

-- EditorsKeepDocuments1795000000003
create schema content;

create table content.document (
  id          uuid        not null constraint document_pkey primary key,
  kind        text        collate "C" not null check (kind in ('article', 'myth-fact', 'course', 'fact', 'source', 'notice', 'topic', 'collection')),
  created_at  timestamptz not null,
  created_by  text        not null,
  constraint document_id_kind_key unique (id, kind)
);

create table content.variant (
  document_id   uuid      not null,
  locale        text      collate "C" not null check (locale ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  kind          text      collate "C" not null,
  slug          text      collate "C" check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 120),
  draft         jsonb     not null check (jsonb_typeof(draft) = 'object'),
  draft_format  int2      not null check (draft_format > 0),
  draft_version int4      not null check (draft_version > 0),
  based_on      int4,
  last_revision int4      not null default 0 check (last_revision >= 0),
  last_edition  int4      not null default 0 check (last_edition >= 0),
  created_at    timestamptz not null,
  saved_at      timestamptz not null,
  saved_by      text      not null,
  constraint variant_pkey primary key (document_id, locale),
  constraint variant_document_fkey foreign key (document_id, kind) references content.document (id, kind)
);
create index variant_list_idx on content.variant (kind, locale, saved_at desc, document_id desc);
create index variant_slug_idx on content.variant (kind, locale, slug);

create table content.revision (
  document_id   uuid      not null,
  locale        text      collate "C" not null,
  number        int4      not null check (number > 0),
  slug          text      collate "C" not null,
  body          jsonb     not null,
  body_format   int2      not null check (body_format > 0),
  hash          bytea     not null check (octet_length(hash) = 32),
  author        text      not null,
  note          text,
  based_on      int4,
  created_at    timestamptz not null,
  constraint revision_pkey primary key (document_id, locale, number),
  constraint revision_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale)
);
create trigger revision_is_frozen before update or delete on content.revision for each row execute function ledger.refuse_change();
create trigger revision_is_kept before truncate on content.revision for each statement execute function ledger.refuse_change();

create table content.edition (
  document_id   uuid      not null,
  locale        text      collate "C" not null,
  number        int4      not null check (number > 0),
  revision      int4      not null,
  seq           int8      not null constraint edition_publication_fkey references ledger.publication (seq),
  change_kind   text      not null check (change_kind in ('MAJOR', 'MINOR', 'CORRECTION', 'RETRACTION')),
  note          text      check (note <> ''),
  constraint edition_pkey primary key (document_id, locale, number),
  constraint edition_seq_key unique (document_id, locale, seq),
  constraint edition_revision_fkey foreign key (document_id, locale, revision) references content.revision (document_id, locale, number),
  constraint edition_change_note_check check (note is not null or change_kind in ('MAJOR', 'MINOR'))
);
create trigger edition_is_frozen before update or delete on content.edition for each row execute function ledger.refuse_change();
create trigger edition_is_kept before truncate on content.edition for each statement execute function ledger.refuse_change();

create table content.reference (
  document_id   uuid      not null,
  locale        text      collate "C" not null,
  revision      int4      not null,
  ordinal       int4      not null,
  path          text      not null,
  role          text      not null,
  target        uuid      not null constraint reference_target_fkey references content.document (id),
  pin_locale    text      collate "C",
  pin_edition   int4,
  constraint reference_pkey primary key (document_id, locale, revision, ordinal),
  constraint reference_revision_fkey foreign key (document_id, locale, revision) references content.revision (document_id, locale, number),
  constraint reference_pin_check check ((pin_locale is null) = (pin_edition is null))
);
create index reference_target_idx on content.reference (target);
create trigger reference_is_frozen before update or delete on content.reference for each row execute function ledger.refuse_change();

create table content.draft_reference (
  document_id   uuid      not null,
  locale        text      collate "C" not null,
  ordinal       int4      not null,
  path          text      not null,
  role          text      not null,
  target        uuid      not null constraint draft_reference_target_fkey references content.document (id),
  constraint draft_reference_pkey primary key (document_id, locale, ordinal),
  constraint draft_reference_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale)
);
create index draft_reference_target_idx on content.draft_reference (target);

-- One pass over both sets in id order, so that two publications can never deadlock on documents. A document that changes
-- is locked against other changes; one that is referenced is locked against changes but not against other references.
create function content.lock_documents(changed uuid[], referenced uuid[]) returns setof content.document
language plpgsql as $$
declare
  next_id uuid;
  locked content.document;
begin
  for next_id in select distinct id from unnest(changed || referenced) as both_sets (id) order by id loop
    if next_id = any (changed) then
      select * into locked from content.document where id = next_id for no key update;
    else
      select * into locked from content.document where id = next_id for share;
    end if;
    if found then return next locked; end if;
  end loop;
end $$;

grant usage on schema content to almanac_studio;
grant select on all tables in schema content to almanac_studio;
grant insert, update on content.document, content.variant to almanac_studio;
grant insert on content.revision, content.edition, content.reference to almanac_studio;
grant insert, update, delete on content.draft_reference to almanac_studio;

-- ThePublicSideIsTemporal1795000000004
create schema delivery;
create schema preview;
create schema traffic;

create table delivery.edition_row (
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  from_seq     int8        not null constraint edition_row_publication_fkey references ledger.publication (seq),
  edition      int4        not null,
  kind         text        collate "C" not null,
  slug         text        collate "C" not null,
  published_at timestamptz not null,
  change_kind  text        not null,
  note         text,
  hash         bytea       not null,
  hash64       int8        not null,
  body_format  int2        not null,
  body         jsonb       not null,
  rendered     jsonb       not null,
  constraint edition_row_pkey primary key (document_id, locale, from_seq),
  constraint edition_row_edition_key unique (document_id, locale, edition),
  constraint edition_row_edition_fkey foreign key (document_id, locale, edition) references content.edition (document_id, locale, number)
) with (fillfactor = 100);
create unique index edition_row_seq_key on delivery.edition_row (from_seq, document_id, locale) include (hash64);
create trigger edition_row_is_frozen before update or delete on delivery.edition_row for each row execute function ledger.refuse_change();
create trigger edition_row_is_kept before truncate on delivery.edition_row for each statement execute function ledger.refuse_change();

create table delivery.listing (
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  kind         text        collate "C" not null,
  slug         text        collate "C" not null,
  published_at timestamptz not null,
  from_seq     int8        not null constraint listing_from_fkey references ledger.publication (seq),
  to_seq       int8        constraint listing_to_fkey references ledger.publication (seq),
  audience     int2        not null,
  topics       int4[]      not null,
  constraint listing_pkey primary key (document_id, locale, from_seq),
  constraint listing_period_check check (to_seq > from_seq)
) with (fillfactor = 90, autovacuum_vacuum_insert_scale_factor = 0.02);
create unique index listing_live_key on delivery.listing (document_id, locale) where to_seq is null;
create unique index listing_live_slug_key on delivery.listing (kind, locale, slug) where to_seq is null;
create unique index listing_slug_key on delivery.listing (kind, locale, slug, from_seq);
create index listing_list on delivery.listing (kind, locale, published_at, document_id) include (from_seq, to_seq, audience);
create index listing_opened_idx on delivery.listing (from_seq, document_id, locale);
create index listing_closed_idx on delivery.listing (to_seq, document_id, locale) where to_seq is not null;

create table delivery.topic_node (
  topic        int4        generated always as identity constraint topic_node_pkey primary key,
  document_id  uuid        not null constraint topic_node_document_key unique constraint topic_node_document_fkey references content.document (id)
);
create table delivery.topic_tree (
  topic        int4        not null constraint topic_tree_topic_fkey references delivery.topic_node (topic),
  broader      int4        constraint topic_tree_broader_fkey references delivery.topic_node (topic) check (broader <> topic),
  from_seq     int8        not null constraint topic_tree_from_fkey references ledger.publication (seq),
  to_seq       int8        constraint topic_tree_to_fkey references ledger.publication (seq) check (to_seq > from_seq),
  constraint topic_tree_pkey primary key (topic, from_seq)
);
create unique index topic_tree_open_key on delivery.topic_tree (topic) where to_seq is null;

create table delivery.listing_topic (
  topic        int4        not null constraint listing_topic_topic_fkey references delivery.topic_node (topic),
  kind         text        collate "C" not null,
  locale       text        collate "C" not null,
  published_at timestamptz not null,
  document_id  uuid        not null,
  audience     int2        not null,
  from_seq     int8        not null constraint listing_topic_from_fkey references ledger.publication (seq),
  to_seq       int8        constraint listing_topic_to_fkey references ledger.publication (seq) check (to_seq > from_seq),
  constraint listing_topic_pkey primary key (document_id, locale, topic, from_seq)
) with (fillfactor = 90, autovacuum_vacuum_insert_scale_factor = 0.02);
create index listing_topic_list on delivery.listing_topic (topic, kind, locale, published_at, document_id) include (from_seq, to_seq, audience);

create table delivery.reference (
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  from_seq     int8        not null,
  ordinal      int4        not null,
  role         text        collate "C" not null,
  target       uuid        not null,
  pin_locale   text        collate "C",
  pin_edition  int4,
  constraint reference_pkey primary key (document_id, locale, from_seq, ordinal),
  constraint reference_host_fkey foreign key (document_id, locale, from_seq) references delivery.edition_row (document_id, locale, from_seq)
) with (fillfactor = 100);
create index reference_target_idx on delivery.reference (target, role, document_id, locale, from_seq);
create trigger reference_is_frozen before update or delete on delivery.reference for each row execute function ledger.refuse_change();

create table delivery.withdrawal (
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  seq          int8        not null constraint withdrawal_publication_fkey references ledger.publication (seq),
  kind         text        collate "C" not null,
  slug         text        collate "C" not null,
  at           timestamptz not null,
  reason       text        not null check (reason in ('GONE', 'REPLACED', 'RETRACTED')),
  replaced_by  uuid        constraint withdrawal_replaced_by_fkey references content.document (id),
  notice       text,
  constraint withdrawal_pkey primary key (document_id, locale, seq),
  constraint withdrawal_replacement_check check ((reason = 'REPLACED') = (replaced_by is not null)),
  constraint withdrawal_retraction_check check (reason <> 'RETRACTED' or notice <> '')
);
create index withdrawal_replaced_by_idx on delivery.withdrawal (replaced_by) where replaced_by is not null;
create index withdrawal_slug_idx on delivery.withdrawal (kind, locale, slug, seq);
create trigger withdrawal_is_frozen before update or delete on delivery.withdrawal for each row execute function ledger.refuse_change();

create table delivery.audience (
  bit          int2        not null check (bit between 0 and 14),
  key          text        collate "C" not null check (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  labels       jsonb       not null,
  from_seq     int8        not null constraint audience_from_fkey references ledger.publication (seq),
  to_seq       int8        constraint audience_to_fkey references ledger.publication (seq) check (to_seq > from_seq),
  constraint audience_pkey primary key (bit, from_seq)
);
create unique index audience_open_key on delivery.audience (bit) where to_seq is null;
create unique index audience_open_key_key on delivery.audience (key) where to_seq is null;

grant usage on schema delivery to almanac_studio, almanac_delivery, almanac_preview;
grant select on all tables in schema delivery to almanac_studio, almanac_delivery, almanac_preview;
grant insert on all tables in schema delivery to almanac_studio;
grant update (to_seq) on delivery.listing, delivery.listing_topic, delivery.topic_tree, delivery.audience to almanac_studio;

grant usage on schema traffic to almanac_delivery, almanac_preview, almanac_studio;
alter default privileges in schema traffic grant select, insert, update on tables to almanac_delivery;
alter default privileges in schema traffic grant select, insert, update, delete on tables to almanac_studio;
grant usage on schema preview to almanac_preview, almanac_studio;
alter default privileges in schema preview grant select on tables to almanac_preview;
alter default privileges in schema preview grant select, insert, update, delete on tables to almanac_studio;

-- ImportsKnowTheirOrigin1795000000005
create schema interchange;

create table interchange.origin (
  page          text      not null,
  locale        text      collate "C" not null,
  place         text      not null,
  hash          bytea     not null check (octet_length(hash) = 32),
  document_id   uuid      not null constraint origin_document_fkey references content.document (id),
  draft_version int4      not null,
  imported_at   timestamptz not null,
  constraint origin_pkey primary key (page, locale, place)
);
create index origin_document_idx on interchange.origin (document_id);

grant usage on schema interchange to almanac_studio;
grant select, insert, update, delete on interchange.origin to almanac_studio;

-- ThePublicCanSearch1795000000006
create text search configuration delivery.arabic (copy = pg_catalog.arabic);
alter text search configuration delivery.arabic alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.arabic_stem;
create text search configuration delivery.catalan (copy = pg_catalog.catalan);
alter text search configuration delivery.catalan alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.catalan_stem;
create text search configuration delivery.danish (copy = pg_catalog.danish);
alter text search configuration delivery.danish alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.danish_stem;
create text search configuration delivery.dutch (copy = pg_catalog.dutch);
alter text search configuration delivery.dutch alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.dutch_stem;
create text search configuration delivery.english (copy = pg_catalog.english);
alter text search configuration delivery.english alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.english_stem;
create text search configuration delivery.finnish (copy = pg_catalog.finnish);
alter text search configuration delivery.finnish alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.finnish_stem;
create text search configuration delivery.french (copy = pg_catalog.french);
alter text search configuration delivery.french alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.french_stem;
create text search configuration delivery.german (copy = pg_catalog.german);
alter text search configuration delivery.german alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.german_stem;
create text search configuration delivery.greek (copy = pg_catalog.greek);
alter text search configuration delivery.greek alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.greek_stem;
create text search configuration delivery.hindi (copy = pg_catalog.hindi);
alter text search configuration delivery.hindi alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.hindi_stem;
create text search configuration delivery.hungarian (copy = pg_catalog.hungarian);
alter text search configuration delivery.hungarian alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.hungarian_stem;
create text search configuration delivery.indonesian (copy = pg_catalog.indonesian);
alter text search configuration delivery.indonesian alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.indonesian_stem;
create text search configuration delivery.italian (copy = pg_catalog.italian);
alter text search configuration delivery.italian alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.italian_stem;
create text search configuration delivery.norwegian (copy = pg_catalog.norwegian);
alter text search configuration delivery.norwegian alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.norwegian_stem;
create text search configuration delivery.portuguese (copy = pg_catalog.portuguese);
alter text search configuration delivery.portuguese alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.portuguese_stem;
create text search configuration delivery.romanian (copy = pg_catalog.romanian);
alter text search configuration delivery.romanian alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.romanian_stem;
create text search configuration delivery.russian (copy = pg_catalog.russian);
alter text search configuration delivery.russian alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.russian_stem;
create text search configuration delivery.simple (copy = pg_catalog.simple);
alter text search configuration delivery.simple alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.simple;
create text search configuration delivery.spanish (copy = pg_catalog.spanish);
alter text search configuration delivery.spanish alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.spanish_stem;
create text search configuration delivery.swedish (copy = pg_catalog.swedish);
alter text search configuration delivery.swedish alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.swedish_stem;
create text search configuration delivery.turkish (copy = pg_catalog.turkish);
alter text search configuration delivery.turkish alter mapping for hword, hword_part, word with extensions.unaccent, pg_catalog.turkish_stem;

create sequence delivery.search_place;

create table delivery.search (
  document_id uuid        not null,
  locale      text        collate "C" not null,
  from_seq    int8        not null constraint search_publication_fkey references ledger.publication (seq),
  place       int8        not null,
  kind        text        collate "C" not null,
  audience    int2        not null,
  topics      int4[]      not null,
  tsv         tsvector    not null,
  constraint search_pkey primary key (document_id, locale)
) with (fillfactor = 90, autovacuum_vacuum_insert_scale_factor = 0.02);
create unique index search_place_key on delivery.search (locale, place);
create index search_words_idx on delivery.search using gin (tsv) with (fastupdate = off);

create table delivery.search_lexeme (
  locale      text        collate "C" not null,
  lexeme      text        collate "C" not null,
  documents   int4        not null,
  constraint search_lexeme_pkey primary key (locale, lexeme)
) with (fillfactor = 70);
create index search_lexeme_near_idx on delivery.search_lexeme using gin (lexeme extensions.gin_trgm_ops) with (fastupdate = off);

create table delivery.search_format (
  single      boolean     not null default true constraint search_format_pkey primary key check (single),
  format      int4        not null
);
insert into delivery.search_format (format) values (0);

create function delivery.search_config(locale text, folded boolean) returns regconfig language sql immutable parallel safe as $$
  select case split_part(locale, '-', 1)
    when 'ar' then case when folded then 'delivery.arabic'::regconfig else 'pg_catalog.arabic'::regconfig end
    when 'ca' then case when folded then 'delivery.catalan'::regconfig else 'pg_catalog.catalan'::regconfig end
    when 'da' then case when folded then 'delivery.danish'::regconfig else 'pg_catalog.danish'::regconfig end
    when 'de' then case when folded then 'delivery.german'::regconfig else 'pg_catalog.german'::regconfig end
    when 'el' then case when folded then 'delivery.greek'::regconfig else 'pg_catalog.greek'::regconfig end
    when 'en' then case when folded then 'delivery.english'::regconfig else 'pg_catalog.english'::regconfig end
    when 'es' then case when folded then 'delivery.spanish'::regconfig else 'pg_catalog.spanish'::regconfig end
    when 'fi' then case when folded then 'delivery.finnish'::regconfig else 'pg_catalog.finnish'::regconfig end
    when 'fr' then case when folded then 'delivery.french'::regconfig else 'pg_catalog.french'::regconfig end
    when 'hi' then case when folded then 'delivery.hindi'::regconfig else 'pg_catalog.hindi'::regconfig end
    when 'hu' then case when folded then 'delivery.hungarian'::regconfig else 'pg_catalog.hungarian'::regconfig end
    when 'id' then case when folded then 'delivery.indonesian'::regconfig else 'pg_catalog.indonesian'::regconfig end
    when 'it' then case when folded then 'delivery.italian'::regconfig else 'pg_catalog.italian'::regconfig end
    when 'nb' then case when folded then 'delivery.norwegian'::regconfig else 'pg_catalog.norwegian'::regconfig end
    when 'nl' then case when folded then 'delivery.dutch'::regconfig else 'pg_catalog.dutch'::regconfig end
    when 'nn' then case when folded then 'delivery.norwegian'::regconfig else 'pg_catalog.norwegian'::regconfig end
    when 'no' then case when folded then 'delivery.norwegian'::regconfig else 'pg_catalog.norwegian'::regconfig end
    when 'pt' then case when folded then 'delivery.portuguese'::regconfig else 'pg_catalog.portuguese'::regconfig end
    when 'ro' then case when folded then 'delivery.romanian'::regconfig else 'pg_catalog.romanian'::regconfig end
    when 'ru' then case when folded then 'delivery.russian'::regconfig else 'pg_catalog.russian'::regconfig end
    when 'sv' then case when folded then 'delivery.swedish'::regconfig else 'pg_catalog.swedish'::regconfig end
    when 'tr' then case when folded then 'delivery.turkish'::regconfig else 'pg_catalog.turkish'::regconfig end
    else case when folded then 'delivery.simple'::regconfig else 'pg_catalog.simple'::regconfig end end
$$;

create function delivery.search_words(locale text, words text) returns tsvector language sql stable parallel safe as $$
  select spelled || ts_delete(folded, tsvector_to_array(spelled))
  from (select to_tsvector(delivery.search_config(locale, false), words) as spelled, to_tsvector(delivery.search_config(locale, true), words) as folded) both_ways
$$;

-- Cut, because a tsvector holds a megabyte at most: a very long text is found by its beginning.
create function delivery.search_vector(locale text, words jsonb) returns tsvector language sql stable parallel safe as $$
  select setweight(delivery.search_words(locale, left(words ->> 'title', 10000)), 'A')
    || setweight(delivery.search_words(locale, left(words ->> 'summary', 10000)), 'B')
    || setweight(delivery.search_words(locale, left(words ->> 'claims', 10000)), 'B')
    || setweight(delivery.search_words(locale, left(words ->> 'phrasings', 10000)), 'C')
    || setweight(delivery.search_words(locale, left(words ->> 'body', 100000)), 'D')
$$;

-- What a search narrows by, beside the words in the same index. No word begins with a space. A segment is a stretch of places.
create function delivery.search_keys(locale text, kind text, audience int2, topics int4[], own_topic int4, place int8) returns tsvector language sql stable parallel safe as $$
  select array_to_tsvector(
    array[' l' || locale, ' k' || kind, ' s' || (place / 20000)]
    || case when audience = 0 then array[' a*'] else array(select ' a' || bit from generate_series(0, 14) as b (bit) where audience & (1 << bit) <> 0) end
    || array(select distinct ' t' || topic from unnest(topics || own_topic) as t (topic) where topic is not null))
$$;

-- The least similarity is part of the function, because a connection's own setting would decide otherwise.
create function delivery.search_near(of_locale text, word text) returns table (lexeme text, documents int4, likeness real)
language sql stable parallel safe set pg_trgm.similarity_threshold = 0.2 as $$
  select l.lexeme, l.documents, extensions.similarity(l.lexeme, word) from delivery.search_lexeme l
  where l.lexeme operator(extensions.%) word and l.locale = of_locale and l.lexeme not like ' %'
    and abs(length(l.lexeme) - length(word)) <= 2
  order by 3 desc, 1 limit 40
$$;

grant select on delivery.search, delivery.search_lexeme, delivery.search_format to almanac_studio, almanac_delivery, almanac_preview;
grant insert, update, delete on delivery.search, delivery.search_lexeme to almanac_studio;
grant update on delivery.search_format to almanac_studio;
grant usage on delivery.search_place to almanac_studio;

-- CorrectionsAreFoundByTime1795000000040
create index edition_row_correction_idx on delivery.edition_row (from_seq, document_id, locale) where change_kind in ('CORRECTION', 'RETRACTION');
create index withdrawal_retraction_idx on delivery.withdrawal (seq, document_id, locale) where reason = 'RETRACTED';

-- OperationsAreRegistered1795000000050
create table access.operation (
  id            text        collate "C" not null constraint operation_pkey primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9:._~-]{0,199}$'),
  name          text        check (name <> ''),
  document      text        not null check (document <> ''),
  registered_at timestamptz not null
);

create table access.operation_registry (
  only_row      boolean     not null default true constraint operation_registry_pkey primary key check (only_row),
  version       int8        not null check (version >= 0)
);
insert into access.operation_registry (version) values (0);

grant select, insert, delete on access.operation to almanac_studio;
grant select, update (version) on access.operation_registry to almanac_studio;
grant select on access.operation, access.operation_registry to almanac_delivery, almanac_preview;

-- PlainWordsAreReadOnce1795000000060
create or replace function delivery.search_words(locale text, words text) returns tsvector language sql stable parallel safe as $$
  select case when octet_length(convert_to(words, 'UTF8')) = length(words) then to_tsvector(delivery.search_config(locale, false), words) else (
    select spelled || ts_delete(folded, tsvector_to_array(spelled))
    from (select to_tsvector(delivery.search_config(locale, false), words) as spelled, to_tsvector(delivery.search_config(locale, true), words) as folded) both_ways) end
$$;

-- ListsReadCards1795000000070
alter table delivery.edition_row
  add column card jsonb not null generated always as (body - '{body,explanation,modules,sections}'::text[]) stored,
  add column measures jsonb not null generated always as (rendered - 'fields') stored;

-- PartnersHaveOrigins1795000000080
-- null means any origin.
alter table access.partner add column origins text[] check (cardinality(origins) between 1 and 50 and array_position(origins, null) is null);

create or replace view access.delivery_key as
  select k.id, k.partner_id, p.handle, p.region, k.hash, k.expires_at, k.revoked_at, p.origins
  from access.key k join access.partner p on p.id = k.partner_id;

-- PartnersHaveSites1795000000090
-- Addresses with {slug}, by kind; '*' is every other kind.
alter table access.partner_scope add column site jsonb check (jsonb_typeof(site) = 'object');

create or replace view access.delivery_scope as
  select s.partner_id, p.handle, p.region, s.from_seq, s.to_seq, s.kinds, s.topics, s.audiences, s.locales, s.site
  from access.partner_scope s join access.partner p on p.id = s.partner_id;
