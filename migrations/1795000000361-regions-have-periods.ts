import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A partner can move to another region. Like its scope, the region is temporal: an answer as of the past has the notices of the region of then. */
export class RegionsHavePeriods1795000000361 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table access.partner_scope add column region text check (region ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$');
      update access.partner_scope s set region = p.region from access.partner p where p.id = s.partner_id and p.region is not null;

      drop view access.delivery_key, access.delivery_scope;
      create view access.delivery_key as
        select k.id, k.partner_id, p.handle, k.hash, k.expires_at, coalesce(k.revoked_at, p.paused_at) as revoked_at, p.origins, p.minute_quota, p.day_quota
        from access.key k join access.partner p on p.id = k.partner_id;
      create view access.delivery_scope as
        select s.partner_id, p.handle, s.region, s.from_seq, s.to_seq, s.kinds, s.topics, s.audiences, s.locales, s.site
        from access.partner_scope s join access.partner p on p.id = s.partner_id;
      grant select on access.delivery_key, access.delivery_scope to almanac_studio, almanac_delivery, almanac_preview;

      alter table access.partner drop column region;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table access.partner add column region text check (region ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$');
      update access.partner p set region = s.region from access.partner_scope s where s.partner_id = p.id and s.to_seq is null;

      drop view access.delivery_key, access.delivery_scope;
      create view access.delivery_key as
        select k.id, k.partner_id, p.handle, p.region, k.hash, k.expires_at, coalesce(k.revoked_at, p.paused_at) as revoked_at, p.origins,
          p.minute_quota, p.day_quota
        from access.key k join access.partner p on p.id = k.partner_id;
      create view access.delivery_scope as
        select s.partner_id, p.handle, p.region, s.from_seq, s.to_seq, s.kinds, s.topics, s.audiences, s.locales, s.site
        from access.partner_scope s join access.partner p on p.id = s.partner_id;
      grant select on access.delivery_key, access.delivery_scope to almanac_studio, almanac_delivery, almanac_preview;

      alter table access.partner_scope drop column region;
    `);
  }
}
