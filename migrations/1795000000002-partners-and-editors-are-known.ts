import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may ask: editors with one-time links and sessions, partners with keys, and what each partner may see, over time.
 * The partner `public` is everybody without a key. Delivery reads keys and scopes through two views and nothing else here.
 */
export class PartnersAndEditorsAreKnown1795000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema access cascade');
  }
}
