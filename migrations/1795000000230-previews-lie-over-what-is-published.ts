import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns of a row about a variant, which goes with the variant: expunging deletes that. */
const OF_VARIANT = `
        link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
        document_id  uuid        not null,
        locale       text        collate "C" not null,
        foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade,`;

/** Writes a row into what lies over a table: of a row that is there already, \`changed\` takes the new values. */
const writer = (table: string, key: readonly string[], columns: readonly string[], changed: readonly string[] = []) => `
      create function preview.write_${table}() returns trigger language plpgsql as $$
      begin
        insert into preview.${table}_over (${columns.join(', ')}) values (${columns.map((column) => `new.${column}`).join(', ')})
        ${
          changed.length === 0
            ? ''
            : `on conflict (${[...key, 'link'].join(', ')}) do update set ${changed.map((column) => `${column} = excluded.${column}`).join(', ')}`
        };
        return new;
      end $$;
      create trigger ${table}_is_written instead of ${changed.length === 0 ? 'insert' : 'insert or update'} on preview.${table}
        for each row execute function preview.write_${table}();`;

const columnsOf = (columns: readonly string[], alias: string) =>
  columns.map((column) => `${alias}.${column}`).join(', ');

/**
 * The published side as of one publication, with what a preview lies over it: a view for each table that the reading side reads,
 * of the same name and columns. Both halves of a view are plain scans, so that either keeps the order of its indexes.
 */
const view = (
  table: string,
  columns: readonly string[],
  { below, shown = 'true', closes }: { below: string; shown?: string; closes?: true },
) => `
      create view preview.${table} as
        select ${columnsOf(columns, 'r')} from (
          select null::uuid as link, ${columns
            .map((column) =>
              closes && column === 'to_seq'
                ? 'case when d.to_seq > preview.base() then null else d.to_seq end as to_seq'
                : `d.${column}`,
            )
            .join(', ')} from delivery.${table} d
          union all
          select o.link, ${columnsOf(columns, 'o')} from preview.${table}_over o) r
        where r.link is null and ${below} or r.link = preview.chosen() and ${shown};`;

const notUnder = (table: string, key: readonly string[]) =>
  `not exists (select from preview.${table}_over x where x.link = preview.chosen() and ${key.map((column) => `x.${column} = r.${column}`).join(' and ')})`;

const EDITION = [
  'document_id',
  'locale',
  'from_seq',
  'edition',
  'kind',
  'slug',
  'published_at',
  'change_kind',
  'note',
  'hash',
  'hash64',
  'body_format',
  'body',
  'rendered',
  'repeats',
];
const LISTING = ['document_id', 'locale', 'kind', 'slug', 'published_at', 'from_seq', 'to_seq', 'audience', 'topics'];
const LISTING_TOPIC = ['topic', 'kind', 'locale', 'published_at', 'document_id', 'audience', 'from_seq', 'to_seq'];
const REFERENCE = ['document_id', 'locale', 'from_seq', 'ordinal', 'role', 'target', 'pin_locale', 'pin_edition'];
const WITHDRAWAL = ['document_id', 'locale', 'seq', 'kind', 'slug', 'at', 'reason', 'replaced_by', 'notice'];
const TREE = ['topic', 'broader', 'from_seq', 'to_seq'];
const SEARCH = ['document_id', 'locale', 'from_seq', 'place', 'kind', 'audience', 'topics', 'tsv'];

/**
 * A preview is what lies over the published side as of one publication: rows as publishing would have written them under the
 * next number, of one link. They are read and written through views that have the names and columns of the published tables, so
 * that the statements of reading and of publishing serve both. The settings almanac.preview and almanac.preview_base choose.
 */
export class PreviewsLieOverWhatIsPublished1795000000230 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function preview.chosen() returns uuid language sql stable parallel safe as $$
        select nullif(current_setting('almanac.preview', true), '')::uuid $$;
      create function preview.base() returns int8 language sql stable parallel safe as $$
        select nullif(current_setting('almanac.preview_base', true), '')::int8 $$;

      -- base: the publication that it lies over; it pretends to be the next one, with a mark and a moment of its own. document_id and
      -- locale: what it opens, unless it is of a release. Of the token nothing but a hash is kept.
      create table preview.link (
        id           uuid        not null constraint link_pkey primary key,
        token_hash   bytea       not null constraint link_token_key unique check (octet_length(token_hash) = 32),
        base         int8        not null constraint link_base_fkey references ledger.publication (seq),
        mark         bytea       not null check (octet_length(mark) = 16),
        at           timestamptz not null,
        partner      text        not null constraint link_partner_fkey references access.partner (handle),
        document_id  uuid,
        locale       text        collate "C",
        created_at   timestamptz not null,
        created_by   text        not null,
        expires_at   timestamptz not null check (expires_at > created_at),
        constraint link_variant_fkey foreign key (document_id, locale) references content.variant (document_id, locale) on delete cascade
      );
      create index link_expires_idx on preview.link (expires_at);
      create index link_created_idx on preview.link (created_at desc, id desc);

      -- Why what is shown could not be published as it stands. The sentences name documents by id and hold no word of theirs.
      create table preview.objection (
        link         uuid        not null references preview.link (id) on delete cascade,
        ordinal      int4        not null,
        kind         text        not null,
        message      text        not null,
        path         jsonb       not null,
        constraint objection_pkey primary key (link, ordinal)
      );

      create table preview.revision_over (${OF_VARIANT}
        number       int4        not null,
        slug         text        collate "C" not null,
        body         jsonb       not null,
        body_format  int2        not null,
        hash         bytea       not null,
        author       text        not null,
        note         text,
        based_on     int4,
        created_at   timestamptz not null,
        constraint revision_over_pkey primary key (document_id, locale, link)
      );
      create view preview.revision as
        select document_id, locale, number, slug, body, body_format, hash, author, note, based_on, created_at
        from preview.revision_over where link = preview.chosen();

      create table preview.edition_row_over (${OF_VARIANT}
        from_seq     int8        not null,
        edition      int4        not null,
        kind         text        collate "C" not null,
        slug         text        collate "C" not null,
        published_at timestamptz not null,
        change_kind  text        not null,
        note         text,
        hash         bytea       not null,
        hash64       int8        not null,
        body_format  int2        not null,
        body         jsonb       not null,
        rendered     jsonb       not null,
        repeats      int4,
        card         jsonb       not null generated always as (body - '{body,explanation,modules,sections}'::text[]) stored,
        measures     jsonb       not null generated always as (rendered - 'fields') stored,
        constraint edition_row_over_pkey primary key (document_id, locale, from_seq, link)
      );
      create table preview.listing_over (${OF_VARIANT}
        kind         text        collate "C" not null,
        slug         text        collate "C" not null,
        published_at timestamptz not null,
        from_seq     int8        not null,
        to_seq       int8,
        audience     int2        not null,
        topics       int4[]      not null,
        constraint listing_over_pkey primary key (document_id, locale, from_seq, link)
      );
      create index listing_over_list on preview.listing_over (kind, locale, published_at, document_id);
      create index listing_over_slug_idx on preview.listing_over (kind, locale, slug);
      create table preview.listing_topic_over (${OF_VARIANT}
        topic        int4        not null,
        kind         text        collate "C" not null,
        published_at timestamptz not null,
        audience     int2        not null,
        from_seq     int8        not null,
        to_seq       int8,
        constraint listing_topic_over_pkey primary key (document_id, locale, topic, from_seq, link)
      );
      create index listing_topic_over_list on preview.listing_topic_over (topic, kind, locale, published_at, document_id);
      create table preview.reference_over (${OF_VARIANT}
        from_seq     int8        not null,
        ordinal      int4        not null,
        role         text        collate "C" not null,
        target       uuid        not null,
        pin_locale   text        collate "C",
        pin_edition  int4,
        constraint reference_over_pkey primary key (document_id, locale, from_seq, ordinal, link)
      );
      create index reference_over_target_idx on preview.reference_over (target, role);
      create table preview.withdrawal_over (${OF_VARIANT}
        seq          int8        not null,
        kind         text        collate "C" not null,
        slug         text        collate "C" not null,
        at           timestamptz not null,
        reason       text        not null,
        replaced_by  uuid,
        notice       text,
        constraint withdrawal_over_pkey primary key (document_id, locale, seq, link)
      );
      -- Numbers of topics that were never published are below zero here: what is given out in public stays the public's.
      create table preview.topic_node_over (
        link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
        topic        int4        not null check (topic < 0),
        document_id  uuid        not null references content.document (id),
        constraint topic_node_over_pkey primary key (document_id, link)
      );
      create table preview.topic_tree_over (
        link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
        topic        int4        not null,
        broader      int4,
        from_seq     int8        not null,
        to_seq       int8,
        constraint topic_tree_over_pkey primary key (topic, from_seq, link)
      );
      create table preview.search_over (${OF_VARIANT}
        from_seq     int8        not null,
        place        int8        not null,
        kind         text        collate "C" not null,
        audience     int2        not null,
        topics       int4[]      not null,
        tsv          tsvector    not null,
        gone         boolean     not null default false,
        constraint search_over_pkey primary key (document_id, locale, link)
      );
      create table preview.search_lexeme_over (
        link         uuid        not null default preview.chosen() references preview.link (id) on delete cascade,
        locale       text        collate "C" not null,
        lexeme       text        collate "C" not null,
        documents    int4        not null,
        constraint search_lexeme_over_pkey primary key (locale, lexeme, link)
      );
      -- A place of its own for what was never published: the public's are kept close together.
      create sequence preview.search_place maxvalue 19999 cycle;
${view('edition_row', [...EDITION, 'card', 'measures'], { below: 'r.from_seq <= preview.base()' })}
${view('listing', LISTING, { below: `r.from_seq <= preview.base() and ${notUnder('listing', ['document_id', 'locale', 'from_seq'])}`, closes: true })}
${view('listing_topic', LISTING_TOPIC, { below: `r.from_seq <= preview.base() and ${notUnder('listing_topic', ['document_id', 'locale', 'topic', 'from_seq'])}`, closes: true })}
${view('reference', REFERENCE, { below: 'r.from_seq <= preview.base()' })}
${view('withdrawal', WITHDRAWAL, { below: 'r.seq <= preview.base()' })}
${view('topic_node', ['topic', 'document_id'], { below: 'true' })}
${view('topic_tree', TREE, { below: `r.from_seq <= preview.base() and ${notUnder('topic_tree', ['topic', 'from_seq'])}`, closes: true })}

      create view preview.search as
        select ${columnsOf(SEARCH, 'r')} from (
          select null::uuid as link, false as gone, ${columnsOf(SEARCH, 'd')} from delivery.search d
          union all
          select o.link, o.gone, ${columnsOf(SEARCH, 'o')} from preview.search_over o) r
        where r.link is null and r.from_seq <= preview.base() and ${notUnder('search', ['document_id', 'locale'])}
          or r.link = preview.chosen() and not r.gone;
${view('search_lexeme', ['locale', 'lexeme', 'documents'], { below: notUnder('search_lexeme', ['locale', 'lexeme']) })}

      create view preview.head as
        select true as single, l.base + 1 as seq, l.mark, l.at, 0::int8 as min_seq from preview.link l where l.id = preview.chosen();
      create view preview.publication as
        select p.seq, p.mark, p.at, p.kind, p.reverts from ledger.publication p where p.seq <= preview.base()
        union all
        select h.seq, h.mark, h.at, 'PUBLISH', null::int8 from preview.head h;
${writer('edition_row', [], EDITION)}
${writer('listing', ['document_id', 'locale', 'from_seq'], LISTING, ['to_seq'])}
${writer('listing_topic', ['document_id', 'locale', 'topic', 'from_seq'], LISTING_TOPIC, ['to_seq'])}
${writer('reference', [], REFERENCE)}
${writer('withdrawal', [], WITHDRAWAL)}
${writer('topic_tree', ['topic', 'from_seq'], TREE, ['to_seq'])}
${writer('search', ['document_id', 'locale'], SEARCH, ['kind', 'audience', 'topics', 'tsv'])}
${writer('search_lexeme', ['locale', 'lexeme'], ['locale', 'lexeme', 'documents'], ['documents'])}

      create function preview.write_topic_node() returns trigger language plpgsql as $$
      begin
        insert into preview.topic_node_over (topic, document_id)
          select coalesce(min(o.topic), 0) - 1, new.document_id from preview.topic_node_over o where o.link = preview.chosen()
          returning topic into new.topic;
        return new;
      end $$;
      create trigger topic_node_is_written instead of insert on preview.topic_node for each row execute function preview.write_topic_node();

      create function preview.remove_search() returns trigger language plpgsql as $$
      begin
        insert into preview.search_over (${SEARCH.join(', ')}, gone) values (${columnsOf(SEARCH, 'old')}, true)
          on conflict (document_id, locale, link) do update set gone = true;
        return old;
      end $$;
      create trigger search_is_removed instead of delete on preview.search for each row execute function preview.remove_search();

      -- A word that nothing has any more still hides the public's count of it.
      create function preview.remove_search_lexeme() returns trigger language plpgsql as $$
      begin
        insert into preview.search_lexeme_over (locale, lexeme, documents) values (old.locale, old.lexeme, 0)
          on conflict (locale, lexeme, link) do update set documents = 0;
        return old;
      end $$;
      create trigger search_lexeme_is_removed instead of delete on preview.search_lexeme for each row execute function preview.remove_search_lexeme();

      -- What must not exist any more may stand in any preview, and be held in memory for it: all of them end.
      create function preview.end_all() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
      begin
        delete from preview.link;
        return null;
      end $$;
      create trigger expunging_ends_previews after insert on content.tombstone for each statement execute function preview.end_all();

      grant usage on sequence preview.search_place to almanac_studio;
      -- Whoever previews reads overlays and objections; how a revision was frozen for one is content's own business.
      revoke all on preview.revision_over, preview.revision from almanac_preview;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger expunging_ends_previews on content.tombstone;
      drop function preview.end_all();
      drop view preview.publication, preview.head, preview.revision, preview.edition_row, preview.listing, preview.listing_topic,
        preview.reference, preview.withdrawal, preview.topic_node, preview.topic_tree, preview.search, preview.search_lexeme;
      drop table preview.revision_over, preview.edition_row_over, preview.listing_over, preview.listing_topic_over, preview.reference_over,
        preview.withdrawal_over, preview.topic_node_over, preview.topic_tree_over, preview.search_over, preview.search_lexeme_over,
        preview.objection, preview.link;
      drop sequence preview.search_place;
      drop function preview.write_edition_row(), preview.write_listing(), preview.write_listing_topic(), preview.write_reference(),
        preview.write_withdrawal(), preview.write_topic_node(), preview.write_topic_tree(), preview.write_search(),
        preview.write_search_lexeme(), preview.remove_search(), preview.remove_search_lexeme(), preview.chosen(), preview.base();
    `);
  }
}
