import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A list shows titles: reading them out of whole bodies and renderings means fetching and unpacking those. A card is the body
 * without its long fields, and stays in the row when they move out of it. What was published before gets its own.
 */
export class ListsReadCards1795000000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table delivery.edition_row
        add column card jsonb not null generated always as (body - '{body,explanation,modules,sections}'::text[]) stored,
        add column measures jsonb not null generated always as (rendered - 'fields') stored;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table delivery.edition_row drop column card, drop column measures');
  }
}
