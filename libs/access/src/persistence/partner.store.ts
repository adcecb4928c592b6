import { constraintOf, isUuid, UnitOfWork } from '#platform';
import type { Partner, PartnerQuotas } from '../domain/partner.js';
import { HandleTaken } from '../domain/refusals.js';
import type { ScopeRule } from '../domain/scope-rule.js';
import type { Site } from '../domain/site.js';

/** What a partner may see, where it is and where it shows it: the part of it that is temporal. */
export interface Period extends ScopeRule {
  readonly site: Site | null;
  readonly region: string | null;
}

const PARTNER = `select p.id, p.handle, p.name, s.region, p.origins, p.created_at as "createdAt", p.paused_at as "pausedAt", p.closed_at as "closedAt", p.version,
    jsonb_build_object('kinds', s.kinds, 'topics', s.topics, 'audiences', s.audiences, 'locales', s.locales) as scope, s.site,
    jsonb_build_object('perMinute', p.minute_quota, 'perDay', p.day_quota) as quotas
  from access.partner p left join access.partner_scope s on s.partner_id = p.id and s.to_seq is null`;

/** All SQL on partners and their periods. */
export class PartnerStore {
  constructor(private readonly work: UnitOfWork) {}

  async insert({ id, handle, name, createdAt }: Pick<Partner, 'id' | 'handle' | 'name' | 'createdAt'>): Promise<void> {
    try {
      await this.work.rows('insert into access.partner (id, handle, name, created_at) values ($1, $2, $3, $4)', [
        id,
        handle,
        name,
        createdAt,
      ]);
    } catch (error) {
      throw constraintOf(error) === 'partner_handle_key' ? new HandleTaken(handle) : error;
    }
  }

  async find(id: string): Promise<Partner | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.work.rows<Partner>(`${PARTNER} where p.id = $1`, [id]);
    return row ?? null;
  }

  async findByHandle(handle: string): Promise<Partner | null> {
    const [row] = await this.work.rows<Partner>(`${PARTNER} where p.handle = $1`, [handle]);
    return row ?? null;
  }

  /** By handle; `after` is the handle of the last one of the page before. `first` null: all of them. */
  async list({ first, after }: { first: number | null; after: string | null }): Promise<readonly Partner[]> {
    return this.work.rows<Partner>(`${PARTNER} where $2::text is null or p.handle > $2 order by p.handle limit $1`, [
      first,
      after,
    ]);
  }

  /** Orders everybody who changes the partner or its keys. Its scope, site and region may be those before somebody who was waited for. */
  async lock(id: string): Promise<Partner | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.work.rows<Partner>(`${PARTNER} where p.id = $1 for no key update of p`, [id]);
    return row ?? null;
  }

  async countUp(id: string): Promise<void> {
    await this.work.rows('update access.partner set version = version + 1 where id = $1', [id]);
  }

  async setOrigins(id: string, origins: readonly string[] | null): Promise<void> {
    await this.work.rows('update access.partner set origins = $2 where id = $1', [id, origins]);
  }

  async setQuotas(id: string, { perMinute, perDay }: PartnerQuotas): Promise<void> {
    await this.work.rows('update access.partner set minute_quota = $2, day_quota = $3 where id = $1', [
      id,
      perMinute,
      perDay,
    ]);
  }

  async setName(id: string, name: string): Promise<void> {
    await this.work.rows('update access.partner set name = $2 where id = $1', [id, name]);
  }

  async setClosed(id: string, at: Date): Promise<void> {
    await this.work.rows('update access.partner set closed_at = $2 where id = $1', [id, at]);
  }

  async setPaused(id: string, at: Date | null): Promise<void> {
    await this.work.rows('update access.partner set paused_at = $2 where id = $1', [id, at]);
  }

  /** Tells every process that its keys open something else now; whoever is not listening finds out within a second. */
  async tellKeys(id: string): Promise<void> {
    await this.work.rows(
      `select pg_notify('almanac_keys', k.id) from access.key k where k.partner_id = $1 and k.revoked_at is null`,
      [id],
    );
  }

  /** Of today, for whoever holds the lock; null for a partner that is being made. */
  async period(id: string): Promise<Period | null> {
    const [row] = await this.work.rows<Period>(
      `select kinds, topics::text[] as topics, audiences, locales, site, region from access.partner_scope
       where partner_id = $1 and to_seq is null`,
      [id],
    );
    return row ?? null;
  }

  /** Closes the period that is open, and opens this one. */
  async openPeriod(
    id: string,
    seq: number,
    { kinds, topics, audiences, locales, site, region }: Period,
  ): Promise<void> {
    await this.work.rows('update access.partner_scope set to_seq = $2 where partner_id = $1 and to_seq is null', [
      id,
      seq,
    ]);
    await this.work.rows(
      'insert into access.partner_scope (partner_id, from_seq, kinds, topics, audiences, locales, site, region) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [id, seq, kinds, topics, audiences, locales, site, region],
    );
  }
}
