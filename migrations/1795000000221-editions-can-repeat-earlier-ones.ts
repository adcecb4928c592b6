import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An edition that a revert brings back says again what an earlier one said, and is no news: it names the one that it repeats. */
export class EditionsCanRepeatEarlierOnes1795000000221 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table content.edition add column repeats int4 check (repeats > 0 and repeats < number);
      alter table delivery.edition_row add column repeats int4;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table delivery.edition_row drop column repeats;
      alter table content.edition drop column repeats;
    `);
  }
}
