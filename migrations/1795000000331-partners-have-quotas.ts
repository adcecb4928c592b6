import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A partner may ask so often in a minute and in a day, and what it asks for is counted. */
export class PartnersHaveQuotas1795000000331 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- null means no limit.
      alter table access.partner
        add column minute_quota int4 check (minute_quota > 0),
        add column day_quota int4 check (day_quota > 0);

      create or replace view access.delivery_key as
        select k.id, k.partner_id, p.handle, p.region, k.hash, k.expires_at, coalesce(k.revoked_at, p.paused_at) as revoked_at, p.origins,
          p.minute_quota, p.day_quota
        from access.key k join access.partner p on p.id = k.partner_id;

      -- As rate-limiter-flexible has it: what all processes have let through, by partner and window. expire: ms since 1970.
      create table traffic.quota (
        key     text collate "C" not null constraint quota_pkey primary key,
        points  int4             not null,
        expire  int8             not null
      );

      -- How often each partner asked for what, by day in UTC. Nothing else of who asked.
      create table traffic.usage (
        partner_id uuid not null constraint usage_partner_fkey references access.partner (id),
        day        date not null,
        operation  text collate "C" not null check (operation <> ''),
        requests   int8 not null check (requests >= 0),
        unchanged  int8 not null check (unchanged >= 0),
        refused    int8 not null check (refused >= 0),
        constraint usage_pkey primary key (partner_id, day, operation)
      );
      create index usage_day_idx on traffic.usage (day);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table traffic.usage;
      drop table traffic.quota;
      drop view access.delivery_key;
      create view access.delivery_key as
        select k.id, k.partner_id, p.handle, p.region, k.hash, k.expires_at, coalesce(k.revoked_at, p.paused_at) as revoked_at, p.origins
        from access.key k join access.partner p on p.id = k.partner_id;
      grant select on access.delivery_key to almanac_studio, almanac_delivery, almanac_preview;
      alter table access.partner drop column minute_quota, drop column day_quota;
    `);
  }
}
