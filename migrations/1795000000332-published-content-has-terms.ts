import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom published content is to be credited to, and under which licence it may be shown: temporal, like everything that an answer holds. */
export class PublishedContentHasTerms1795000000332 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table delivery.attribution (
        from_seq int8 not null constraint attribution_pkey primary key,
        to_seq   int8 check (to_seq > from_seq),
        text     text not null check (text <> ''),
        url      text check (url <> ''),
        licence  text check (licence <> '')
      );
      create unique index attribution_open_key on delivery.attribution ((true)) where to_seq is null;
      grant select on delivery.attribution to almanac_delivery, almanac_preview;
      grant select, insert, update (to_seq) on delivery.attribution to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table delivery.attribution;');
  }
}
