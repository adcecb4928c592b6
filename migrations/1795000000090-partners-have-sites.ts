import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a partner shows documents on its own site, for links. In the scope's row, because answers as of S link as they did then. */
export class PartnersHaveSites1795000000090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Addresses with {slug}, by kind; '*' is every other kind.
      alter table access.partner_scope add column site jsonb check (jsonb_typeof(site) = 'object');

      create or replace view access.delivery_scope as
        select s.partner_id, p.handle, p.region, s.from_seq, s.to_seq, s.kinds, s.topics, s.audiences, s.locales, s.site
        from access.partner_scope s join access.partner p on p.id = s.partner_id;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop view access.delivery_scope;
      create view access.delivery_scope as
        select s.partner_id, p.handle, p.region, s.from_seq, s.to_seq, s.kinds, s.topics, s.audiences, s.locales
        from access.partner_scope s join access.partner p on p.id = s.partner_id;
      grant select on access.delivery_scope to almanac_studio, almanac_delivery, almanac_preview;
      alter table access.partner_scope drop column site;
    `);
  }
}
