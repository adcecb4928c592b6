import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A partner may say which web pages use its keys. Not temporal: it decides who may read an answer, never what is in it. */
export class PartnersHaveOrigins1795000000080 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- null means any origin.
      alter table access.partner add column origins text[] check (cardinality(origins) between 1 and 50 and array_position(origins, null) is null);

      create or replace view access.delivery_key as
        select k.id, k.partner_id, p.handle, p.region, k.hash, k.expires_at, k.revoked_at, p.origins
        from access.key k join access.partner p on p.id = k.partner_id;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop view access.delivery_key;
      create view access.delivery_key as
        select k.id, k.partner_id, p.handle, p.region, k.hash, k.expires_at, k.revoked_at
        from access.key k join access.partner p on p.id = k.partner_id;
      grant select on access.delivery_key to almanac_studio, almanac_delivery, almanac_preview;
      alter table access.partner drop column origins;
    `);
  }
}
