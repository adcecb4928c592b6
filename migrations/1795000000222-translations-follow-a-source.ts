import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A variant says which revision of which other locale it says the same as. It goes with the variant. */
export class TranslationsFollowASource1795000000222 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table content.translation (
        document_id     uuid    not null,
        locale          text    collate "C" not null,
        source_locale   text    collate "C" not null,
        source_revision int4    not null,
        followed_at     timestamptz not null,
        followed_by     text    not null,
        constraint translation_pkey primary key (document_id, locale),
        constraint translation_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
        constraint translation_source_fkey foreign key (document_id, source_locale, source_revision)
          references content.revision (document_id, locale, number) on delete cascade,
        constraint translation_source_check check (source_locale <> locale)
      );
      create index translation_source_idx on content.translation (document_id, source_locale, source_revision);

      grant select, insert, update on content.translation to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table content.translation');
  }
}
