import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Editors sign in with a password too, which only they choose: a link says what it is for. Attempts are counted for accounts
 * and addresses by keyed hashes, so that the table names neither.
 */
export class EditorsHavePasswords1795000000201 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table access.attempt, access.password;
      drop index access.sign_in_link_editor_idx;
      alter table access.sign_in_link drop column purpose;
      alter table access.editor drop column version;
    `);
  }
}
