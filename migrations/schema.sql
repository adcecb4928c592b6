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

-- DocumentsCanBeExpunged1795000000100
alter table ledger.publication drop constraint publication_kind_check,
  add constraint publication_kind_check check (kind in ('GENESIS', 'PUBLISH', 'WITHDRAW', 'SCOPE', 'LABELS', 'EXPUNGE'));

-- locale null: in every locale, also those that it never had. seq null: nothing of it was ever public.
create table content.tombstone (
  document_id uuid        not null constraint tombstone_document_fkey references content.document (id),
  locale      text        collate "C" check (locale ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  event       int8        not null constraint tombstone_event_fkey references ledger.event (number),
  seq         int8        constraint tombstone_publication_fkey references ledger.publication (seq),
  constraint tombstone_key unique nulls not distinct (document_id, locale)
);
create trigger tombstone_is_frozen before update or delete on content.tombstone for each row execute function ledger.refuse_change();
create trigger tombstone_is_kept before truncate on content.tombstone for each statement execute function ledger.refuse_change();

-- A period in which an expunged document was listed: who could see it then, and nothing that it said. The address is a keyed
-- hash of kind, locale and slug.
create table delivery.tombstone (
  document_id uuid        not null,
  locale      text        collate "C" not null,
  kind        text        collate "C" not null,
  from_seq    int8        not null constraint tombstone_from_fkey references ledger.publication (seq),
  to_seq      int8        not null constraint tombstone_to_fkey references ledger.publication (seq),
  audience    int2        not null,
  topics      int4[]      not null,
  address     bytea       not null check (octet_length(address) = 32),
  seq         int8        not null constraint tombstone_publication_fkey references ledger.publication (seq),
  constraint tombstone_pkey primary key (document_id, locale, from_seq),
  constraint tombstone_period_check check (to_seq > from_seq and seq >= to_seq)
);
create index tombstone_address_idx on delivery.tombstone (address, from_seq);
create index tombstone_seq_idx on delivery.tombstone (seq, kind, locale);
create trigger tombstone_is_frozen before update or delete on delivery.tombstone for each row execute function ledger.refuse_change();
create trigger tombstone_is_kept before truncate on delivery.tombstone for each statement execute function ledger.refuse_change();

grant select on content.tombstone to almanac_studio;
grant select on delivery.tombstone to almanac_studio, almanac_delivery, almanac_preview;

-- Whoever may delete at all, may delete only below a tombstone.
create function content.refuse_change_unless_expunged() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (
    select from content.tombstone t where t.document_id = old.document_id and (t.locale is null or t.locale = old.locale)
  ) then
    return old;
  end if;
  raise exception '% on %.% is refused: what was recorded stays as it was', tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation';
end $$;
drop trigger revision_is_frozen on content.revision;
create trigger revision_is_frozen before update or delete on content.revision for each row execute function content.refuse_change_unless_expunged();
drop trigger edition_is_frozen on content.edition;
create trigger edition_is_frozen before update or delete on content.edition for each row execute function content.refuse_change_unless_expunged();
drop trigger reference_is_frozen on content.reference;
create trigger reference_is_frozen before update or delete on content.reference for each row execute function content.refuse_change_unless_expunged();
drop trigger edition_row_is_frozen on delivery.edition_row;
create trigger edition_row_is_frozen before update or delete on delivery.edition_row for each row execute function content.refuse_change_unless_expunged();
drop trigger reference_is_frozen on delivery.reference;
create trigger reference_is_frozen before update or delete on delivery.reference for each row execute function content.refuse_change_unless_expunged();
drop trigger withdrawal_is_frozen on delivery.withdrawal;
create trigger withdrawal_is_frozen before update or delete on delivery.withdrawal for each row execute function content.refuse_change_unless_expunged();

-- A note says in words what was published. It may be forgotten, never rewritten.
create function ledger.refuse_change_unless_forgetting() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.note is not null and new.note is null
    and (new.seq, new.mark, new.at, new.actor, new.kind, new.reverts, new.event)
      is not distinct from (old.seq, old.mark, old.at, old.actor, old.kind, old.reverts, old.event)
  then
    return new;
  end if;
  raise exception '% on %.% is refused: what was recorded stays as it was', tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation';
end $$;
drop trigger publication_is_frozen on ledger.publication;
create trigger publication_is_frozen before update or delete on ledger.publication for each row execute function ledger.refuse_change_unless_forgetting();

-- Everything that a document has hangs on its variants, so none may come after the tombstone. The lock waits for whoever is
-- about to set one.
create function content.refuse_what_is_expunged() returns trigger language plpgsql as $$
begin
  perform from content.document d where d.id = new.document_id for share;
  if exists (select from content.tombstone t where t.document_id = new.document_id and (t.locale is null or t.locale = new.locale)) then
    raise exception 'the document % has been expunged', new.document_id
      using errcode = 'restrict_violation', constraint = 'variant_is_not_expunged';
  end if;
  return new;
end $$;
create trigger variant_is_not_expunged before insert on content.variant for each row execute function content.refuse_what_is_expunged();

-- The caller has written into the audit, in this transaction, that it expunges exactly this; and, where anything of it was
-- public, has taken the number of a publication for it. addresses: [{"locale", "fromSeq", "address" (hex)}], one for each listing.
create function content.expunge(expunged uuid, of_locale text, addresses jsonb) returns table (what text, erased int8)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  of_event int8;
  of_seq int8;
  publications int8[];
begin
  perform from content.document d where d.id = expunged for no key update;
  if not found or not exists (select from content.variant v where v.document_id = expunged and (of_locale is null or v.locale = of_locale)) then
    raise exception 'there is nothing of % to expunge', expunged using errcode = 'no_data_found';
  end if;
  select max(e.number) into of_event from ledger.event e
    where e.subject = expunged and e.verb = 'document.expunge' and e.data ->> 'locale' is not distinct from of_locale
    and e.xmin = pg_current_xact_id()::xid;
  if of_event is null then
    raise exception 'expunging % is refused: write it into the audit of this transaction first', expunged using errcode = 'restrict_violation';
  end if;
  publications := array(
    select e.seq from content.edition e where e.document_id = expunged and (of_locale is null or e.locale = of_locale)
    union select w.seq from delivery.withdrawal w where w.document_id = expunged and (of_locale is null or w.locale = of_locale));
  select p.seq into of_seq from ledger.head h join ledger.publication p on p.seq = h.seq
    where p.kind = 'EXPUNGE' and p.event = of_event and p.xmin = pg_current_xact_id()::xid;
  if of_seq is null and publications <> '{}' then
    raise exception 'expunging % is refused: take the number of a publication for it first', expunged using errcode = 'restrict_violation';
  end if;
  -- Words are counted over all documents: who keeps the counts takes these out, and would go wrong if it came too late.
  if exists (select from delivery.search s where s.document_id = expunged and (of_locale is null or s.locale = of_locale)) then
    raise exception 'expunging % is refused: take its words out of search first', expunged using errcode = 'restrict_violation';
  end if;

  insert into content.tombstone (document_id, locale, event, seq) values (expunged, of_locale, of_event, of_seq);
  insert into delivery.tombstone (document_id, locale, kind, from_seq, to_seq, audience, topics, address, seq)
    select l.document_id, l.locale, l.kind, l.from_seq, coalesce(l.to_seq, of_seq), l.audience, l.topics, decode(a.address, 'hex'), of_seq
    from delivery.listing l left join jsonb_to_recordset(addresses) as a (locale text, "fromSeq" int8, address text)
      on a.locale = l.locale and a."fromSeq" = l.from_seq
    where l.document_id = expunged and (of_locale is null or l.locale = of_locale);

  what := 'notes of publications';
  update ledger.publication p set note = null where p.seq = any (publications) and p.note is not null;
  get diagnostics erased = row_count; return next;
  what := 'published references';
  delete from delivery.reference r where r.document_id = expunged and (of_locale is null or r.locale = of_locale);
  get diagnostics erased = row_count; return next;
  what := 'published editions';
  delete from delivery.edition_row e where e.document_id = expunged and (of_locale is null or e.locale = of_locale);
  get diagnostics erased = row_count; return next;
  what := 'listings';
  delete from delivery.listing_topic l where l.document_id = expunged and (of_locale is null or l.locale = of_locale);
  delete from delivery.listing l where l.document_id = expunged and (of_locale is null or l.locale = of_locale);
  get diagnostics erased = row_count; return next;
  what := 'withdrawals';
  delete from delivery.withdrawal w where w.document_id = expunged and (of_locale is null or w.locale = of_locale);
  get diagnostics erased = row_count; return next;
  delete from content.edition e where e.document_id = expunged and (of_locale is null or e.locale = of_locale);
  delete from content.reference r where r.document_id = expunged and (of_locale is null or r.locale = of_locale);
  what := 'revisions';
  delete from content.revision r where r.document_id = expunged and (of_locale is null or r.locale = of_locale);
  get diagnostics erased = row_count; return next;
  delete from content.draft_reference r where r.document_id = expunged and (of_locale is null or r.locale = of_locale);
  what := 'drafts';
  delete from content.variant v where v.document_id = expunged and (of_locale is null or v.locale = of_locale);
  get diagnostics erased = row_count; return next;
  what := 'origins of imports';
  delete from interchange.origin o where o.document_id = expunged and (of_locale is null or o.locale = of_locale);
  get diagnostics erased = row_count; return next;
end $$;

-- The planner keeps samples of what columns hold, slugs and words among them, for as long as no new sample is taken; of a table
-- that became empty none ever is. Before PostgreSQL 18 only a superuser can take those away.
create function content.forget_samples() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  kept record;
  sampled record;
begin
  for kept in
    select n.nspname, c.relname, c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and (n.nspname in ('content', 'delivery', 'interchange', 'preview') or c.oid = 'ledger.publication'::regclass)
    order by c.oid
  loop
    if current_setting('server_version_num')::int4 >= 180000 then
      for sampled in select a.attname from pg_attribute a where a.attrelid = kept.oid and a.attnum > 0 and not a.attisdropped loop
        execute 'select pg_clear_attribute_stats($1, $2, $3, false)' using kept.nspname::text, kept.relname::text, sampled.attname::text;
      end loop;
    end if;
    execute format('analyze %I.%I', kept.nspname, kept.relname);
  end loop;
end $$;

revoke all on function content.expunge(uuid, text, jsonb), content.forget_samples() from public;
grant execute on function content.expunge(uuid, text, jsonb), content.forget_samples() to almanac_studio;

-- EditorsHaveRoles1795000000200
-- locales null: in all of them, also in those that come later.
create table access.role_grant (
  editor_id   uuid        not null constraint role_grant_editor_fkey references access.editor (id),
  role        text        collate "C" not null check (role in ('author', 'reviewer', 'publisher', 'translator', 'admin')),
  locales     text[]      collate "C" check (locales <> '{}'),
  constraint role_grant_pkey primary key (editor_id, role),
  constraint role_grant_kind_check check (case role when 'translator' then locales is not null when 'admin' then locales is null else true end)
);
insert into access.role_grant (editor_id, role)
  select e.id, r.role from access.editor e, unnest(array['author', 'reviewer', 'publisher', 'admin']) as r (role);

grant select, insert, delete on access.role_grant to almanac_studio;

-- EditorsHavePasswords1795000000201
-- Counts every change of what an editor is and may do: whoever changes it names the version that they saw.
alter table access.editor add column version int4 not null default 1 check (version > 0);
alter table access.editor alter column version drop default;

alter table access.sign_in_link add column purpose text collate "C" not null default 'SIGN_IN' check (purpose in ('SIGN_IN', 'INVITATION', 'RESET'));
alter table access.sign_in_link alter column purpose drop default;
create index sign_in_link_editor_idx on access.sign_in_link (editor_id);

create table access.password (
  editor_id   uuid        not null constraint password_pkey primary key constraint password_editor_fkey references access.editor (id),
  hash        text        not null check (hash like '$argon2id$%'),
  changed_at  timestamptz not null
);

create table access.attempt (
  bucket      bytea       not null constraint attempt_pkey primary key check (octet_length(bucket) = 32),
  count       int4        not null check (count >= 0),
  since       timestamptz not null
);

grant select, insert, update, delete on access.password, access.attempt to almanac_studio;

-- ScriptsHaveTokens1795000000202
create table access.token (
  id           text        collate "C" not null constraint token_pkey primary key check (id ~ '^[a-z0-9]{12}$'),
  editor_id    uuid        not null constraint token_editor_fkey references access.editor (id),
  name         text        not null check (name <> ''),
  hash         bytea       not null check (octet_length(hash) = 32),
  verbs        text[]      collate "C" not null,
  -- null: in all languages that its editor has a role for.
  locales      text[]      collate "C" check (locales <> '{}'),
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  -- To the hour.
  last_used_at timestamptz
);
create index token_editor_idx on access.token (editor_id);

grant select, insert, update (revoked_at, last_used_at) on access.token to almanac_studio;

-- TheAuditIsReadByTime1795000000203
create index event_at_idx on ledger.event using brin (at) with (pages_per_range = 32, autosummarize = on);

-- TwoPeopleExpunge1795000000204
create table content.expunge_request (
  id           uuid        not null constraint expunge_request_pkey primary key,
  document_id  uuid        not null constraint expunge_request_document_fkey references content.document (id) on delete cascade,
  -- null: in every locale.
  locale       text        collate "C",
  reason       text        collate "C" not null check (reason in ('SAFETY', 'PRIVACY', 'LEGAL')),
  requested_by uuid        not null constraint expunge_request_requester_fkey references access.editor (id),
  requested_at timestamptz not null,
  expires_at   timestamptz not null,
  outcome      text        collate "C" check (outcome in ('EXPUNGED', 'DECLINED', 'CANCELLED', 'EXPIRED')),
  decided_by   uuid        constraint expunge_request_decider_fkey references access.editor (id),
  decided_at   timestamptz,
  constraint expunge_request_decision_check check ((outcome is null) = (decided_at is null)),
  -- The rule itself, wherever it may be forgotten.
  constraint expunge_request_two_people_check check (outcome is distinct from 'EXPUNGED' or (decided_by is not null and decided_by <> requested_by))
);
create unique index expunge_request_open_key on content.expunge_request (document_id, locale) nulls not distinct where outcome is null;
create index expunge_request_time_idx on content.expunge_request (requested_at, id);

grant select, insert, update (outcome, decided_by, decided_at) on content.expunge_request to almanac_studio;

-- DraftsKeepVersions1795000000210
create table content.draft_version (
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  version      int4        not null check (version > 0),
  slug         text        collate "C",
  draft        jsonb       not null,
  draft_format int2        not null check (draft_format > 0),
  saved_at     timestamptz not null,
  saved_by     text        not null,
  replaced_at  timestamptz not null,
  constraint draft_version_pkey primary key (document_id, locale, version),
  constraint draft_version_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
);
create index draft_version_age_idx on content.draft_version (replaced_at);
grant select, insert, delete on content.draft_version to almanac_studio;

-- AnswersAreGivenAgain1795000000211
create table ledger.idempotency (
  actor      text        not null,
  key_hash   bytea       not null check (octet_length(key_hash) = 32),
  verb       text        not null,
  input_hash bytea       check (octet_length(input_hash) = 32),
  answer     jsonb,
  documents  uuid[]      not null default '{}',
  at         timestamptz not null,
  constraint idempotency_pkey primary key (actor, key_hash)
);
create index idempotency_age_idx on ledger.idempotency (at);
create index idempotency_documents_idx on ledger.idempotency using gin (documents);
grant select, insert, update, delete on ledger.idempotency to almanac_studio;

-- A variant goes only when it is expunged.
create function ledger.forget_answers() returns trigger language plpgsql as $$
begin
  update ledger.idempotency set input_hash = null, answer = null where documents @> array[old.document_id] and answer is not null;
  return null;
end $$;
create trigger answers_are_forgotten after delete on content.variant for each row execute function ledger.forget_answers();

-- DraftsAreReviewed1795000000212
create table content.review (
  id            uuid        not null constraint review_pkey primary key,
  document_id   uuid        not null,
  locale        text        collate "C" not null,
  revision      int4        not null,
  submitted_by  text        not null,
  submitted_at  timestamptz not null,
  note          text        check (note <> ''),
  due_at        timestamptz not null,
  reviewer      uuid        constraint review_reviewer_fkey references access.editor (id),
  outcome       text        collate "C" check (outcome in ('approved', 'changes-requested', 'recalled', 'overtaken')),
  decided_by    text,
  decided_at    timestamptz,
  answer        text        check (answer <> ''),
  constraint review_revision_fkey foreign key (document_id, locale, revision) references content.revision (document_id, locale, number) on delete cascade,
  constraint review_decision_check check ((outcome is null) = (decided_at is null) and (outcome is null) = (decided_by is null))
);
create unique index review_open_key on content.review (document_id, locale) where outcome is null;
create index review_revision_idx on content.review (document_id, locale, revision);
create index review_due_idx on content.review (due_at, id) where outcome is null;
create index review_submitter_idx on content.review (submitted_by, submitted_at, id);

-- review: the one that the state speaks of. No foreign key: a review hangs on a revision, and that on the variant.
alter table content.variant
  add workflow_state text collate "C" not null default 'draft'
    constraint variant_workflow_state_check check (workflow_state in ('draft', 'in-review', 'changes-requested', 'approved', 'scheduled', 'published', 'withdrawn')),
  add review uuid;
create index variant_under_way_idx on content.variant (workflow_state, locale) where workflow_state in ('in-review', 'changes-requested', 'approved', 'scheduled');

update content.variant v
  set workflow_state = case when exists (select from delivery.listing l where l.document_id = v.document_id and l.locale = v.locale and l.to_seq is null) then 'published' else 'withdrawn' end
  from content.edition e join content.revision r on r.document_id = e.document_id and r.locale = e.locale and r.number = e.revision
  where e.document_id = v.document_id and e.locale = v.locale and e.number = v.last_edition
  and r.body = v.draft and r.body_format = v.draft_format and r.slug is not distinct from v.slug;

grant select, insert, update on content.review to almanac_studio;

-- EditorsComment1795000000213
-- thread: the comment that began it, itself for that one. Where it stands, and whether it is resolved, is said there alone.
create table content.comment (
  id          uuid        not null constraint comment_pkey primary key,
  document_id uuid        not null,
  locale      text        collate "C" not null,
  thread      uuid        not null constraint comment_thread_fkey references content.comment (id) on delete cascade,
  field       text        collate "C",
  block       text        collate "C",
  quote       text,
  words       text        not null check (words <> ''),
  author      text        not null,
  at          timestamptz not null,
  resolved_at timestamptz,
  resolved_by text,
  constraint comment_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
  constraint comment_place_check check (block is null or field is not null),
  constraint comment_reply_check check (thread = id or (field is null and quote is null and resolved_at is null)),
  constraint comment_resolved_check check ((resolved_at is null) = (resolved_by is null))
);
create index comment_variant_idx on content.comment (document_id, locale, at, id);
create index comment_thread_idx on content.comment (thread, at, id);
grant select, insert, update on content.comment to almanac_studio;

-- EditorsSeeEachOther1795000000214
create table content.presence (
  document_id uuid        not null,
  locale      text        collate "C" not null,
  who         text        not null,
  field       text        collate "C",
  block       text        collate "C",
  since       timestamptz not null,
  until       timestamptz not null,
  constraint presence_pkey primary key (document_id, locale, who),
  constraint presence_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
);
create index presence_until_idx on content.presence (until);

create table content.draft_lock (
  document_id uuid        not null,
  locale      text        collate "C" not null,
  who         text        not null,
  since       timestamptz not null,
  until       timestamptz not null,
  constraint draft_lock_pkey primary key (document_id, locale),
  constraint draft_lock_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
);
create index draft_lock_until_idx on content.draft_lock (until);

grant select, insert, update, delete on content.presence, content.draft_lock to almanac_studio;

-- DocumentsAreLookedAtAgain1795000000215
-- due_said: what the live edition says itself. due_on: that, or later, once somebody has confirmed it.
alter table content.variant add due_said date, add due_on date;
create index variant_due_idx on content.variant (due_on, document_id, locale) where due_on is not null;
update content.variant v set due_said = said.day, due_on = said.day
  from (
    select e.document_id, e.locale, e.number, coalesce(r.body ->> 'reviewBy', r.body ->> 'verifyBy')::date as day
    from content.edition e join content.revision r on r.document_id = e.document_id and r.locale = e.locale and r.number = e.revision
    join delivery.listing l on l.document_id = e.document_id and l.locale = e.locale and l.to_seq is null
    where r.body ? 'reviewBy' or r.body ? 'verifyBy') as said
  where said.document_id = v.document_id and said.locale = v.locale and said.number = v.last_edition;

create table content.confirmation (
  document_id uuid        not null,
  locale      text        collate "C" not null,
  edition     int4        not null,
  at          timestamptz not null,
  who         text        not null,
  due_on      date,
  constraint confirmation_pkey primary key (document_id, locale, edition, at),
  constraint confirmation_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
);

create table content.reminder (
  document_id uuid        not null,
  locale      text        collate "C" not null,
  due_on      date        not null,
  editor_id   uuid        not null constraint reminder_editor_fkey references access.editor (id),
  at          timestamptz not null,
  sent_at     timestamptz,
  constraint reminder_pkey primary key (document_id, locale, due_on, editor_id),
  constraint reminder_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
);
create index reminder_waiting_idx on content.reminder (editor_id, at) where sent_at is null;

grant select, insert on content.confirmation to almanac_studio;
grant select, insert, update on content.reminder to almanac_studio;

-- EveryVersionCanBeFrozen1795000000220
alter table content.revision alter column slug drop not null;
create index edition_revision_idx on content.edition (document_id, locale, revision, number);

-- EditionsCanRepeatEarlierOnes1795000000221
alter table content.edition add column repeats int4 check (repeats > 0 and repeats < number);
alter table delivery.edition_row add column repeats int4;

-- TranslationsFollowASource1795000000222
create table content.translation (
  document_id     uuid    not null,
  locale          text    collate "C" not null,
  source_locale   text    collate "C" not null,
  source_revision int4    not null,
  followed_at     timestamptz not null,
  followed_by     text    not null,
  constraint translation_pkey primary key (document_id, locale),
  constraint translation_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
  constraint translation_source_fkey foreign key (document_id, source_locale, source_revision)
    references content.revision (document_id, locale, number) on delete cascade,
  constraint translation_source_check check (source_locale <> locale)
);
create index translation_source_idx on content.translation (document_id, source_locale, source_revision);

grant select, insert, update on content.translation to almanac_studio;

-- PreviewsLieOverWhatIsPublished1795000000230
create function preview.chosen() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('almanac.preview', true), '')::uuid $$;
create function preview.base() returns int8 language sql stable parallel safe as $$
  select nullif(current_setting('almanac.preview_base', true), '')::int8 $$;

-- base: the publication that it lies over; it pretends to be the next one, with a mark and a moment of its own. document_id and
-- locale: what it opens, unless it is of a release. Of the token nothing but a hash is kept.
create table preview.link (
  id           uuid        not null constraint link_pkey primary key,
  token_hash   bytea       not null constraint link_token_key unique check (octet_length(token_hash) = 32),
  base         int8        not null constraint link_base_fkey references ledger.publication (seq),
  mark         bytea       not null check (octet_length(mark) = 16),
  at           timestamptz not null,
  partner      text        not null constraint link_partner_fkey references access.partner (handle),
  document_id  uuid,
  locale       text        collate "C",
  created_at   timestamptz not null,
  created_by   text        not null,
  expires_at   timestamptz not null check (expires_at > created_at),
  constraint link_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
);
create index link_expires_idx on preview.link (expires_at);
create index link_created_idx on preview.link (created_at desc, id desc);

-- Why what is shown could not be published as it stands. The sentences name documents by id and hold no word of theirs.
create table preview.objection (
  link         uuid        not null references preview.link (id) on delete cascade,
  ordinal      int4        not null,
  kind         text        not null,
  message      text        not null,
  path         jsonb       not null,
  constraint objection_pkey primary key (link, ordinal)
);

create table preview.revision_over (
  link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
  number       int4        not null,
  slug         text        collate "C" not null,
  body         jsonb       not null,
  body_format  int2        not null,
  hash         bytea       not null,
  author       text        not null,
  note         text,
  based_on     int4,
  created_at   timestamptz not null,
  constraint revision_over_pkey primary key (document_id, locale, link)
);
create view preview.revision as
  select document_id, locale, number, slug, body, body_format, hash, author, note, based_on, created_at
  from preview.revision_over where link = preview.chosen();

create table preview.edition_row_over (
  link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
  from_seq     int8        not null,
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
  repeats      int4,
  card         jsonb       not null generated always as (body - '{body,explanation,modules,sections}'::text[]) stored,
  measures     jsonb       not null generated always as (rendered - 'fields') stored,
  constraint edition_row_over_pkey primary key (document_id, locale, from_seq, link)
);
create table preview.listing_over (
  link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
  kind         text        collate "C" not null,
  slug         text        collate "C" not null,
  published_at timestamptz not null,
  from_seq     int8        not null,
  to_seq       int8,
  audience     int2        not null,
  topics       int4[]      not null,
  constraint listing_over_pkey primary key (document_id, locale, from_seq, link)
);
create index listing_over_list on preview.listing_over (kind, locale, published_at, document_id);
create index listing_over_slug_idx on preview.listing_over (kind, locale, slug);
create table preview.listing_topic_over (
  link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
  topic        int4        not null,
  kind         text        collate "C" not null,
  published_at timestamptz not null,
  audience     int2        not null,
  from_seq     int8        not null,
  to_seq       int8,
  constraint listing_topic_over_pkey primary key (document_id, locale, topic, from_seq, link)
);
create index listing_topic_over_list on preview.listing_topic_over (topic, kind, locale, published_at, document_id);
create table preview.reference_over (
  link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
  from_seq     int8        not null,
  ordinal      int4        not null,
  role         text        collate "C" not null,
  target       uuid        not null,
  pin_locale   text        collate "C",
  pin_edition  int4,
  constraint reference_over_pkey primary key (document_id, locale, from_seq, ordinal, link)
);
create index reference_over_target_idx on preview.reference_over (target, role);
create table preview.withdrawal_over (
  link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
  seq          int8        not null,
  kind         text        collate "C" not null,
  slug         text        collate "C" not null,
  at           timestamptz not null,
  reason       text        not null,
  replaced_by  uuid,
  notice       text,
  constraint withdrawal_over_pkey primary key (document_id, locale, seq, link)
);
-- Numbers of topics that were never published are below zero here: what is given out in public stays the public's.
create table preview.topic_node_over (
  link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
  topic        int4        not null check (topic < 0),
  document_id  uuid        not null references content.document (id),
  constraint topic_node_over_pkey primary key (document_id, link)
);
create table preview.topic_tree_over (
  link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
  topic        int4        not null,
  broader      int4,
  from_seq     int8        not null,
  to_seq       int8,
  constraint topic_tree_over_pkey primary key (topic, from_seq, link)
);
create table preview.search_over (
  link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
  document_id  uuid        not null,
  locale       text        collate "C" not null,
  foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
  from_seq     int8        not null,
  place        int8        not null,
  kind         text        collate "C" not null,
  audience     int2        not null,
  topics       int4[]      not null,
  tsv          tsvector    not null,
  gone         boolean     not null default false,
  constraint search_over_pkey primary key (document_id, locale, link)
);
create table preview.search_lexeme_over (
  link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
  locale       text        collate "C" not null,
  lexeme       text        collate "C" not null,
  documents    int4        not null,
  constraint search_lexeme_over_pkey primary key (locale, lexeme, link)
);
-- A place of its own for what was never published: the public's are kept close together.
create sequence preview.search_place maxvalue 19999 cycle;

create view preview.edition_row as
  select r.document_id, r.locale, r.from_seq, r.edition, r.kind, r.slug, r.published_at, r.change_kind, r.note, r.hash, r.hash64, r.body_format, r.body, r.rendered, r.repeats, r.card, r.measures from (
    select null::uuid as link, d.document_id, d.locale, d.from_seq, d.edition, d.kind, d.slug, d.published_at, d.change_kind, d.note, d.hash, d.hash64, d.body_format, d.body, d.rendered, d.repeats, d.card, d.measures from delivery.edition_row d
    union all
    select o.link, o.document_id, o.locale, o.from_seq, o.edition, o.kind, o.slug, o.published_at, o.change_kind, o.note, o.hash, o.hash64, o.body_format, o.body, o.rendered, o.repeats, o.card, o.measures from preview.edition_row_over o) r
  where r.link is null and r.from_seq <= preview.base() or r.link = preview.chosen() and true;

create view preview.listing as
  select r.document_id, r.locale, r.kind, r.slug, r.published_at, r.from_seq, r.to_seq, r.audience, r.topics from (
    select null::uuid as link, d.document_id, d.locale, d.kind, d.slug, d.published_at, d.from_seq, case when d.to_seq > preview.base() then null else d.to_seq end as to_seq, d.audience, d.topics from delivery.listing d
    union all
    select o.link, o.document_id, o.locale, o.kind, o.slug, o.published_at, o.from_seq, o.to_seq, o.audience, o.topics from preview.listing_over o) r
  where r.link is null and r.from_seq <= preview.base() and not exists (select from preview.listing_over x where x.link = preview.chosen() and x.document_id = r.document_id and x.locale = r.locale and x.from_seq = r.from_seq) or r.link = preview.chosen() and true;

create view preview.listing_topic as
  select r.topic, r.kind, r.locale, r.published_at, r.document_id, r.audience, r.from_seq, r.to_seq from (
    select null::uuid as link, d.topic, d.kind, d.locale, d.published_at, d.document_id, d.audience, d.from_seq, case when d.to_seq > preview.base() then null else d.to_seq end as to_seq from delivery.listing_topic d
    union all
    select o.link, o.topic, o.kind, o.locale, o.published_at, o.document_id, o.audience, o.from_seq, o.to_seq from preview.listing_topic_over o) r
  where r.link is null and r.from_seq <= preview.base() and not exists (select from preview.listing_topic_over x where x.link = preview.chosen() and x.document_id = r.document_id and x.locale = r.locale and x.topic = r.topic and x.from_seq = r.from_seq) or r.link = preview.chosen() and true;

create view preview.reference as
  select r.document_id, r.locale, r.from_seq, r.ordinal, r.role, r.target, r.pin_locale, r.pin_edition from (
    select null::uuid as link, d.document_id, d.locale, d.from_seq, d.ordinal, d.role, d.target, d.pin_locale, d.pin_edition from delivery.reference d
    union all
    select o.link, o.document_id, o.locale, o.from_seq, o.ordinal, o.role, o.target, o.pin_locale, o.pin_edition from preview.reference_over o) r
  where r.link is null and r.from_seq <= preview.base() or r.link = preview.chosen() and true;

create view preview.withdrawal as
  select r.document_id, r.locale, r.seq, r.kind, r.slug, r.at, r.reason, r.replaced_by, r.notice from (
    select null::uuid as link, d.document_id, d.locale, d.seq, d.kind, d.slug, d.at, d.reason, d.replaced_by, d.notice from delivery.withdrawal d
    union all
    select o.link, o.document_id, o.locale, o.seq, o.kind, o.slug, o.at, o.reason, o.replaced_by, o.notice from preview.withdrawal_over o) r
  where r.link is null and r.seq <= preview.base() or r.link = preview.chosen() and true;

create view preview.topic_node as
  select r.topic, r.document_id from (
    select null::uuid as link, d.topic, d.document_id from delivery.topic_node d
    union all
    select o.link, o.topic, o.document_id from preview.topic_node_over o) r
  where r.link is null and true or r.link = preview.chosen() and true;

create view preview.topic_tree as
  select r.topic, r.broader, r.from_seq, r.to_seq from (
    select null::uuid as link, d.topic, d.broader, d.from_seq, case when d.to_seq > preview.base() then null else d.to_seq end as to_seq from delivery.topic_tree d
    union all
    select o.link, o.topic, o.broader, o.from_seq, o.to_seq from preview.topic_tree_over o) r
  where r.link is null and r.from_seq <= preview.base() and not exists (select from preview.topic_tree_over x where x.link = preview.chosen() and x.topic = r.topic and x.from_seq = r.from_seq) or r.link = preview.chosen() and true;

create view preview.search as
  select r.document_id, r.locale, r.from_seq, r.place, r.kind, r.audience, r.topics, r.tsv from (
    select null::uuid as link, false as gone, d.document_id, d.locale, d.from_seq, d.place, d.kind, d.audience, d.topics, d.tsv from delivery.search d
    union all
    select o.link, o.gone, o.document_id, o.locale, o.from_seq, o.place, o.kind, o.audience, o.topics, o.tsv from preview.search_over o) r
  where r.link is null and r.from_seq <= preview.base() and not exists (select from preview.search_over x where x.link = preview.chosen() and x.document_id = r.document_id and x.locale = r.locale)
    or r.link = preview.chosen() and not r.gone;

create view preview.search_lexeme as
  select r.locale, r.lexeme, r.documents from (
    select null::uuid as link, d.locale, d.lexeme, d.documents from delivery.search_lexeme d
    union all
    select o.link, o.locale, o.lexeme, o.documents from preview.search_lexeme_over o) r
  where r.link is null and not exists (select from preview.search_lexeme_over x where x.link = preview.chosen() and x.locale = r.locale and x.lexeme = r.lexeme) or r.link = preview.chosen() and true;

create view preview.head as
  select true as single, l.base + 1 as seq, l.mark, l.at, 0::int8 as min_seq from preview.link l where l.id = preview.chosen();
create view preview.publication as
  select p.seq, p.mark, p.at, p.kind, p.reverts from ledger.publication p where p.seq <= preview.base()
  union all
  select h.seq, h.mark, h.at, 'PUBLISH', null::int8 from preview.head h;

create function preview.write_edition_row() returns trigger language plpgsql as $$
begin
  insert into preview.edition_row_over (document_id, locale, from_seq, edition, kind, slug, published_at, change_kind, note, hash, hash64, body_format, body, rendered, repeats) values (new.document_id, new.locale, new.from_seq, new.edition, new.kind, new.slug, new.published_at, new.change_kind, new.note, new.hash, new.hash64, new.body_format, new.body, new.rendered, new.repeats)
  ;
  return new;
end $$;
create trigger edition_row_is_written instead of insert on preview.edition_row
  for each row execute function preview.write_edition_row();

create function preview.write_listing() returns trigger language plpgsql as $$
begin
  insert into preview.listing_over (document_id, locale, kind, slug, published_at, from_seq, to_seq, audience, topics) values (new.document_id, new.locale, new.kind, new.slug, new.published_at, new.from_seq, new.to_seq, new.audience, new.topics)
  on conflict (document_id, locale, from_seq, link) do update set to_seq = excluded.to_seq;
  return new;
end $$;
create trigger listing_is_written instead of insert or update on preview.listing
  for each row execute function preview.write_listing();

create function preview.write_listing_topic() returns trigger language plpgsql as $$
begin
  insert into preview.listing_topic_over (topic, kind, locale, published_at, document_id, audience, from_seq, to_seq) values (new.topic, new.kind, new.locale, new.published_at, new.document_id, new.audience, new.from_seq, new.to_seq)
  on conflict (document_id, locale, topic, from_seq, link) do update set to_seq = excluded.to_seq;
  return new;
end $$;
create trigger listing_topic_is_written instead of insert or update on preview.listing_topic
  for each row execute function preview.write_listing_topic();

create function preview.write_reference() returns trigger language plpgsql as $$
begin
  insert into preview.reference_over (document_id, locale, from_seq, ordinal, role, target, pin_locale, pin_edition) values (new.document_id, new.locale, new.from_seq, new.ordinal, new.role, new.target, new.pin_locale, new.pin_edition)
  ;
  return new;
end $$;
create trigger reference_is_written instead of insert on preview.reference
  for each row execute function preview.write_reference();

create function preview.write_withdrawal() returns trigger language plpgsql as $$
begin
  insert into preview.withdrawal_over (document_id, locale, seq, kind, slug, at, reason, replaced_by, notice) values (new.document_id, new.locale, new.seq, new.kind, new.slug, new.at, new.reason, new.replaced_by, new.notice)
  ;
  return new;
end $$;
create trigger withdrawal_is_written instead of insert on preview.withdrawal
  for each row execute function preview.write_withdrawal();

create function preview.write_topic_tree() returns trigger language plpgsql as $$
begin
  insert into preview.topic_tree_over (topic, broader, from_seq, to_seq) values (new.topic, new.broader, new.from_seq, new.to_seq)
  on conflict (topic, from_seq, link) do update set to_seq = excluded.to_seq;
  return new;
end $$;
create trigger topic_tree_is_written instead of insert or update on preview.topic_tree
  for each row execute function preview.write_topic_tree();

create function preview.write_search() returns trigger language plpgsql as $$
begin
  insert into preview.search_over (document_id, locale, from_seq, place, kind, audience, topics, tsv) values (new.document_id, new.locale, new.from_seq, new.place, new.kind, new.audience, new.topics, new.tsv)
  on conflict (document_id, locale, link) do update set kind = excluded.kind, audience = excluded.audience, topics = excluded.topics, tsv = excluded.tsv;
  return new;
end $$;
create trigger search_is_written instead of insert or update on preview.search
  for each row execute function preview.write_search();

create function preview.write_search_lexeme() returns trigger language plpgsql as $$
begin
  insert into preview.search_lexeme_over (locale, lexeme, documents) values (new.locale, new.lexeme, new.documents)
  on conflict (locale, lexeme, link) do update set documents = excluded.documents;
  return new;
end $$;
create trigger search_lexeme_is_written instead of insert or update on preview.search_lexeme
  for each row execute function preview.write_search_lexeme();

create function preview.write_topic_node() returns trigger language plpgsql as $$
begin
  insert into preview.topic_node_over (topic, document_id)
    select coalesce(min(o.topic), 0) - 1, new.document_id from preview.topic_node_over o where o.link = preview.chosen()
    returning topic into new.topic;
  return new;
end $$;
create trigger topic_node_is_written instead of insert on preview.topic_node for each row execute function preview.write_topic_node();

create function preview.remove_search() returns trigger language plpgsql as $$
begin
  insert into preview.search_over (document_id, locale, from_seq, place, kind, audience, topics, tsv, gone) values (old.document_id, old.locale, old.from_seq, old.place, old.kind, old.audience, old.topics, old.tsv, true)
    on conflict (document_id, locale, link) do update set gone = true;
  return old;
end $$;
create trigger search_is_removed instead of delete on preview.search for each row execute function preview.remove_search();

-- A word that nothing has any more still hides the public's count of it.
create function preview.remove_search_lexeme() returns trigger language plpgsql as $$
begin
  insert into preview.search_lexeme_over (locale, lexeme, documents) values (old.locale, old.lexeme, 0)
    on conflict (locale, lexeme, link) do update set documents = 0;
  return old;
end $$;
create trigger search_lexeme_is_removed instead of delete on preview.search_lexeme for each row execute function preview.remove_search_lexeme();

-- What must not exist any more may stand in any preview, and be held in memory for it: all of them end.
create function preview.end_all() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from preview.link;
  return null;
end $$;
create trigger expunging_ends_previews after insert on content.tombstone for each statement execute function preview.end_all();

grant usage on sequence preview.search_place to almanac_studio;
-- Whoever previews reads overlays and objections; how a revision was frozen for one is content's own business.
revoke all on preview.revision_over, preview.revision from almanac_preview;

-- ReleasesPinWhatWasApproved1795000000231
-- name null: made to schedule one document.
create table content.release (
  id            uuid        not null constraint release_pkey primary key,
  name          text        check (name <> ''),
  note          text        check (note <> ''),
  state         text        not null check (state in ('OPEN', 'APPROVED', 'PUBLISHED', 'DISCARDED')),
  version       int4        not null check (version > 0),
  created_at    timestamptz not null,
  created_by    text        not null,
  approved_at   timestamptz,
  approved_by   text,
  seq           int8        constraint release_publication_fkey references ledger.publication (seq),
  constraint release_approval_check check ((approved_at is null) = (approved_by is null) and (state not in ('APPROVED', 'PUBLISHED') or approved_at is not null)),
  constraint release_seq_check check ((state = 'PUBLISHED') = (seq is not null))
);
create index release_state_idx on content.release (state, id desc);

-- chosen: the revision that somebody named, if any. revision and edition: what goes live, and the newest edition when that was
-- approved (0 for none). They go with their variant: what was expunged is published by no release.
create table content.release_item (
  release_id    uuid        not null constraint release_item_release_fkey references content.release (id) on delete cascade,
  document_id   uuid        not null,
  locale        text        collate "C" not null,
  ordinal       int4        not null,
  action        text        not null check (action in ('PUBLISH', 'WITHDRAW')),
  change_kind   text        check (change_kind in ('MAJOR', 'MINOR', 'CORRECTION', 'RETRACTION')),
  note          text        check (note <> ''),
  chosen        int4,
  revision      int4,
  edition       int4        check (edition >= 0),
  reason        text        check (reason in ('GONE', 'REPLACED', 'RETRACTED')),
  replaced_by   uuid        constraint release_item_replacement_fkey references content.document (id),
  notice        text        check (notice <> ''),
  constraint release_item_pkey primary key (release_id, document_id, locale),
  constraint release_item_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
  constraint release_item_chosen_fkey foreign key (document_id, locale, chosen) references content.revision (document_id, locale, number) on delete cascade,
  constraint release_item_revision_fkey foreign key (document_id, locale, revision) references content.revision (document_id, locale, number) on delete cascade,
  constraint release_item_withdrawal_check check ((action = 'WITHDRAW') = (reason is not null))
);
create index release_item_variant_idx on content.release_item (document_id, locale);

grant select, insert, update on content.release to almanac_studio;
grant select, insert, update, delete on content.release_item to almanac_studio;

-- ReleasesGoLiveAtTheirHour1795000000232
-- local_time and zone are what somebody said; instant is what that means by what is known of time zones.
-- tell_at: when its editor is to be told that it could not fire; null when there is nothing to tell, or it was told.
-- reasons: why it could not fire, as [{"kind", "message", "path"}]; documents by id, no word of theirs.
create table content.schedule (
  id            uuid        not null constraint schedule_pkey primary key,
  release_id    uuid        not null constraint schedule_release_fkey references content.release (id) on delete cascade,
  local_time    timestamp   not null,
  zone          text        not null,
  instant       timestamptz not null,
  state         text        not null check (state in ('WAITING', 'FIRED', 'FAILED', 'CANCELLED')),
  version       int4        not null check (version > 0),
  not_before    timestamptz not null,
  attempts      int4        not null default 0,
  reasons       jsonb       not null default '[]' check (jsonb_typeof(reasons) = 'array'),
  ended_at      timestamptz,
  tell_at       timestamptz,
  created_at    timestamptz not null,
  created_by    text        not null,
  constraint schedule_end_check check ((state = 'WAITING') = (ended_at is null)),
  constraint schedule_failure_check check ((state = 'FAILED') = (reasons <> '[]'))
);
create unique index schedule_waiting_key on content.schedule (release_id) where state = 'WAITING';
create index schedule_due_idx on content.schedule (not_before, id) where state = 'WAITING';
create index schedule_tell_idx on content.schedule (tell_at) where tell_at is not null;
create index schedule_state_idx on content.schedule (state, id desc);

grant select, insert, update on content.schedule to almanac_studio;

-- EditorsFindDocuments1795000000240
create table content.finding (
  document_id uuid        not null,
  locale      text        collate "C" not null,
  kind        text        collate "C" not null,
  title       text        not null,
  topics      uuid[]      not null,
  audiences   text[]      collate "C" not null,
  saved_at    timestamptz not null,
  saved_by    text        collate "C" not null,
  tsv         tsvector    not null,
  constraint finding_pkey primary key (document_id, locale),
  constraint finding_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
) with (fillfactor = 80);
create index finding_saved_idx on content.finding (saved_at desc, document_id desc, locale desc);
create index finding_kind_idx on content.finding (kind, locale, saved_at desc, document_id desc);
create index finding_saver_idx on content.finding (saved_by, saved_at desc);
create index finding_name_idx on content.finding (lower(left(title, 200)) collate "C", document_id, locale);
create index finding_topics_idx on content.finding using gin (topics);
create index finding_audiences_idx on content.finding using gin (audiences);
create index finding_words_idx on content.finding using gin (tsv) with (fastupdate = off);
create index finding_alike_idx on content.finding using gin (lower(title) extensions.gin_trgm_ops) with (fastupdate = off);
grant select, insert, update on content.finding to almanac_studio;

create function content.draft_title(draft jsonb) returns text language sql immutable parallel safe as $$
  select coalesce(draft ->> 'title', draft ->> 'myth', draft ->> 'statement', draft ->> 'name', '')
$$;

-- A member that is no list, which a draft never holds, is none.
create function content.draft_list(draft jsonb, member text) returns setof text language sql immutable parallel safe as $$
  select x from jsonb_array_elements_text(case when jsonb_typeof(draft -> member) = 'array' then draft -> member else '[]' end) as l (x)
$$;

-- The words of a draft, as delivery.search_vector takes them: whatever holds words at any depth, and no keys, ids or styles.
create function content.draft_words(draft jsonb) returns jsonb language sql immutable parallel safe as $$
  select jsonb_build_object(
    'title', content.draft_title(draft),
    'summary', concat_ws(E'\n', draft ->> 'summary', draft ->> 'description', draft ->> 'message'),
    'claims', concat_ws(E'\n', draft ->> 'fact', draft ->> 'notice'),
    'phrasings', concat((select string_agg(x, E'\n') from content.draft_list(draft, 'otherPhrasings') as l (x))),
    'body', concat_ws(E'\n', (
      select string_agg(w #>> '{}', E'\n') from jsonb_path_query(draft - '{title,myth,statement,name,summary,description,message,fact,notice,otherPhrasings}'::text[],
        'strict $.** ? (@.type() == "object").keyvalue() ? (@.value.type() == "string" && (
          @.key == "text" || @.key == "title" || @.key == "summary" || @.key == "publisher" || @.key == "literal" || @.key == "family" || @.key == "given" ||
          @.key == "what" || @.key == "population" || @.key == "place" || @.key == "period" || @.key == "quote" || @.key == "operator" || @.key == "phone" ||
          @.key == "hours" || @.key == "number")).value') as q (w)), (
      select string_agg(w #>> '{}', E'\n') from jsonb_path_query(draft,
        'strict $.** ? (@.type() == "object").keyvalue() ? (@.value.type() == "array" && (@.key == "cells" || @.key == "objectives")).value[*]') as q (w))))
$$;

create function content.finding_of(variant content.variant) returns content.finding language sql stable parallel safe as $$
  select variant.document_id, variant.locale, variant.kind, content.draft_title(variant.draft),
    array(select distinct x::uuid from (
      select x from content.draft_list(variant.draft, 'topics') as l (x) union select variant.draft ->> 'broader' where variant.draft ? 'broader') t (x)),
    array(select distinct x from content.draft_list(variant.draft, 'audiences') as l (x)),
    variant.saved_at, variant.saved_by,
    delivery.search_vector(variant.locale, content.draft_words(variant.draft))
$$;

create function content.find_again() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (new.draft, new.saved_at, new.saved_by) is not distinct from (old.draft, old.saved_at, old.saved_by) then
    return null;
  end if;
  insert into content.finding select f.* from content.finding_of(new) f
    on conflict (document_id, locale) do update set (kind, title, topics, audiences, saved_at, saved_by, tsv)
      = (excluded.kind, excluded.title, excluded.topics, excluded.audiences, excluded.saved_at, excluded.saved_by, excluded.tsv);
  return null;
end $$;
create trigger variant_is_found after insert or update on content.variant for each row execute function content.find_again();
insert into content.finding select f.* from content.variant v cross join lateral content.finding_of(v) f;

-- ManyDocumentsAreLockedAtOnce1795000000300
-- In the order of their ids, whoever locks them; what is changed in the stronger mode.
create or replace function content.lock_documents(changed uuid[], referenced uuid[]) returns setof content.document
language plpgsql as $$
declare
  wanted record;
  locked content.document;
begin
  for wanted in
    select id, bool_or(is_changed) as is_changed
    from (select unnest(changed) as id, true as is_changed union all select unnest(referenced), false) as both_sets
    group by id order by id
  loop
    if wanted.is_changed then
      select * into locked from content.document where id = wanted.id for no key update;
    else
      select * into locked from content.document where id = wanted.id for share;
    end if;
    if found then return next locked; end if;
  end loop;
end $$;

-- SchedulesSayWhatIsScheduled1795000000310
update content.variant set workflow_state = 'approved' where workflow_state = 'scheduled';
alter table content.variant
  drop constraint variant_workflow_state_check,
  add constraint variant_workflow_state_check check (workflow_state in ('draft', 'in-review', 'changes-requested', 'approved', 'published', 'withdrawn'));
drop index content.variant_under_way_idx;
create index variant_under_way_idx on content.variant (workflow_state, locale) where workflow_state in ('in-review', 'changes-requested', 'approved');

-- CommentsCanBeEdited1795000000311
alter table content.comment
  add version int4 not null default 1,
  add edited_at timestamptz,
  add constraint comment_edited_check check ((version > 1) = (edited_at is not null) and version > 0);

-- WhatIsTakenBackIsToldApart1795000000312
alter table delivery.withdrawal
  drop constraint withdrawal_reason_check,
  add constraint withdrawal_reason_check check (reason in ('GONE', 'REPLACED', 'RETRACTED', 'REVERTED'));
create index edition_row_repeats_idx on delivery.edition_row (document_id, locale, edition) where repeats is not null;

-- DocumentsAppearOnce1795000000320
-- Previews are copies that live for hours; those of before this cannot be read any more.
delete from preview.link;
alter table delivery.listing add column appeared_at timestamptz;
update delivery.listing l set appeared_at = f.at
  from (select document_id, min(published_at) as at from delivery.listing group by document_id) f where f.document_id = l.document_id;
alter table delivery.listing alter column appeared_at set not null;
alter table delivery.listing_topic add column appeared_at timestamptz;
update delivery.listing_topic t set appeared_at = l.appeared_at
  from delivery.listing l where l.document_id = t.document_id and l.locale = t.locale and l.from_seq = t.from_seq;
alter table delivery.listing_topic alter column appeared_at set not null;
create index listing_appeared on delivery.listing (kind, locale, appeared_at, document_id) include (from_seq, to_seq, audience);
create index listing_topic_appeared on delivery.listing_topic (topic, kind, locale, appeared_at, document_id) include (from_seq, to_seq, audience);
alter table preview.listing_over add column appeared_at timestamptz not null;
alter table preview.listing_topic_over add column appeared_at timestamptz not null;

create or replace view preview.listing as
  select r.document_id, r.locale, r.kind, r.slug, r.published_at, r.from_seq, r.to_seq, r.audience, r.topics, r.appeared_at from (
    select null::uuid as link, d.document_id, d.locale, d.kind, d.slug, d.published_at, d.from_seq, case when d.to_seq > preview.base() then null else d.to_seq end as to_seq, d.audience, d.topics, d.appeared_at from delivery.listing d
    union all
    select o.link, o.document_id, o.locale, o.kind, o.slug, o.published_at, o.from_seq, o.to_seq, o.audience, o.topics, o.appeared_at from preview.listing_over o) r
  where r.link is null and r.from_seq <= preview.base()
    and not exists (select from preview.listing_over x where x.link = preview.chosen() and x.document_id = r.document_id and x.locale = r.locale and x.from_seq = r.from_seq)
    or r.link = preview.chosen() and true;
create or replace function preview.write_listing() returns trigger language plpgsql as $$
begin
  insert into preview.listing_over (document_id, locale, kind, slug, published_at, from_seq, to_seq, audience, topics, appeared_at) values (new.document_id, new.locale, new.kind, new.slug, new.published_at, new.from_seq, new.to_seq, new.audience, new.topics, new.appeared_at)
  on conflict (document_id, locale, from_seq, link) do update set to_seq = excluded.to_seq;
  return new;
end $$;
create or replace view preview.listing_topic as
  select r.topic, r.kind, r.locale, r.published_at, r.document_id, r.audience, r.from_seq, r.to_seq, r.appeared_at from (
    select null::uuid as link, d.topic, d.kind, d.locale, d.published_at, d.document_id, d.audience, d.from_seq, case when d.to_seq > preview.base() then null else d.to_seq end as to_seq, d.appeared_at from delivery.listing_topic d
    union all
    select o.link, o.topic, o.kind, o.locale, o.published_at, o.document_id, o.audience, o.from_seq, o.to_seq, o.appeared_at from preview.listing_topic_over o) r
  where r.link is null and r.from_seq <= preview.base()
    and not exists (select from preview.listing_topic_over x where x.link = preview.chosen() and x.document_id = r.document_id and x.locale = r.locale and x.topic = r.topic and x.from_seq = r.from_seq)
    or r.link = preview.chosen() and true;
create or replace function preview.write_listing_topic() returns trigger language plpgsql as $$
begin
  insert into preview.listing_topic_over (topic, kind, locale, published_at, document_id, audience, from_seq, to_seq, appeared_at) values (new.topic, new.kind, new.locale, new.published_at, new.document_id, new.audience, new.from_seq, new.to_seq, new.appeared_at)
  on conflict (document_id, locale, topic, from_seq, link) do update set to_seq = excluded.to_seq;
  return new;
end $$;

-- TranslationsFallBehind1795000000321
alter table content.translation add column stale_since timestamptz;
create index translation_stale_idx on content.translation (locale, stale_since, document_id) where stale_since is not null;

create function content.says_something_else(source_document uuid, source text, followed int4) returns boolean language sql stable as $$
  select coalesce((
    select c.slug is distinct from f.slug or c.body_format <> f.body_format or c.body <> f.body
    from content.variant v
    left join content.edition e on e.document_id = v.document_id and e.locale = v.locale and e.number = v.last_edition
      and exists (select from delivery.listing l where l.document_id = v.document_id and l.locale = v.locale and l.to_seq is null)
    join content.revision f on f.document_id = v.document_id and f.locale = v.locale and f.number = followed
    join content.revision c on c.document_id = v.document_id and c.locale = v.locale and c.number = coalesce(e.revision, v.last_revision)
    where v.document_id = source_document and v.locale = source), false) $$;

create function content.look_at_followers() returns trigger language plpgsql as $$
begin
  update content.translation t
    set stale_since = case when content.says_something_else(t.document_id, t.source_locale, t.source_revision) then now() end
    where t.document_id = new.document_id and t.source_locale = new.locale
      and (t.stale_since is not null) <> content.says_something_else(t.document_id, t.source_locale, t.source_revision);
  return null;
end $$;
create constraint trigger variant_is_followed after update on content.variant deferrable initially deferred for each row
  when ((old.last_revision, old.last_edition, old.workflow_state) is distinct from (new.last_revision, new.last_edition, new.workflow_state))
  execute function content.look_at_followers();

create function content.look_at_source() returns trigger language plpgsql as $$
begin
  new.stale_since := case when content.says_something_else(new.document_id, new.source_locale, new.source_revision) then coalesce(new.stale_since, now()) end;
  return new;
end $$;
create trigger translation_follows before insert or update of source_locale, source_revision on content.translation
  for each row execute function content.look_at_source();

update content.translation set stale_since = followed_at
  where content.says_something_else(document_id, source_locale, source_revision);

-- PreviewsAreRefreshed1795000000322
alter table preview.link add column release uuid constraint link_release_fkey references content.release (id) on delete cascade;

-- PartnersAreLookedAfter1795000000330
alter table access.partner
  add column version int4 not null default 1 check (version > 0),
  add column paused_at timestamptz;

-- A key of a partner that is paused is as good as revoked.
create or replace view access.delivery_key as
  select k.id, k.partner_id, p.handle, p.region, k.hash, k.expires_at, coalesce(k.revoked_at, p.paused_at) as revoked_at, p.origins
  from access.key k join access.partner p on p.id = k.partner_id;

-- PartnersHaveQuotas1795000000331
-- null means no limit.
alter table access.partner
  add column minute_quota int4 check (minute_quota > 0),
  add column day_quota int4 check (day_quota > 0);

create or replace view access.delivery_key as
  select k.id, k.partner_id, p.handle, p.region, k.hash, k.expires_at, coalesce(k.revoked_at, p.paused_at) as revoked_at, p.origins,
    p.minute_quota, p.day_quota
  from access.key k join access.partner p on p.id = k.partner_id;

-- As rate-limiter-flexible has it: what all processes have let through, by partner and window. expire: ms since 1970.
create table traffic.quota (
  key     text collate "C" not null constraint quota_pkey primary key,
  points  int4             not null,
  expire  int8             not null
);

-- How often each partner asked for what, by day in UTC. Nothing else of who asked.
create table traffic.usage (
  partner_id uuid not null constraint usage_partner_fkey references access.partner (id),
  day        date not null,
  operation  text collate "C" not null check (operation <> ''),
  requests   int8 not null check (requests >= 0),
  unchanged  int8 not null check (unchanged >= 0),
  refused    int8 not null check (refused >= 0),
  constraint usage_pkey primary key (partner_id, day, operation)
);
create index usage_day_idx on traffic.usage (day);

-- PublishedContentHasTerms1795000000332
create table delivery.attribution (
  from_seq int8 not null constraint attribution_pkey primary key,
  to_seq   int8 check (to_seq > from_seq),
  text     text not null check (text <> ''),
  url      text check (url <> ''),
  licence  text check (licence <> '')
);
create unique index attribution_open_key on delivery.attribution ((true)) where to_seq is null;
grant select on delivery.attribution to almanac_delivery, almanac_preview;
grant select, insert, update (to_seq) on delivery.attribution to almanac_studio;

-- PartnersAreToldByWebhooks1795000000340
create schema webhook;
grant usage on schema webhook to almanac_studio;

create table webhook.endpoint (
  id              uuid        not null constraint endpoint_pkey primary key,
  partner_id      uuid        not null constraint endpoint_partner_fkey references access.partner (id),
  url             text        not null check (length(url) between 1 and 2000),
  -- Whom to write to when nothing arrives any more; null: nobody.
  contact         text        check (contact <> ''),
  events          text[]      collate "C" not null check (events <> '{}'),
  -- Both sealed with the installation's secret. The one before is valid as well until its end.
  secret          text        not null,
  previous_secret text,
  previous_until  timestamptz,
  -- Told is what is published after this publication.
  from_seq        int8        not null,
  state           text        collate "C" not null check (state in ('ACTIVE', 'PAUSED', 'REMOVED')),
  paused_because  text        collate "C" check (paused_because in ('ASKED', 'FAILING', 'GONE', 'UNREADABLE_SECRET')),
  -- Since when no attempt succeeded; null: the last one did, or there was none.
  failing_since   timestamptz,
  created_at      timestamptz not null,
  version         int4        not null default 1,
  constraint endpoint_pause_check check ((state = 'PAUSED') = (paused_because is not null)),
  constraint endpoint_previous_check check ((previous_secret is null) = (previous_until is null))
);
create index endpoint_partner_idx on webhook.endpoint (partner_id, id);

create table webhook.delivery (
  id          uuid        not null constraint delivery_pkey primary key,
  endpoint_id uuid        not null constraint delivery_endpoint_fkey references webhook.endpoint (id),
  seq         int8        not null constraint delivery_seq_fkey references ledger.publication (seq),
  event       text        collate "C" not null,
  -- Null for 'head', which speaks of a publication as a whole.
  document_id uuid,
  locale      text        collate "C",
  kind        text        collate "C",
  edition     int4,
  change_kind text        collate "C",
  replaced_by uuid,
  -- Of 'head': how many documents changed for this partner; null when it cannot be told.
  changes     int4,
  state       text        collate "C" not null check (state in ('PENDING', 'DELIVERED', 'DEAD')),
  attempts    int4        not null default 0,
  -- Of these, those made before it was last asked for again: patience begins anew there.
  attempts_before  int4        not null default 0,
  created_at  timestamptz not null,
  due_at      timestamptz not null,
  ended_at    timestamptz,
  constraint delivery_end_check check ((state = 'PENDING') = (ended_at is null))
);
create unique index delivery_once_idx on webhook.delivery (endpoint_id, seq, event, document_id, locale) nulls not distinct;
create index delivery_log_idx on webhook.delivery (endpoint_id, id desc);
create index delivery_waiting_idx on webhook.delivery (due_at) where state = 'PENDING';
create index delivery_received_idx on webhook.delivery (document_id, locale, seq) where state = 'DELIVERED';
create index delivery_seq_idx on webhook.delivery (seq);

create table webhook.attempt (
  delivery_id  uuid        not null constraint attempt_delivery_fkey references webhook.delivery (id) on delete cascade,
  number       int4        not null,
  at           timestamptz not null,
  milliseconds int4        not null,
  -- What the receiver answered; null when there was no answer.
  status       int4,
  -- Why it failed, in a sentence of ours: never what a receiver wrote. Null: it did not.
  error        text,
  constraint attempt_pkey primary key (delivery_id, number)
);

grant select, insert, update, delete on webhook.endpoint, webhook.delivery, webhook.attempt to almanac_studio;

-- PartnersHaveReceipts1795000000360
-- An answer that showed the document, or said that it is gone, went out whole. seq: of the edition, or of what took it away.
create table traffic.served (
  partner_id  uuid        not null constraint served_partner_fkey references access.partner (id),
  document_id uuid        not null,
  locale      text        collate "C" not null,
  seq         int8        not null constraint served_seq_fkey references ledger.publication (seq),
  -- The first time.
  at          timestamptz not null,
  constraint served_pkey primary key (document_id, locale, partner_id, seq)
);
create index served_at_idx on traffic.served using brin (at);

-- Copies that partners keep of all that is public for them, or of some kinds and locales: null is all of them.
create table traffic.copy (
  partner_id uuid        not null constraint copy_partner_fkey references access.partner (id),
  -- A name for what the copy asks for, in whatever order it was written.
  selection  text        collate "C" not null,
  kinds      text[]      collate "C",
  locales    text[]      collate "C",
  -- As of which publication.
  seq        int8        not null constraint copy_seq_fkey references ledger.publication (seq),
  -- When the last page on the way there first went out whole.
  sent_at    timestamptz,
  -- When a client first came with the token that stands for it.
  held_at    timestamptz,
  constraint copy_pkey primary key (partner_id, selection, seq),
  constraint copy_check check (sent_at is not null or held_at is not null)
);

-- When each partner last asked for anything.
create table traffic.asked (
  partner_id uuid        not null constraint asked_pkey primary key constraint asked_partner_fkey references access.partner (id),
  at         timestamptz not null
);
insert into traffic.asked (partner_id, at) select partner_id, max(day)::timestamp at time zone 'UTC' from traffic.usage group by partner_id;

-- A message that is sent again was acknowledged all the same.
drop index webhook.delivery_received_idx;
create index delivery_document_idx on webhook.delivery (document_id, locale, seq);

-- RegionsHavePeriods1795000000361
alter table access.partner_scope add column region text check (region ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$');
update access.partner_scope s set region = p.region from access.partner p where p.id = s.partner_id and p.region is not null;

drop view access.delivery_key, access.delivery_scope;
create view access.delivery_key as
  select k.id, k.partner_id, p.handle, k.hash, k.expires_at, coalesce(k.revoked_at, p.paused_at) as revoked_at, p.origins, p.minute_quota, p.day_quota
  from access.key k join access.partner p on p.id = k.partner_id;
create view access.delivery_scope as
  select s.partner_id, p.handle, s.region, s.from_seq, s.to_seq, s.kinds, s.topics, s.audiences, s.locales, s.site
  from access.partner_scope s join access.partner p on p.id = s.partner_id;
grant select on access.delivery_key, access.delivery_scope to almanac_studio, almanac_delivery, almanac_preview;

alter table access.partner drop column region;

-- PartnersCanBeClosed1795000000362
alter table access.partner add column closed_at timestamptz;

-- DocumentsAreCheckedWhereTheyAreFiled1795000000370
-- Previews are copies that live for hours; those of before this cannot be read any more.
delete from preview.link;
drop index delivery.listing_topic_list, delivery.listing_topic_appeared;
alter table delivery.listing_topic add column topics int4[];
update delivery.listing_topic t set topics = l.topics
  from delivery.listing l where l.document_id = t.document_id and l.locale = t.locale and l.from_seq = t.from_seq;
alter table delivery.listing_topic alter column topics set not null;
alter table preview.listing_topic_over add column topics int4[] not null;
create index listing_topic_list on delivery.listing_topic (topic, kind, locale, published_at, document_id) include (from_seq, to_seq, audience, topics);
create index listing_topic_appeared on delivery.listing_topic (topic, kind, locale, appeared_at, document_id) include (from_seq, to_seq, audience, topics);
create or replace view preview.listing_topic as
  select r.topic, r.kind, r.locale, r.published_at, r.document_id, r.audience, r.from_seq, r.to_seq, r.appeared_at, r.topics from (
    select null::uuid as link, d.topic, d.kind, d.locale, d.published_at, d.document_id, d.audience, d.from_seq, case when d.to_seq > preview.base() then null else d.to_seq end as to_seq, d.appeared_at, d.topics from delivery.listing_topic d
    union all
    select o.link, o.topic, o.kind, o.locale, o.published_at, o.document_id, o.audience, o.from_seq, o.to_seq, o.appeared_at, o.topics from preview.listing_topic_over o) r
  where r.link is null and r.from_seq <= preview.base()
    and not exists (select from preview.listing_topic_over x where x.link = preview.chosen() and x.document_id = r.document_id and x.locale = r.locale and x.topic = r.topic and x.from_seq = r.from_seq)
    or r.link = preview.chosen() and true;
create or replace function preview.write_listing_topic() returns trigger language plpgsql as $$
begin
  insert into preview.listing_topic_over (topic, kind, locale, published_at, document_id, audience, from_seq, to_seq, appeared_at, topics) values (new.topic, new.kind, new.locale, new.published_at, new.document_id, new.audience, new.from_seq, new.to_seq, new.appeared_at, new.topics)
  on conflict (document_id, locale, topic, from_seq, link) do update set to_seq = excluded.to_seq;
  return new;
end $$;

-- TopicsSayHowDocumentsAreCalled1795000000380
-- Previews are copies that live for hours; those of before this cannot be read any more.
delete from preview.link;
drop index delivery.listing_topic_list;
alter table delivery.listing_topic add column slug text collate "C";
update delivery.listing_topic t set slug = l.slug
  from delivery.listing l where l.document_id = t.document_id and l.locale = t.locale and l.from_seq = t.from_seq;
alter table delivery.listing_topic alter column slug set not null;
alter table preview.listing_topic_over add column slug text collate "C" not null;
create index listing_topic_list on delivery.listing_topic (topic, kind, locale, published_at, document_id) include (from_seq, to_seq, audience, topics, slug);
create or replace view preview.listing_topic as
  select r.topic, r.kind, r.locale, r.published_at, r.document_id, r.audience, r.from_seq, r.to_seq, r.appeared_at, r.topics, r.slug from (
    select null::uuid as link, d.topic, d.kind, d.locale, d.published_at, d.document_id, d.audience, d.from_seq, case when d.to_seq > preview.base() then null else d.to_seq end as to_seq, d.appeared_at, d.topics, d.slug from delivery.listing_topic d
    union all
    select o.link, o.topic, o.kind, o.locale, o.published_at, o.document_id, o.audience, o.from_seq, o.to_seq, o.appeared_at, o.topics, o.slug from preview.listing_topic_over o) r
  where r.link is null and r.from_seq <= preview.base()
    and not exists (select from preview.listing_topic_over x where x.link = preview.chosen() and x.document_id = r.document_id and x.locale = r.locale and x.topic = r.topic and x.from_seq = r.from_seq)
    or r.link = preview.chosen() and true;
create or replace function preview.write_listing_topic() returns trigger language plpgsql as $$
begin
  insert into preview.listing_topic_over (topic, kind, locale, published_at, document_id, audience, from_seq, to_seq, appeared_at, topics, slug) values (new.topic, new.kind, new.locale, new.published_at, new.document_id, new.audience, new.from_seq, new.to_seq, new.appeared_at, new.topics, new.slug)
  on conflict (document_id, locale, topic, from_seq, link) do update set to_seq = excluded.to_seq;
  return new;
end $$;

-- ReferencesSayWhatTheirHostIs1795000000390
-- Previews are copies that live for hours; those of before this cannot be read any more.
delete from preview.link;
alter table delivery.reference add column kind text collate "C", add column audience int2, add column topics int4[];
alter table delivery.reference disable trigger reference_is_frozen;
update delivery.reference r set kind = l.kind, audience = l.audience, topics = l.topics
  from delivery.listing l where l.document_id = r.document_id and l.locale = r.locale and l.from_seq <= r.from_seq and (l.to_seq is null or l.to_seq > r.from_seq);
alter table delivery.reference enable trigger reference_is_frozen;
alter table delivery.reference alter column kind set not null, alter column audience set not null, alter column topics set not null;
alter table preview.reference_over add column kind text collate "C" not null, add column audience int2 not null, add column topics int4[] not null;
create index reference_carrying on delivery.reference (target, locale) include (document_id, from_seq, kind, audience, topics)
  where role in ('CITATION', 'EMBED', 'SOURCE');
create or replace view preview.reference as
  select r.document_id, r.locale, r.from_seq, r.ordinal, r.role, r.target, r.pin_locale, r.pin_edition, r.kind, r.audience, r.topics from (
    select null::uuid as link, d.document_id, d.locale, d.from_seq, d.ordinal, d.role, d.target, d.pin_locale, d.pin_edition, d.kind, d.audience, d.topics from delivery.reference d
    union all
    select o.link, o.document_id, o.locale, o.from_seq, o.ordinal, o.role, o.target, o.pin_locale, o.pin_edition, o.kind, o.audience, o.topics from preview.reference_over o) r
  where r.link is null and r.from_seq <= preview.base() or r.link = preview.chosen() and true;
create or replace function preview.write_reference() returns trigger language plpgsql as $$
begin
  insert into preview.reference_over (document_id, locale, from_seq, ordinal, role, target, pin_locale, pin_edition, kind, audience, topics) values (new.document_id, new.locale, new.from_seq, new.ordinal, new.role, new.target, new.pin_locale, new.pin_edition, new.kind, new.audience, new.topics);
  return new;
end $$;
