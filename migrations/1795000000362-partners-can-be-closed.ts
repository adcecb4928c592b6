import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A partner that is closed reads nothing any more. Its row stays: publications, the audit, usage and receipts name it. */
export class PartnersCanBeClosed1795000000362 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table access.partner add column closed_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table access.partner drop column closed_at');
  }
}
