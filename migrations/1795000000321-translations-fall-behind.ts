import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Translators ask which translations are behind, the longest first. Since when one is, stands in its row: it is looked at whenever
 * its source may say something else, or somebody says what it follows. Of the source that counts what is live, else the newest
 * revision; so it is looked at when the transaction ends, after what is live has been written.
 */
export class TranslationsFallBehind1795000000321 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table content.translation add column stale_since timestamptz;
      create index translation_stale_idx on content.translation (locale, stale_since, document_id) where stale_since is not null;

      create function content.says_something_else(source_document uuid, source text, followed int4) returns boolean language sql stable as $$
        select coalesce((
          select c.slug is distinct from f.slug or c.body_format <> f.body_format or c.body <> f.body
          from content.variant v
          left join content.edition e on e.document_id = v.document_id and e.locale = v.locale and e.number = v.last_edition
            and exists (select from delivery.listing l where l.document_id = v.document_id and l.locale = v.locale and l.to_seq is null)
          join content.revision f on f.document_id = v.document_id and f.locale = v.locale and f.number = followed
          join content.revision c on c.document_id = v.document_id and c.locale = v.locale and c.number = coalesce(e.revision, v.last_revision)
          where v.document_id = source_document and v.locale = source), false) $$;

      create function content.look_at_followers() returns trigger language plpgsql as $$
      begin
        update content.translation t
          set stale_since = case when content.says_something_else(t.document_id, t.source_locale, t.source_revision) then now() end
          where t.document_id = new.document_id and t.source_locale = new.locale
            and (t.stale_since is not null) <> content.says_something_else(t.document_id, t.source_locale, t.source_revision);
        return null;
      end $$;
      create constraint trigger variant_is_followed after update on content.variant deferrable initially deferred for each row
        when ((old.last_revision, old.last_edition, old.workflow_state) is distinct from (new.last_revision, new.last_edition, new.workflow_state))
        execute function content.look_at_followers();

      create function content.look_at_source() returns trigger language plpgsql as $$
      begin
        new.stale_since := case when content.says_something_else(new.document_id, new.source_locale, new.source_revision) then coalesce(new.stale_since, now()) end;
        return new;
      end $$;
      create trigger translation_follows before insert or update of source_locale, source_revision on content.translation
        for each row execute function content.look_at_source();

      update content.translation set stale_since = followed_at
        where content.says_something_else(document_id, source_locale, source_revision);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger variant_is_followed on content.variant;
      drop trigger translation_follows on content.translation;
      drop function content.look_at_followers(), content.look_at_source(), content.says_something_else(uuid, text, int4);
      alter table content.translation drop column stale_since;
    `);
  }
}
