import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents, their variants with one working copy each, frozen revisions, numbered editions, and every reference between them. */
export class EditorsKeepDocuments1795000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema content;

      create table content.document (
        id          uuid        not null constraint document_pkey primary key,
        kind        text        collate "C" not null check (kind in ('article', 'myth-fact', 'course', 'fact', 'source', 'notice', 'topic', 'collection')),
        created_at  timestamptz not null,
        created_by  text        not null,
        constraint document_id_kind_key unique (id, kind)
      );

      create table content.variant (
        document_id   uuid      not null,
        locale        text      collate "C" not null check (locale ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
        kind          text      collate "C" not null,
        slug          text      collate "C" check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 120),
        draft         jsonb     not null check (jsonb_typeof(draft) = 'object'),
        draft_format  int2      not null check (draft_format > 0),
        draft_version int4      not null check (draft_version > 0),
        based_on      int4,
        last_revision int4      not null default 0 check (last_revision >= 0),
        last_edition  int4      not null default 0 check (last_edition >= 0),
        created_at    timestamptz not null,
        saved_at      timestamptz not null,
        saved_by      text      not null,
        constraint variant_pkey primary key (document_id, locale),
        constraint variant_document_fkey foreign key (document_id, kind) references content.document (id, kind)
      );
      create index variant_list_idx on content.variant (kind, locale, saved_at desc, document_id desc);
      create index variant_slug_idx on content.variant (kind, locale, slug);

      create table content.revision (
        document_id   uuid      not null,
        locale        text      collate "C" not null,
        number        int4      not null check (number > 0),
        slug          text      collate "C" not null,
        body          jsonb     not null,
        body_format   int2      not null check (body_format > 0),
        hash          bytea     not null check (octet_length(hash) = 32),
        author        text      not null,
        note          text,
        based_on      int4,
        created_at    timestamptz not null,
        constraint revision_pkey primary key (document_id, locale, number),
        constraint revision_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale)
      );
      create trigger revision_is_frozen before update or delete on content.revision for each row execute function ledger.refuse_change();
      create trigger revision_is_kept before truncate on content.revision for each statement execute function ledger.refuse_change();

      create table content.edition (
        document_id   uuid      not null,
        locale        text      collate "C" not null,
        number        int4      not null check (number > 0),
        revision      int4      not null,
        seq           int8      not null constraint edition_publication_fkey references ledger.publication (seq),
        change_kind   text      not null check (change_kind in ('MAJOR', 'MINOR', 'CORRECTION', 'RETRACTION')),
        note          text      check (note <> ''),
        constraint edition_pkey primary key (document_id, locale, number),
        constraint edition_seq_key unique (document_id, locale, seq),
        constraint edition_revision_fkey foreign key (document_id, locale, revision) references content.revision (document_id, locale, number),
        constraint edition_change_note_check check (note is not null or change_kind in ('MAJOR', 'MINOR'))
      );
      create trigger edition_is_frozen before update or delete on content.edition for each row execute function ledger.refuse_change();
      create trigger edition_is_kept before truncate on content.edition for each statement execute function ledger.refuse_change();

      create table content.reference (
        document_id   uuid      not null,
        locale        text      collate "C" not null,
        revision      int4      not null,
        ordinal       int4      not null,
        path          text      not null,
        role          text      not null,
        target        uuid      not null constraint reference_target_fkey references content.document (id),
        pin_locale    text      collate "C",
        pin_edition   int4,
        constraint reference_pkey primary key (document_id, locale, revision, ordinal),
        constraint reference_revision_fkey foreign key (document_id, locale, revision) references content.revision (document_id, locale, number),
        constraint reference_pin_check check ((pin_locale is null) = (pin_edition is null))
      );
      create index reference_target_idx on content.reference (target);
      create trigger reference_is_frozen before update or delete on content.reference for each row execute function ledger.refuse_change();

      create table content.draft_reference (
        document_id   uuid      not null,
        locale        text      collate "C" not null,
        ordinal       int4      not null,
        path          text      not null,
        role          text      not null,
        target        uuid      not null constraint draft_reference_target_fkey references content.document (id),
        constraint draft_reference_pkey primary key (document_id, locale, ordinal),
        constraint draft_reference_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale)
      );
      create index draft_reference_target_idx on content.draft_reference (target);

      -- One pass over both sets in id order, so that two publications can never deadlock on documents. A document that changes
      -- is locked against other changes; one that is referenced is locked against changes but not against other references.
      create function content.lock_documents(changed uuid[], referenced uuid[]) returns setof content.document
      language plpgsql as $$
      declare
        next_id uuid;
        locked content.document;
      begin
        for next_id in select distinct id from unnest(changed || referenced) as both_sets (id) order by id loop
          if next_id = any (changed) then
            select * into locked from content.document where id = next_id for no key update;
          else
            select * into locked from content.document where id = next_id for share;
          end if;
          if found then return next locked; end if;
        end loop;
      end $$;

      grant usage on schema content to almanac_studio;
      grant select on all tables in schema content to almanac_studio;
      grant insert, update on content.document, content.variant to almanac_studio;
      grant insert on content.revision, content.edition, content.reference to almanac_studio;
      grant insert, update, delete on content.draft_reference to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema content cascade');
  }
}
