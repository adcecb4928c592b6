import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#ledger';
import { BadInput, Clock, isUuid, Problems, UnitOfWork } from '#platform';
import { PermissionsService } from './permissions.service.js';

/** What a partner asked for on one day. */
export interface DayUsage {
  /** In UTC, such as 2026-01-31. */
  readonly day: string;
  /** Name of a GraphQL operation, or an address as it is written in OpenAPI's manner. */
  readonly operation: string;
  readonly requests: number;
  /** Of these, those that were answered by 304. */
  readonly unchanged: number;
  /** Of these, those that a quota refused. */
  readonly refused: number;
}

export interface AskedUsage {
  /** First and last day. */
  readonly since: string;
  readonly until: string;
  readonly first: number | null;
  /** Day and operation of the last one of the page before. */
  readonly after: readonly [day: string, operation: string] | null;
}

const DAY = 24 * 60 * 60 * 1000;
/** How long it can be looked up who asked for what. */
export const USAGE_KEPT_DAYS = 400;

/** Reads what the delivery API has counted of each partner. It is written every few seconds, and says nothing of persons. */
@Injectable()
export class UsageService {
  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Newest day first. */
  async list(
    actor: Actor,
    partnerId: string,
    { since, until, first, after }: AskedUsage,
  ): Promise<readonly DayUsage[]> {
    await this.permissions.require(actor, 'partner.read');
    Problems.throwIfAny(
      Object.entries({ since, until })
        .filter(([, day]) => !isDay(day))
        .map(([name, day]) => new BadInput(`"${day.slice(0, 40)}" is no day: write it like 2026-01-31.`, [name])),
    );
    if (!isUuid(partnerId)) return [];
    return this.work.rows<DayUsage & Record<string, unknown>>(
      `select to_char(u.day, 'YYYY-MM-DD') as day, u.operation, u.requests::float8 as requests, u.unchanged::float8 as unchanged, u.refused::float8 as refused
       from traffic.usage u
       where u.partner_id = $1 and u.day between $2::date and $3::date
         and ($5::date is null or u.day < $5::date or (u.day = $5::date and u.operation > $6))
       order by u.day desc, u.operation limit $4`,
      [partnerId, since, until, first, after?.[0] ?? null, after?.[1] ?? null],
    );
  }

  /** Forgets what is too old to be looked up, receipts too, and quotas of windows that are over. */
  async prune(): Promise<number> {
    const now = this.clock.now().getTime();
    const horizon = new Date(now - USAGE_KEPT_DAYS * DAY).toISOString().slice(0, 10);
    const gone = await this.work.rows('delete from traffic.usage where day < $1::date returning 1', [horizon]);
    await this.work.rows('delete from traffic.served where at < $1::date', [horizon]);
    // Where each copy stands stays known.
    await this.work.rows(
      `delete from traffic.copy c where greatest(c.sent_at, c.held_at) < $1::date and exists (
         select from traffic.copy n where n.partner_id = c.partner_id and n.selection = c.selection and n.seq > c.seq and (n.held_at is not null or c.held_at is null))`,
      [horizon],
    );
    await this.work.rows('delete from traffic.quota where expire < $1', [now - DAY]);
    return gone.length;
  }
}

function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    text === new Date(text).toISOString().slice(0, 10)
  );
}
