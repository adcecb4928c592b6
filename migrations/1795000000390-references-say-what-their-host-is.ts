import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = ['document_id', 'locale', 'from_seq', 'ordinal', 'role', 'target', 'pin_locale', 'pin_edition'];
const OF_HOST = ['kind', 'audience', 'topics'];

/** A view and its writer, as previews have them, of these columns. */
const laidOver = (columns: readonly string[]) => `
      create or replace view preview.reference as
        select ${columns.map((column) => `r.${column}`).join(', ')} from (
          select null::uuid as link, ${columns.map((column) => `d.${column}`).join(', ')} from delivery.reference d
          union all
          select o.link, ${columns.map((column) => `o.${column}`).join(', ')} from preview.reference_over o) r
        where r.link is null and r.from_seq <= preview.base() or r.link = preview.chosen() and true;
      create or replace function preview.write_reference() returns trigger language plpgsql as $$
      begin
        insert into preview.reference_over (${columns.join(', ')}) values (${columns.map((column) => `new.${column}`).join(', ')});
        return new;
      end $$;`;

/**
 * Whether somebody within a scope carries a document is asked of those who refer to it, and there may be many. What a scope
 * goes by stands beside each reference now, and in an index of those that carry: before, the listing of each host was looked
 * up. An edition never changes, so neither does what it is filed under.
 */
export class ReferencesSayWhatTheirHostIs1795000000390 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Previews are copies that live for hours; those of before this cannot be read any more.
      delete from preview.link;
      alter table delivery.reference add column kind text collate "C", add column audience int2, add column topics int4[];
      alter table delivery.reference disable trigger reference_is_frozen;
      update delivery.reference r set kind = l.kind, audience = l.audience, topics = l.topics
        from delivery.listing l where l.document_id = r.document_id and l.locale = r.locale and l.from_seq <= r.from_seq and (l.to_seq is null or l.to_seq > r.from_seq);
      alter table delivery.reference enable trigger reference_is_frozen;
      alter table delivery.reference alter column kind set not null, alter column audience set not null, alter column topics set not null;
      alter table preview.reference_over add column kind text collate "C" not null, add column audience int2 not null, add column topics int4[] not null;
      create index reference_carrying on delivery.reference (target, locale) include (document_id, from_seq, kind, audience, topics)
        where role in ('CITATION', 'EMBED', 'SOURCE');${laidOver([...COLUMNS, ...OF_HOST])}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from preview.link;
      drop view preview.reference;
      drop index delivery.reference_carrying;
      alter table preview.reference_over ${OF_HOST.map((column) => `drop column ${column}`).join(', ')};
      alter table delivery.reference ${OF_HOST.map((column) => `drop column ${column}`).join(', ')};${laidOver(COLUMNS)}
      create trigger reference_is_written instead of insert on preview.reference for each row execute function preview.write_reference();
    `);
  }
}
