import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A script acts for an editor with a token of its own: some verbs, in some languages, until a day. Only a keyed hash of it is kept. */
export class ScriptsHaveTokens1795000000202 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access.token');
  }
}
