import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an editor may do is a set of roles, each in all languages or in some. Whoever was an editor before could do everything. */
export class EditorsHaveRoles1795000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access.role_grant');
  }
}
