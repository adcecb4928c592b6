import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A link can be laid anew behind its token: of one that was made for a release, this says which. */
export class PreviewsAreRefreshed1795000000322 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table preview.link add column release uuid constraint link_release_fkey references content.release (id) on delete cascade',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table preview.link drop column release');
  }
}
