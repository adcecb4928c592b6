import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Locking tens of thousands of documents takes a time that grows with them, and not with their square. */
export class ManyDocumentsAreLockedAtOnce1795000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- In the order of their ids, whoever locks them; what is changed in the stronger mode.
      create or replace function content.lock_documents(changed uuid[], referenced uuid[]) returns setof content.document
      language plpgsql as $$
      declare
        wanted record;
        locked content.document;
      begin
        for wanted in
          select id, bool_or(is_changed) as is_changed
          from (select unnest(changed) as id, true as is_changed union all select unnest(referenced), false) as both_sets
          group by id order by id
        loop
          if wanted.is_changed then
            select * into locked from content.document where id = wanted.id for no key update;
          else
            select * into locked from content.document where id = wanted.id for share;
          end if;
          if found then return next locked; end if;
        end loop;
      end $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace function content.lock_documents(changed uuid[], referenced uuid[]) returns setof content.document
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
    `);
  }
}
