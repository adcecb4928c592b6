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
  'topics',
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

/** An entry holds 2,704 bytes; the 500 topics that a document may have take 2,024, and the longest slug 121. */
const index = (included: string) => `
      create index listing_topic_list on delivery.listing_topic (topic, kind, locale, published_at, document_id) include (${included});`;

/**
 * A page of a topic walks one index. With the slug beside each document the walk brings all that a page needs of what is
 * visible; before, the listing of each document on the page was looked up behind it.
 */
export class TopicsSayHowDocumentsAreCalled1795000000380 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Previews are copies that live for hours; those of before this cannot be read any more.
      delete from preview.link;
      drop index delivery.listing_topic_list;
      alter table delivery.listing_topic add column slug text collate "C";
      update delivery.listing_topic t set slug = l.slug
        from delivery.listing l where l.document_id = t.document_id and l.locale = t.locale and l.from_seq = t.from_seq;
      alter table delivery.listing_topic alter column slug set not null;
      alter table preview.listing_topic_over add column slug text collate "C" not null;${index('from_seq, to_seq, audience, topics, slug')}${laidOver([...COLUMNS, 'slug'])}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from preview.link;
      drop view preview.listing_topic;
      alter table preview.listing_topic_over drop column slug;
      alter table delivery.listing_topic drop column slug;${index('from_seq, to_seq, audience, topics')}${laidOver(COLUMNS)}
      create trigger listing_topic_is_written instead of insert or update on preview.listing_topic for each row execute function preview.write_listing_topic();
    `);
  }
}
