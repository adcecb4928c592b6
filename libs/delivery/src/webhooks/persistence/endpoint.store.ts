import type { PartnerIdentity } from '../../domain/view.js';
import { UnitOfWork } from '#platform';
import { type Event, isEvent } from '../domain/event.js';

export type EndpointState = 'ACTIVE' | 'PAUSED' | 'REMOVED';
export type PauseReason = 'ASKED' | 'FAILING' | 'GONE' | 'UNREADABLE_SECRET';

/** A partner by id or by handle: one of the two. */
export interface PartnerName {
  readonly id?: string;
  readonly handle?: string;
}

/** Where a partner is told, without its secrets. */
export interface Endpoint {
  readonly id: string;
  readonly partnerId: string;
  /** Handle of the partner. */
  readonly partner: string;
  readonly url: string;
  readonly contact: string | null;
  readonly events: readonly Event[];
  readonly state: EndpointState;
  /** Neither it nor its partner is paused, or gone: it is sent what is due. */
  readonly isTold: boolean;
  readonly pausedBecause: PauseReason | null;
  readonly failingSince: Date | null;
  readonly createdAt: Date;
  /** Until when the secret before is valid as well; null: there is one alone. */
  readonly previousUntil: Date | null;
  readonly version: number;
}

type EndpointRow = Omit<Endpoint, 'events'> & { readonly events: readonly string[] };

export interface SealedSecrets {
  readonly secret: string;
  readonly previousSecret: string | null;
  readonly previousUntil: Date | null;
}

const ENDPOINT = `e.id, e.partner_id as "partnerId", p.handle as partner, e.url, e.contact, e.events, e.state,
  e.state = 'ACTIVE' and p.paused_at is null as "isTold", e.paused_because as "pausedBecause", e.failing_since as "failingSince", e.created_at as "createdAt",
  e.previous_until as "previousUntil", e.version`;
const FROM = 'from webhook.endpoint e join access.partner p on p.id = e.partner_id';

/** All SQL on webhook.endpoint. */
export class EndpointStore {
  constructor(private readonly work: UnitOfWork) {}

  /** Holds the partner's row, so that endpoints of one partner come and go one after the other; null: there is no such partner, or it is closed. */
  async lockPartner({ id, handle }: PartnerName): Promise<{ readonly id: string; readonly handle: string } | null> {
    const [partner] = await this.work.rows<{ id: string; handle: string }>(
      'select id, handle from access.partner where (id = $1 or handle = $2) and closed_at is null for no key update',
      [id ?? null, handle ?? null],
    );
    return partner ?? null;
  }

  async insert(endpoint: {
    id: string;
    partnerId: string;
    url: string;
    contact: string | null;
    events: readonly Event[];
    secret: string;
    createdAt: Date;
  }): Promise<void> {
    const { id, partnerId, url, contact, events, secret, createdAt } = endpoint;
    await this.work.rows(
      `insert into webhook.endpoint (id, partner_id, url, contact, events, secret, from_seq, state, created_at)
       select $1, $2, $3, $4, $5, $6, h.seq, 'ACTIVE', $7 from ledger.head h`,
      [id, partnerId, url, contact, events, secret, createdAt],
    );
  }

  async find(id: string): Promise<Endpoint | null> {
    const [row] = await this.work.rows<EndpointRow>(`select ${ENDPOINT} ${FROM} where e.id = $1`, [id]);
    return row ? known(row) : null;
  }

  /** As `find`, and nobody else changes it until the transaction ends. */
  async lock(id: string): Promise<Endpoint | null> {
    const [row] = await this.work.rows<EndpointRow>(
      `select ${ENDPOINT} ${FROM} where e.id = $1 for no key update of e`,
      [id],
    );
    return row ? known(row) : null;
  }

  async secretsOf(id: string): Promise<SealedSecrets> {
    const [row] = await this.work.rows<SealedSecrets>(
      'select secret, previous_secret as "previousSecret", previous_until as "previousUntil" from webhook.endpoint where id = $1',
      [id],
    );
    if (!row) throw new Error(`the endpoint ${id} is not there`);
    return row;
  }

  /** Oldest first, without those that were removed. `after` is the id of the last one of the page before. */
  async list(page: { partner: PartnerName | null; first: number; after: string | null }): Promise<readonly Endpoint[]> {
    const rows = await this.work.rows<EndpointRow>(
      `select ${ENDPOINT} ${FROM}
       where e.state <> 'REMOVED' and ($4::boolean or p.id = $1 or p.handle = $5) and ($3::uuid is null or e.id > $3)
       order by e.id limit $2`,
      [page.partner?.id ?? null, page.first, page.after, page.partner === null, page.partner?.handle ?? null],
    );
    return rows.map(known);
  }

  /** Of those that were not removed; held as by `lock`, in a fixed order. */
  async lockAllOf(partnerId: string): Promise<readonly Endpoint[]> {
    const rows = await this.work.rows<EndpointRow>(
      `select ${ENDPOINT} ${FROM} where e.partner_id = $1 and e.state <> 'REMOVED' order by e.id for no key update of e`,
      [partnerId],
    );
    return rows.map(known);
  }

  async count(partnerId: string): Promise<number> {
    const [row] = await this.work.rows<{ count: number }>(
      `select count(*)::int4 as count from webhook.endpoint where partner_id = $1 and state <> 'REMOVED'`,
      [partnerId],
    );
    return row?.count ?? 0;
  }

  /** Everybody who is to hear of publications after their `fromSeq`, at once or when they are resumed. Each with the partner as delivery knows it. */
  async listening(): Promise<
    readonly {
      readonly id: string;
      readonly fromSeq: number;
      readonly events: readonly Event[];
      readonly partner: PartnerIdentity;
    }[]
  > {
    const rows = await this.work.rows<{ id: string; fromSeq: number; events: string[]; partner: PartnerIdentity }>(
      `select e.id, e.from_seq::float8 as "fromSeq", e.events, json_build_object('id', p.id, 'handle', p.handle, 'origins', p.origins) as partner
       ${FROM} where e.state <> 'REMOVED' order by e.partner_id, e.id`,
    );
    return rows.map((row) => ({ ...row, events: row.events.filter(isEvent) }));
  }

  async change(id: string, to: { url: string; contact: string | null; events: readonly Event[] }): Promise<void> {
    await this.work.rows(
      'update webhook.endpoint set url = $2, contact = $3, events = $4, version = version + 1 where id = $1',
      [id, to.url, to.contact, to.events],
    );
  }

  async pause(id: string, because: PauseReason): Promise<void> {
    await this.work.rows(
      `update webhook.endpoint set state = 'PAUSED', paused_because = $2, version = version + 1 where id = $1`,
      [id, because],
    );
  }

  async resume(id: string): Promise<void> {
    await this.work.rows(
      `update webhook.endpoint set state = 'ACTIVE', paused_because = null, failing_since = null, version = version + 1 where id = $1`,
      [id],
    );
  }

  /** Nothing of its secrets stays. */
  async remove(id: string): Promise<void> {
    await this.work.rows(
      `update webhook.endpoint
       set state = 'REMOVED', paused_because = null, secret = '', previous_secret = null, previous_until = null, version = version + 1
       where id = $1`,
      [id],
    );
  }

  async rotate(id: string, { secret, previousUntil }: { secret: string; previousUntil: Date }): Promise<void> {
    await this.work.rows(
      'update webhook.endpoint set previous_secret = secret, previous_until = $3, secret = $2, version = version + 1 where id = $1',
      [id, secret, previousUntil],
    );
  }

  async noteFailing(id: string, since: Date | null): Promise<void> {
    await this.work.rows('update webhook.endpoint set failing_since = $2 where id = $1', [id, since]);
  }
}

function known(row: EndpointRow): Endpoint {
  return { ...row, events: row.events.filter(isEvent) };
}
