import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Languages for which PostgreSQL has a stemmer, by the first part of a locale; the others are searched word for word. */
const LANGUAGES = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  hi: 'hindi',
  hu: 'hungarian',
  id: 'indonesian',
  it: 'italian',
  nb: 'norwegian',
  nl: 'dutch',
  nn: 'norwegian',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  tr: 'turkish',
} as const;
const NAMES = [...new Set<string>([...Object.values(LANGUAGES), 'simple'])].sort();

/**
 * Words of what is live, in step with the publications: search answers at the head only. A row's words are indexed twice,
 * as the language stems them and as it stems them without their accents, so that either spelling finds the other.
 * The rows of documents that are live already are written by the first start after this migration, in order of publication.
 */
export class ThePublicCanSearch1795000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      NAMES.map(
        (name) => `
      create text search configuration delivery.${name} (copy = pg_catalog.${name});
      alter text search configuration delivery.${name} alter mapping for hword, hword_part, word with extensions.unaccent, ${name === 'simple' ? 'pg_catalog.simple' : `pg_catalog.${name}_stem`};`,
      ).join(''),
    );
    await runner.query(`
      create sequence delivery.search_place;

      create table delivery.search (
        document_id uuid        not null,
        locale      text        collate "C" not null,
        from_seq    int8        not null constraint search_publication_fkey references ledger.publication (seq),
        place       int8        not null,
        kind        text        collate "C" not null,
        audience    int2        not null,
        topics      int4[]      not null,
        tsv         tsvector    not null,
        constraint search_pkey primary key (document_id, locale)
      ) with (fillfactor = 90, autovacuum_vacuum_insert_scale_factor = 0.02);
      create unique index search_place_key on delivery.search (locale, place);
      create index search_words_idx on delivery.search using gin (tsv) with (fastupdate = off);

      create table delivery.search_lexeme (
        locale      text        collate "C" not null,
        lexeme      text        collate "C" not null,
        documents   int4        not null,
        constraint search_lexeme_pkey primary key (locale, lexeme)
      ) with (fillfactor = 70);
      create index search_lexeme_near_idx on delivery.search_lexeme using gin (lexeme extensions.gin_trgm_ops) with (fastupdate = off);

      create table delivery.search_format (
        single      boolean     not null default true constraint search_format_pkey primary key check (single),
        format      int4        not null
      );
      insert into delivery.search_format (format) values (0);

      create function delivery.search_config(locale text, folded boolean) returns regconfig language sql immutable parallel safe as $$
        select case split_part(locale, '-', 1)
          ${Object.entries(LANGUAGES)
            .map(
              ([code, name]) =>
                `when '${code}' then case when folded then 'delivery.${name}'::regconfig else 'pg_catalog.${name}'::regconfig end`,
            )
            .join('\n          ')}
          else case when folded then 'delivery.simple'::regconfig else 'pg_catalog.simple'::regconfig end end
      $$;

      create function delivery.search_words(locale text, words text) returns tsvector language sql stable parallel safe as $$
        select spelled || ts_delete(folded, tsvector_to_array(spelled))
        from (select to_tsvector(delivery.search_config(locale, false), words) as spelled, to_tsvector(delivery.search_config(locale, true), words) as folded) both_ways
      $$;

      -- Cut, because a tsvector holds a megabyte at most: a very long text is found by its beginning.
      create function delivery.search_vector(locale text, words jsonb) returns tsvector language sql stable parallel safe as $$
        select setweight(delivery.search_words(locale, left(words ->> 'title', 10000)), 'A')
          || setweight(delivery.search_words(locale, left(words ->> 'summary', 10000)), 'B')
          || setweight(delivery.search_words(locale, left(words ->> 'claims', 10000)), 'B')
          || setweight(delivery.search_words(locale, left(words ->> 'phrasings', 10000)), 'C')
          || setweight(delivery.search_words(locale, left(words ->> 'body', 100000)), 'D')
      $$;

      -- What a search narrows by, beside the words in the same index. No word begins with a space. A segment is a stretch of places.
      create function delivery.search_keys(locale text, kind text, audience int2, topics int4[], own_topic int4, place int8) returns tsvector language sql stable parallel safe as $$
        select array_to_tsvector(
          array[' l' || locale, ' k' || kind, ' s' || (place / 20000)]
          || case when audience = 0 then array[' a*'] else array(select ' a' || bit from generate_series(0, 14) as b (bit) where audience & (1 << bit) <> 0) end
          || array(select distinct ' t' || topic from unnest(topics || own_topic) as t (topic) where topic is not null))
      $$;

      -- The least similarity is part of the function, because a connection's own setting would decide otherwise.
      create function delivery.search_near(of_locale text, word text) returns table (lexeme text, documents int4, likeness real)
      language sql stable parallel safe set pg_trgm.similarity_threshold = 0.2 as $$
        select l.lexeme, l.documents, extensions.similarity(l.lexeme, word) from delivery.search_lexeme l
        where l.lexeme operator(extensions.%) word and l.locale = of_locale and l.lexeme not like ' %'
          and abs(length(l.lexeme) - length(word)) <= 2
        order by 3 desc, 1 limit 40
      $$;

      grant select on delivery.search, delivery.search_lexeme, delivery.search_format to almanac_studio, almanac_delivery, almanac_preview;
      grant insert, update, delete on delivery.search, delivery.search_lexeme to almanac_studio;
      grant update on delivery.search_format to almanac_studio;
      grant usage on delivery.search_place to almanac_studio;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function delivery.search_near(text, text);
      drop function delivery.search_keys(text, text, int2, int4[], int4, int8);
      drop function delivery.search_vector(text, jsonb);
      drop function delivery.search_words(text, text);
      drop function delivery.search_config(text, boolean);
      drop table delivery.search_format, delivery.search_lexeme, delivery.search;
      drop sequence delivery.search_place;
      ${NAMES.map((name) => `drop text search configuration delivery.${name};`).join('\n      ')}
    `);
  }
}
