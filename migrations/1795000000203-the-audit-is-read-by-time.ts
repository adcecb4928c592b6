import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events lie in the order of their instants, so that a few pages of ranges find where a day begins. */
export class TheAuditIsReadByTime1795000000203 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index event_at_idx on ledger.event using brin (at) with (pages_per_range = 32, autosummarize = on);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ledger.event_at_idx');
  }
}
