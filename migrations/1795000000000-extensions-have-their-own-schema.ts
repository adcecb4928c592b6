import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Extensions live apart from our tables, where every login may call them and none may add to them. */
export class ExtensionsHaveTheirOwnSchema1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema extensions;
      create extension pg_trgm schema extensions;
      create extension unaccent schema extensions;
      grant usage on schema extensions to almanac_studio, almanac_delivery, almanac_preview;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema extensions cascade');
  }
}
