import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where each working copy stands on its way to the public, and the reviews that it went through. A review is of a revision: what
 * was looked at cannot change under it. What was there before is live, withdrawn, or a draft.
 */
export class DraftsAreReviewed1795000000212 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table content.review (
        id            uuid        not null constraint review_pkey primary key,
        document_id   uuid        not null,
        locale        text        collate "C" not null,
        revision      int4        not null,
        submitted_by  text        not null,
        submitted_at  timestamptz not null,
        note          text        check (note <> ''),
        due_at        timestamptz not null,
        reviewer      uuid        constraint review_reviewer_fkey references access.editor (id),
        outcome       text        collate "C" check (outcome in ('approved', 'changes-requested', 'recalled', 'overtaken')),
        decided_by    text,
        decided_at    timestamptz,
        answer        text        check (answer <> ''),
        constraint review_revision_fkey foreign key (document_id, locale, revision) references content.revision (document_id, locale, number) on delete cascade,
        constraint review_decision_check check ((outcome is null) = (decided_at is null) and (outcome is null) = (decided_by is null))
      );
      create unique index review_open_key on content.review (document_id, locale) where outcome is null;
      create index review_revision_idx on content.review (document_id, locale, revision);
      create index review_due_idx on content.review (due_at, id) where outcome is null;
      create index review_submitter_idx on content.review (submitted_by, submitted_at, id);

      -- review: the one that the state speaks of. No foreign key: a review hangs on a revision, and that on the variant.
      alter table content.variant
        add workflow_state text collate "C" not null default 'draft'
          constraint variant_workflow_state_check check (workflow_state in ('draft', 'in-review', 'changes-requested', 'approved', 'scheduled', 'published', 'withdrawn')),
        add review uuid;
      create index variant_under_way_idx on content.variant (workflow_state, locale) where workflow_state in ('in-review', 'changes-requested', 'approved', 'scheduled');

      update content.variant v
        set workflow_state = case when exists (select from delivery.listing l where l.document_id = v.document_id and l.locale = v.locale and l.to_seq is null) then 'published' else 'withdrawn' end
        from content.edition e join content.revision r on r.document_id = e.document_id and r.locale = e.locale and r.number = e.revision
        where e.document_id = v.document_id and e.locale = v.locale and e.number = v.last_edition
        and r.body = v.draft and r.body_format = v.draft_format and r.slug is not distinct from v.slug;

      grant select, insert, update on content.review to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table content.variant drop column review, drop column workflow_state;
      drop table content.review;
    `);
  }
}
