import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What editors say to each other about a draft, block by block. A thread stays when its block goes: it keeps the words that it was
 * about. Never public, and gone with the variant.
 */
export class EditorsComment1795000000213 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- thread: the comment that began it, itself for that one. Where it stands, and whether it is resolved, is said there alone.
      create table content.comment (
        id          uuid        not null constraint comment_pkey primary key,
        document_id uuid        not null,
        locale      text        collate "C" not null,
        thread      uuid        not null constraint comment_thread_fkey references content.comment (id) on delete cascade,
        field       text        collate "C",
        block       text        collate "C",
        quote       text,
        words       text        not null check (words <> ''),
        author      text        not null,
        at          timestamptz not null,
        resolved_at timestamptz,
        resolved_by text,
        constraint comment_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
        constraint comment_place_check check (block is null or field is not null),
        constraint comment_reply_check check (thread = id or (field is null and quote is null and resolved_at is null)),
        constraint comment_resolved_check check ((resolved_at is null) = (resolved_by is null))
      );
      create index comment_variant_idx on content.comment (document_id, locale, at, id);
      create index comment_thread_idx on content.comment (thread, at, id);
      grant select, insert, update on content.comment to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table content.comment');
  }
}
