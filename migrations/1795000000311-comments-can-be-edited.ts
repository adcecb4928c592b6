import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever wrote a comment may put it in other words. What it said before is not kept; that it was edited is. */
export class CommentsCanBeEdited1795000000311 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table content.comment
        add version int4 not null default 1,
        add edited_at timestamptz,
        add constraint comment_edited_check check ((version > 1) = (edited_at is not null) and version > 0);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table content.comment drop column version, drop column edited_at');
  }
}
