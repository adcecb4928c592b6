import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is to change in public together, put together over days, pinned when it is approved, and published at once. */
export class ReleasesPinWhatWasApproved1795000000231 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- name null: made to schedule one document.
      create table content.release (
        id            uuid        not null constraint release_pkey primary key,
        name          text        check (name <> ''),
        note          text        check (note <> ''),
        state         text        not null check (state in ('OPEN', 'APPROVED', 'PUBLISHED', 'DISCARDED')),
        version       int4        not null check (version > 0),
        created_at    timestamptz not null,
        created_by    text        not null,
        approved_at   timestamptz,
        approved_by   text,
        seq           int8        constraint release_publication_fkey references ledger.publication (seq),
        constraint release_approval_check check ((approved_at is null) = (approved_by is null) and (state not in ('APPROVED', 'PUBLISHED') or approved_at is not null)),
        constraint release_seq_check check ((state = 'PUBLISHED') = (seq is not null))
      );
      create index release_state_idx on content.release (state, id desc);

      -- chosen: the revision that somebody named, if any. revision and edition: what goes live, and the newest edition when that was
      -- approved (0 for none). They go with their variant: what was expunged is published by no release.
      create table content.release_item (
        release_id    uuid        not null constraint release_item_release_fkey references content.release (id) on delete cascade,
        document_id   uuid        not null,
        locale        text        collate "C" not null,
        ordinal       int4        not null,
        action        text        not null check (action in ('PUBLISH', 'WITHDRAW')),
        change_kind   text        check (change_kind in ('MAJOR', 'MINOR', 'CORRECTION', 'RETRACTION')),
        note          text        check (note <> ''),
        chosen        int4,
        revision      int4,
        edition       int4        check (edition >= 0),
        reason        text        check (reason in ('GONE', 'REPLACED', 'RETRACTED')),
        replaced_by   uuid        constraint release_item_replacement_fkey references content.document (id),
        notice        text        check (notice <> ''),
        constraint release_item_pkey primary key (release_id, document_id, locale),
        constraint release_item_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,
        constraint release_item_chosen_fkey foreign key (document_id, locale, chosen) references content.revision (document_id, locale, number) on delete cascade,
        constraint release_item_revision_fkey foreign key (document_id, locale, revision) references content.revision (document_id, locale, number) on delete cascade,
        constraint release_item_withdrawal_check check ((action = 'WITHDRAW') = (reason is not null))
      );
      create index release_item_variant_idx on content.release_item (document_id, locale);

      grant select, insert, update on content.release to almanac_studio;
      grant select, insert, update, delete on content.release_item to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table content.release_item, content.release');
  }
}
