import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The public record of corrections is read newest first, and corrections are rare among editions: they get an order of their own. */
export class CorrectionsAreFoundByTime1795000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index edition_row_correction_idx on delivery.edition_row (from_seq, document_id, locale) where change_kind in ('CORRECTION', 'RETRACTION');
      create index withdrawal_retraction_idx on delivery.withdrawal (seq, document_id, locale) where reason = 'RETRACTED';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index delivery.edition_row_correction_idx; drop index delivery.withdrawal_retraction_idx');
  }
}
