import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  'topic',
  'kind',
  'locale',
  'published_at',
  'document_id',
  'audience',
  'from_seq',
  'to_seq',
  'appeared_at',
];
const KEY = ['document_id', 'locale', 'topic', 'from_seq'];

/** A view and its writer, as previews have them, of these columns. */
const laidOver = (columns: readonly string[]) => `
      create or replace view preview.listing_topic as
        select ${columns.map((column) => `r.${column}`).join(', ')} from (
          select null::uuid as link, ${columns.map((column) => (column === 'to_seq' ? 'case when d.to_seq > preview.base() then null else d.to_seq end as to_seq' : `d.${column}`)).join(', ')} from delivery.listing_topic d
          union all
          select o.link, ${columns.map((column) => `o.${column}`).join(', ')} from preview.listing_topic_over o) r
        where r.link is null and r.from_seq <= preview.base()
          and not exists (select from preview.listing_topic_over x where x.link = preview.chosen() and ${KEY.map((column) => `x.${column} = r.${column}`).join(' and ')})
          or r.link = preview.chosen() and true;
      create or replace function preview.write_listing_topic() returns trigger language plpgsql as $$
      begin
        insert into preview.listing_topic_over (${columns.join(', ')}) values (${columns.map((column) => `new.${column}`).join(', ')})
        on conflict (${KEY.join(', ')}, link) do update set to_seq = excluded.to_seq;
        return new;
      end $$;`;

/** The two indexes that pages of a topic are walked by. An entry holds 2,704 bytes; the 500 topics that a document may have take 2,024. */
const indexes = (included: string) => `
      create index listing_topic_list on delivery.listing_topic (topic, kind, locale, published_at, document_id) include (${included});
      create index listing_topic_appeared on delivery.listing_topic (topic, kind, locale, appeared_at, document_id) include (${included});`;

/**
 * A page of a topic within a scope, or of two topics, walks one and asks of each document whether it is under the other. With
 * all topics beside each one, the walk answers that itself; before, it looked up the listing of each document that it passed.
 */
export class DocumentsAreCheckedWhereTheyAreFiled1795000000370 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Previews are copies that live for hours; those of before this cannot be read any more.
      delete from preview.link;
      drop index delivery.listing_topic_list, delivery.listing_topic_appeared;
      alter table delivery.listing_topic add column topics int4[];
      update delivery.listing_topic t set topics = l.topics
        from delivery.listing l where l.document_id = t.document_id and l.locale = t.locale and l.from_seq = t.from_seq;
      alter table delivery.listing_topic alter column topics set not null;
      alter table preview.listing_topic_over add column topics int4[] not null;${indexes('from_seq, to_seq, audience, topics')}${laidOver([...COLUMNS, 'topics'])}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from preview.link;
      drop view preview.listing_topic;
      alter table preview.listing_topic_over drop column topics;
      alter table delivery.listing_topic drop column topics;${indexes('from_seq, to_seq, audience')}${laidOver(COLUMNS)}
      create trigger listing_topic_is_written instead of insert or update on preview.listing_topic for each row execute function preview.write_listing_topic();
    `);
  }
}
