import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Live documents that say when somebody must look at them again: when that is, who looked and found that it still holds, and whom
 * a reminder was sent to.
 */
export class DocumentsAreLookedAtAgain1795000000215 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- due_said: what the live edition says itself. due_on: that, or later, once somebody has confirmed it.
      alter table content.variant add due_said date, add due_on date;
      create index variant_due_idx on content.variant (due_on, document_id, locale) where due_on is not null;
      update content.variant v set due_said = said.day, due_on = said.day
        from (
          select e.document_id, e.locale, e.number, coalesce(r.body ->> 'reviewBy', r.body ->> 'verifyBy')::date as day
          from content.edition e join content.revision r on r.document_id = e.document_id and r.locale = e.locale and r.number = e.revision
          join delivery.listing l on l.document_id = e.document_id and l.locale = e.locale and l.to_seq is null
          where r.body ? 'reviewBy' or r.body ? 'verifyBy') as said
        where said.document_id = v.document_id and said.locale = v.locale and said.number = v.last_edition;

      create table content.confirmation (
        document_id uuid        not null,
        locale      text        collate "C" not null,
        edition     int4        not null,
        at          timestamptz not null,
        who         text        not null,
        due_on      date,
        constraint confirmation_pkey primary key (document_id, locale, edition, at),
        constraint confirmation_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
      );

      create table content.reminder (
        document_id uuid        not null,
        locale      text        collate "C" not null,
        due_on      date        not null,
        editor_id   uuid        not null constraint reminder_editor_fkey references access.editor (id),
        at          timestamptz not null,
        sent_at     timestamptz,
        constraint reminder_pkey primary key (document_id, locale, due_on, editor_id),
        constraint reminder_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
      );
      create index reminder_waiting_idx on content.reminder (editor_id, at) where sent_at is null;

      grant select, insert on content.confirmation to almanac_studio;
      grant select, insert, update on content.reminder to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table content.reminder, content.confirmation;
      alter table content.variant drop column due_on, drop column due_said;
    `);
  }
}
