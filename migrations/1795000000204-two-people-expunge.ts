import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In the Studio one editor asks for a document to be expunged, and another confirms. A request holds ids and a key, no words. */
export class TwoPeopleExpunge1795000000204 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table content.expunge_request (
        id           uuid        not null constraint expunge_request_pkey primary key,
        document_id  uuid        not null constraint expunge_request_document_fkey references content.document (id) on delete cascade,
        -- null: in every locale.
        locale       text        collate "C",
        reason       text        collate "C" not null check (reason in ('SAFETY', 'PRIVACY', 'LEGAL')),
        requested_by uuid        not null constraint expunge_request_requester_fkey references access.editor (id),
        requested_at timestamptz not null,
        expires_at   timestamptz not null,
        outcome      text        collate "C" check (outcome in ('EXPUNGED', 'DECLINED', 'CANCELLED', 'EXPIRED')),
        decided_by   uuid        constraint expunge_request_decider_fkey references access.editor (id),
        decided_at   timestamptz,
        constraint expunge_request_decision_check check ((outcome is null) = (decided_at is null)),
        -- The rule itself, wherever it may be forgotten.
        constraint expunge_request_two_people_check check (outcome is distinct from 'EXPUNGED' or (decided_by is not null and decided_by <> requested_by))
      );
      create unique index expunge_request_open_key on content.expunge_request (document_id, locale) nulls not distinct where outcome is null;
      create index expunge_request_time_idx on content.expunge_request (requested_at, id);

      grant select, insert, update (outcome, decided_by, decided_at) on content.expunge_request to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table content.expunge_request');
  }
}
