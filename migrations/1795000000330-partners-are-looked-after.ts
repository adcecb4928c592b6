import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Partners count their changes, so that nobody overwrites what they have not seen, and can be paused: then their keys open nothing. */
export class PartnersAreLookedAfter1795000000330 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table access.partner
        add column version int4 not null default 1 check (version > 0),
        add column paused_at timestamptz;

      -- A key of a partner that is paused is as good as revoked.
      create or replace view access.delivery_key as
        select k.id, k.partner_id, p.handle, p.region, k.hash, k.expires_at, coalesce(k.revoked_at, p.paused_at) as revoked_at, p.origins
        from access.key k join access.partner p on p.id = k.partner_id;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace view access.delivery_key as
        select k.id, k.partner_id, p.handle, p.region, k.hash, k.expires_at, k.revoked_at, p.origins
        from access.key k join access.partner p on p.id = k.partner_id;
      alter table access.partner drop column version, drop column paused_at;
    `);
  }
}
