import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where an imported document came from, so that a second import of the same page changes only what the page changed. */
export class ImportsKnowTheirOrigin1795000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema interchange;

      create table interchange.origin (
        page          text      not null,
        locale        text      collate "C" not null,
        place         text      not null,
        hash          bytea     not null check (octet_length(hash) = 32),
        document_id   uuid      not null constraint origin_document_fkey references content.document (id),
        draft_version int4      not null,
        imported_at   timestamptz not null,
        constraint origin_pkey primary key (page, locale, place)
      );
      create index origin_document_idx on interchange.origin (document_id);

      grant usage on schema interchange to almanac_studio;
      grant select, insert, update, delete on interchange.origin to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema interchange cascade');
  }
}
