import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a draft said before it was rewritten, for a while and outside history: so that whoever saves beside somebody else can be
 * shown what both began from.
 */
export class DraftsKeepVersions1795000000210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table content.draft_version (
        document_id  uuid        not null,
        locale       text        collate "C" not null,
        version      int4        not null check (version > 0),
        slug         text        collate "C",
        draft        jsonb       not null,
        draft_format int2        not null check (draft_format > 0),
        saved_at     timestamptz not null,
        saved_by     text        not null,
        replaced_at  timestamptz not null,
        constraint draft_version_pkey primary key (document_id, locale, version),
        constraint draft_version_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
      );
      create index draft_version_age_idx on content.draft_version (replaced_at);
      grant select, insert, delete on content.draft_version to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table content.draft_version');
  }
}
