import type { Kind } from '#content';
import { type Backlog, backlogColumns, UnitOfWork } from '#platform';
import type { Event, Message } from '../domain/event.js';
import type { Answered } from '../post.js';

export type DeliveryState = 'PENDING' | 'DELIVERED' | 'DEAD';

/** One message for one endpoint, and how far it came. */
export interface Delivery extends Message {
  readonly id: string;
  readonly endpointId: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Attempts that had been made when it was last asked for again. */
  readonly attemptsBefore: number;
  readonly createdAt: Date;
  /** Of what is pending: not before. */
  readonly dueAt: Date;
  readonly endedAt: Date | null;
  /** The publication that it speaks of; `at` is its instant, ISO 8601 with microseconds. */
  readonly publication: { readonly seq: number; readonly mark: string; readonly at: string };
}

export interface Attempt extends Answered {
  readonly number: number;
  readonly at: Date;
}

interface DeliveryRow {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event: Event;
  readonly document_id: string | null;
  readonly locale: string | null;
  readonly kind: Kind | null;
  readonly edition: number | null;
  readonly change_kind: string | null;
  readonly replaced_by: string | null;
  readonly changes: number | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly attempts_before: number;
  readonly created_at: Date;
  readonly due_at: Date;
  readonly ended_at: Date | null;
  readonly seq: string;
  readonly mark: Buffer;
  readonly at: string;
}

const DELIVERY = `d.id, d.endpoint_id, d.event, d.document_id, d.locale, d.kind, d.edition, d.change_kind, d.replaced_by, d.changes,
  d.state, d.attempts, d.attempts_before, d.created_at, d.due_at, d.ended_at, d.seq, p.mark,
  to_char(p.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`;
const FROM = 'from webhook.delivery d join ledger.publication p on p.seq = d.seq';

/** All SQL on webhook.delivery and webhook.attempt. */
export class DeliveryStore {
  constructor(private readonly work: UnitOfWork) {}

  async insert(
    endpointId: string,
    seq: number,
    messages: readonly (Message & { readonly id: string })[],
    now: Date,
  ): Promise<void> {
    await this.work.rows(
      `insert into webhook.delivery
         (id, endpoint_id, seq, event, document_id, locale, kind, edition, change_kind, replaced_by, changes, state, created_at, due_at)
       select m.id, $1, $2, m.event, m."documentId", m.locale, m.kind, m.edition, m."changeKind", m."replacedBy", m.changes, 'PENDING', $4, $4
       from jsonb_to_recordset($3::jsonb) as m (id uuid, event text, "documentId" uuid, locale text, kind text, edition int4,
         "changeKind" text, "replacedBy" uuid, changes int4)`,
      [endpointId, seq, JSON.stringify(messages), now],
    );
  }

  async find(id: string): Promise<Delivery | null> {
    const [row] = await this.work.rows<DeliveryRow>(`select ${DELIVERY} ${FROM} where d.id = $1`, [id]);
    return row ? shown(row) : null;
  }

  async lock(id: string): Promise<Delivery | null> {
    const [row] = await this.work.rows<DeliveryRow>(`select ${DELIVERY} ${FROM} where d.id = $1 for update of d`, [id]);
    return row ? shown(row) : null;
  }

  /** Newest first. `before` is the id of the last one of the page before. */
  async list(page: {
    endpointId: string;
    states: readonly DeliveryState[] | null;
    first: number;
    before: string | null;
  }): Promise<readonly Delivery[]> {
    const rows = await this.work.rows<DeliveryRow>(
      `select ${DELIVERY} ${FROM}
       where d.endpoint_id = $1 and ($2::text[] is null or d.state = any ($2)) and ($4::uuid is null or d.id < $4)
       order by d.id desc limit $3`,
      [page.endpointId, page.states, page.first, page.before],
    );
    return rows.map(shown);
  }

  async attemptsOf(deliveryIds: readonly string[]): Promise<ReadonlyMap<string, readonly Attempt[]>> {
    const rows = await this.work.rows<Attempt & { deliveryId: string }>(
      `select delivery_id as "deliveryId", number, at, milliseconds, status, error from webhook.attempt
       where delivery_id = any ($1::uuid[]) order by number`,
      [deliveryIds],
    );
    return Map.groupBy(rows, ({ deliveryId }) => deliveryId);
  }

  async noteAttempt(id: string, attempt: Attempt): Promise<void> {
    const { number, at, milliseconds, status, error } = attempt;
    await this.work.rows(
      'insert into webhook.attempt (delivery_id, number, at, milliseconds, status, error) values ($1, $2, $3, $4, $5, $6)',
      [id, number, at, milliseconds, status, error],
    );
    await this.work.rows('update webhook.delivery set attempts = $2 where id = $1', [id, number]);
  }

  async end(id: string, state: 'DELIVERED' | 'DEAD', at: Date): Promise<void> {
    await this.work.rows('update webhook.delivery set state = $2, ended_at = $3 where id = $1', [id, state, at]);
  }

  async postpone(id: string, dueAt: Date): Promise<void> {
    await this.work.rows('update webhook.delivery set due_at = $2 where id = $1', [id, dueAt]);
  }

  /** Told once more from the beginning, under the same name: of those given, and in these states. */
  async revive(
    endpointId: string,
    which:
      { readonly ids: readonly string[] } | { readonly sinceSeq: number; readonly states: readonly DeliveryState[] },
    now: Date,
  ): Promise<readonly string[]> {
    const [condition, values] =
      'ids' in which
        ? ['id = any ($3::uuid[])', [which.ids]]
        : ['seq >= $3 and state = any ($4::text[])', [which.sinceSeq, which.states]];
    const rows = await this.work.rows<{ id: string }>(
      `update webhook.delivery set state = 'PENDING', ended_at = null, attempts_before = attempts, due_at = $2
       where endpoint_id = $1 and ${condition} returning id`,
      [endpointId, now, ...values],
    );
    return rows.map(({ id }) => id);
  }

  /** Of endpoints that are told: what was due before the instant and is not, as far as anybody can see, in anybody's hands. */
  async overdue(before: Date, first: number): Promise<readonly string[]> {
    const rows = await this.work.rows<{ id: string }>(
      `select d.id from webhook.delivery d join webhook.endpoint e on e.id = d.endpoint_id and e.state = 'ACTIVE'
       join access.partner p on p.id = e.partner_id and p.paused_at is null
       where d.state = 'PENDING' and d.due_at < $1 order by d.due_at limit $2`,
      [before, first],
    );
    return rows.map(({ id }) => id);
  }

  /** Of endpoints that are told. */
  async backlog(now: Date): Promise<Backlog> {
    const [backlog] = await this.work.rows<Backlog>(
      `select ${backlogColumns('d.due_at')} from webhook.delivery d
       join webhook.endpoint e on e.id = d.endpoint_id and e.state = 'ACTIVE'
       join access.partner p on p.id = e.partner_id and p.paused_at is null
       where d.state = 'PENDING'`,
      [now],
    );
    if (!backlog) throw new Error('counting gave no row');
    return backlog;
  }

  /** Everything that is pending for it is due at once. */
  async hurry(endpointId: string, now: Date): Promise<readonly string[]> {
    const rows = await this.work.rows<{ id: string }>(
      `update webhook.delivery set due_at = $2 where endpoint_id = $1 and state = 'PENDING' returning id`,
      [endpointId, now],
    );
    return rows.map(({ id }) => id);
  }

  /** Nothing that is pending for it is ever sent. */
  async giveUp(endpointId: string, at: Date): Promise<void> {
    await this.work.rows(
      `update webhook.delivery set state = 'DEAD', ended_at = $2 where endpoint_id = $1 and state = 'PENDING'`,
      [endpointId, at],
    );
  }

  /** Forgets what ended, or was never wanted again, before the instant. */
  async prune(before: Date): Promise<number> {
    const gone = await this.work.rows('delete from webhook.delivery where created_at < $1 returning 1', [before]);
    return gone.length;
  }
}

function shown(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    event: row.event,
    documentId: row.document_id,
    locale: row.locale,
    kind: row.kind,
    edition: row.edition,
    changeKind: row.change_kind,
    replacedBy: row.replaced_by,
    changes: row.changes,
    state: row.state,
    attempts: row.attempts,
    attemptsBefore: row.attempts_before,
    createdAt: row.created_at,
    dueAt: row.due_at,
    endedAt: row.ended_at,
    publication: { seq: Number(row.seq), mark: row.mark.toString('hex'), at: row.at },
  };
}
