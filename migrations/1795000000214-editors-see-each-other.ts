import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is at a draft, and who asked the others to wait. Both end by themselves: nobody has to tidy up after a closed lid. Neither
 * refuses a save, whose hashes protect every word.
 */
export class EditorsSeeEachOther1795000000214 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table content.presence (
        document_id uuid        not null,
        locale      text        collate "C" not null,
        who         text        not null,
        field       text        collate "C",
        block       text        collate "C",
        since       timestamptz not null,
        until       timestamptz not null,
        constraint presence_pkey primary key (document_id, locale, who),
        constraint presence_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
      );
      create index presence_until_idx on content.presence (until);

      create table content.draft_lock (
        document_id uuid        not null,
        locale      text        collate "C" not null,
        who         text        not null,
        since       timestamptz not null,
        until       timestamptz not null,
        constraint draft_lock_pkey primary key (document_id, locale),
        constraint draft_lock_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
      );
      create index draft_lock_until_idx on content.draft_lock (until);

      grant select, insert, update, delete on content.presence, content.draft_lock to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table content.presence, content.draft_lock');
  }
}
