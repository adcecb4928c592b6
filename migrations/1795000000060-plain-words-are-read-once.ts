import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Taking a text apart is most of what its words cost. Where a text has no letter beyond ASCII, both ways of reading it give
 * the same words: unaccent stands before the stemmer of other letters only.
 */
export class PlainWordsAreReadOnce1795000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create or replace function delivery.search_words(locale text, words text) returns tsvector language sql stable parallel safe as $$
  select case when octet_length(convert_to(words, 'UTF8')) = length(words) then to_tsvector(delivery.search_config(locale, false), words) else (
    select spelled || ts_delete(folded, tsvector_to_array(spelled))
    from (select to_tsvector(delivery.search_config(locale, false), words) as spelled, to_tsvector(delivery.search_config(locale, true), words) as folded) both_ways) end
$$;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
create or replace function delivery.search_words(locale text, words text) returns tsvector language sql stable parallel safe as $$
  select spelled || ts_delete(folded, tsvector_to_array(spelled))
  from (select to_tsvector(delivery.search_config(locale, false), words) as spelled, to_tsvector(delivery.search_config(locale, true), words) as folded) both_ways
$$`);
  }
}
