import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A draft can be frozen before it has an address; and the editions of one revision are found among thousands. */
export class EveryVersionCanBeFrozen1795000000220 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table content.revision alter column slug drop not null;
      create index edition_revision_idx on content.edition (document_id, locale, revision, number);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index content.edition_revision_idx;
      alter table content.revision alter column slug set not null;
    `);
  }
}
