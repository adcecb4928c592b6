import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What may reach a public byte, as a function of the seq S. `edition_row` says what was said (append-only); `listing` says
 * what is visible and when. Visible at S: from_seq <= S and (to_seq is null or to_seq > S).
 */
export class ThePublicSideIsTemporal1795000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter default privileges in schema traffic revoke all on tables from almanac_delivery, almanac_studio;
      alter default privileges in schema preview revoke all on tables from almanac_preview, almanac_studio;
      drop schema traffic cascade;
      drop schema preview cascade;
      drop schema delivery cascade;
    `);
  }
}
