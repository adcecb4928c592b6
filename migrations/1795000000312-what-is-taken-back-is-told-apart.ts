import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A document that became public by a publication which was taken back was never meant to be public: it is told apart from one that
 * somebody took away. And editions that repeat earlier ones are found, because they say which corrections no longer stand.
 */
export class WhatIsTakenBackIsToldApart1795000000312 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table delivery.withdrawal
        drop constraint withdrawal_reason_check,
        add constraint withdrawal_reason_check check (reason in ('GONE', 'REPLACED', 'RETRACTED', 'REVERTED'));
      create index edition_row_repeats_idx on delivery.edition_row (document_id, locale, edition) where repeats is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index delivery.edition_row_repeats_idx;
      alter table delivery.withdrawal disable trigger withdrawal_is_frozen;
      update delivery.withdrawal set reason = 'GONE' where reason = 'REVERTED';
      alter table delivery.withdrawal enable trigger withdrawal_is_frozen;
      alter table delivery.withdrawal
        drop constraint withdrawal_reason_check,
        add constraint withdrawal_reason_check check (reason in ('GONE', 'REPLACED', 'RETRACTED'));
    `);
  }
}
