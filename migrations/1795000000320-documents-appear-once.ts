import type { MigrationInterface, QueryRunner } from 'typeorm';

const LISTING = ['document_id', 'locale', 'kind', 'slug', 'published_at', 'from_seq', 'to_seq', 'audience', 'topics'];
const LISTING_TOPIC = ['topic', 'kind', 'locale', 'published_at', 'document_id', 'audience', 'from_seq', 'to_seq'];
const TABLES = [
  { table: 'listing', columns: LISTING, key: ['document_id', 'locale', 'from_seq'] },
  { table: 'listing_topic', columns: LISTING_TOPIC, key: ['document_id', 'locale', 'topic', 'from_seq'] },
] as const;

const join = (columns: readonly string[], each: (column: string) => string) => columns.map(each).join(', ');

/** A view and its writer, as previews have them, of these columns. */
const laidOver = (table: string, columns: readonly string[], key: readonly string[]) => `
      create or replace view preview.${table} as
        select ${join(columns, (column) => `r.${column}`)} from (
          select null::uuid as link, ${join(columns, (column) =>
            column === 'to_seq'
              ? 'case when d.to_seq > preview.base() then null else d.to_seq end as to_seq'
              : `d.${column}`,
          )} from delivery.${table} d
          union all
          select o.link, ${join(columns, (column) => `o.${column}`)} from preview.${table}_over o) r
        where r.link is null and r.from_seq <= preview.base()
          and not exists (select from preview.${table}_over x where x.link = preview.chosen() and ${key.map((column) => `x.${column} = r.${column}`).join(' and ')})
          or r.link = preview.chosen() and true;
      create or replace function preview.write_${table}() returns trigger language plpgsql as $$
      begin
        insert into preview.${table}_over (${columns.join(', ')}) values (${join(columns, (column) => `new.${column}`)})
        on conflict (${key.join(', ')}, link) do update set to_seq = excluded.to_seq;
        return new;
      end $$;`;

/**
 * A list over several locales shows each document once. It is in the order in which documents first became public in any
 * locale, which is the same for all variants of a document: so what a page shows lies within as many rows of each locale, however
 * many of them another locale stands before.
 */
export class DocumentsAppearOnce1795000000320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Previews are copies that live for hours; those of before this cannot be read any more.
      delete from preview.link;
      alter table delivery.listing add column appeared_at timestamptz;
      update delivery.listing l set appeared_at = f.at
        from (select document_id, min(published_at) as at from delivery.listing group by document_id) f where f.document_id = l.document_id;
      alter table delivery.listing alter column appeared_at set not null;
      alter table delivery.listing_topic add column appeared_at timestamptz;
      update delivery.listing_topic t set appeared_at = l.appeared_at
        from delivery.listing l where l.document_id = t.document_id and l.locale = t.locale and l.from_seq = t.from_seq;
      alter table delivery.listing_topic alter column appeared_at set not null;
      create index listing_appeared on delivery.listing (kind, locale, appeared_at, document_id) include (from_seq, to_seq, audience);
      create index listing_topic_appeared on delivery.listing_topic (topic, kind, locale, appeared_at, document_id) include (from_seq, to_seq, audience);
      alter table preview.listing_over add column appeared_at timestamptz not null;
      alter table preview.listing_topic_over add column appeared_at timestamptz not null;
${TABLES.map(({ table, columns, key }) => laidOver(table, [...columns, 'appeared_at'], key)).join('')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from preview.link;
      drop view preview.listing, preview.listing_topic;
      alter table preview.listing_over drop column appeared_at;
      alter table preview.listing_topic_over drop column appeared_at;
      alter table delivery.listing drop column appeared_at;
      alter table delivery.listing_topic drop column appeared_at;
${TABLES.map(
  ({ table, columns, key }) => `${laidOver(table, columns, key)}
      create trigger ${table}_is_written instead of insert or update on preview.${table} for each row execute function preview.write_${table}();`,
).join('')}
    `);
  }
}
