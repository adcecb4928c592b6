import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Editors find drafts by their words and by what they are about. A trigger keeps it, so that no way of saving can forget it. */
export class EditorsFindDocuments1795000000240 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table content.finding (
        document_id uuid        not null,
        locale      text        collate "C" not null,
        kind        text        collate "C" not null,
        title       text        not null,
        topics      uuid[]      not null,
        audiences   text[]      collate "C" not null,
        saved_at    timestamptz not null,
        saved_by    text        collate "C" not null,
        tsv         tsvector    not null,
        constraint finding_pkey primary key (document_id, locale),
        constraint finding_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
      ) with (fillfactor = 80);
      create index finding_saved_idx on content.finding (saved_at desc, document_id desc, locale desc);
      create index finding_kind_idx on content.finding (kind, locale, saved_at desc, document_id desc);
      create index finding_saver_idx on content.finding (saved_by, saved_at desc);
      create index finding_name_idx on content.finding (lower(left(title, 200)) collate "C", document_id, locale);
      create index finding_topics_idx on content.finding using gin (topics);
      create index finding_audiences_idx on content.finding using gin (audiences);
      create index finding_words_idx on content.finding using gin (tsv) with (fastupdate = off);
      create index finding_alike_idx on content.finding using gin (lower(title) extensions.gin_trgm_ops) with (fastupdate = off);
      grant select, insert, update on content.finding to almanac_studio;

      create function content.draft_title(draft jsonb) returns text language sql immutable parallel safe as $$
        select coalesce(draft ->> 'title', draft ->> 'myth', draft ->> 'statement', draft ->> 'name', '')
      $$;

      -- A member that is no list, which a draft never holds, is none.
      create function content.draft_list(draft jsonb, member text) returns setof text language sql immutable parallel safe as $$
        select x from jsonb_array_elements_text(case when jsonb_typeof(draft -> member) = 'array' then draft -> member else '[]' end) as l (x)
      $$;

      -- The words of a draft, as delivery.search_vector takes them: whatever holds words at any depth, and no keys, ids or styles.
      create function content.draft_words(draft jsonb) returns jsonb language sql immutable parallel safe as $$
        select jsonb_build_object(
          'title', content.draft_title(draft),
          'summary', concat_ws(E'\\n', draft ->> 'summary', draft ->> 'description', draft ->> 'message'),
          'claims', concat_ws(E'\\n', draft ->> 'fact', draft ->> 'notice'),
          'phrasings', concat((select string_agg(x, E'\\n') from content.draft_list(draft, 'otherPhrasings') as l (x))),
          'body', concat_ws(E'\\n', (
            select string_agg(w #>> '{}', E'\\n') from jsonb_path_query(draft - '{title,myth,statement,name,summary,description,message,fact,notice,otherPhrasings}'::text[],
              'strict $.** ? (@.type() == "object").keyvalue() ? (@.value.type() == "string" && (
                @.key == "text" || @.key == "title" || @.key == "summary" || @.key == "publisher" || @.key == "literal" || @.key == "family" || @.key == "given" ||
                @.key == "what" || @.key == "population" || @.key == "place" || @.key == "period" || @.key == "quote" || @.key == "operator" || @.key == "phone" ||
                @.key == "hours" || @.key == "number")).value') as q (w)), (
            select string_agg(w #>> '{}', E'\\n') from jsonb_path_query(draft,
              'strict $.** ? (@.type() == "object").keyvalue() ? (@.value.type() == "array" && (@.key == "cells" || @.key == "objectives")).value[*]') as q (w))))
      $$;

      create function content.finding_of(variant content.variant) returns content.finding language sql stable parallel safe as $$
        select variant.document_id, variant.locale, variant.kind, content.draft_title(variant.draft),
          array(select distinct x::uuid from (
            select x from content.draft_list(variant.draft, 'topics') as l (x) union select variant.draft ->> 'broader' where variant.draft ? 'broader') t (x)),
          array(select distinct x from content.draft_list(variant.draft, 'audiences') as l (x)),
          variant.saved_at, variant.saved_by,
          delivery.search_vector(variant.locale, content.draft_words(variant.draft))
      $$;

      create function content.find_again() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' and (new.draft, new.saved_at, new.saved_by) is not distinct from (old.draft, old.saved_at, old.saved_by) then
          return null;
        end if;
        insert into content.finding select f.* from content.finding_of(new) f
          on conflict (document_id, locale) do update set (kind, title, topics, audiences, saved_at, saved_by, tsv)
            = (excluded.kind, excluded.title, excluded.topics, excluded.audiences, excluded.saved_at, excluded.saved_by, excluded.tsv);
        return null;
      end $$;
      create trigger variant_is_found after insert or update on content.variant for each row execute function content.find_again();
      insert into content.finding select f.* from content.variant v cross join lateral content.finding_of(v) f;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger variant_is_found on content.variant;
      drop function content.find_again(), content.finding_of(content.variant);
      drop table content.finding;
      drop function content.draft_words(jsonb), content.draft_list(jsonb, text), content.draft_title(jsonb);
    `);
  }
}
