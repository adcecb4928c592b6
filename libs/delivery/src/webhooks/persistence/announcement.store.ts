import { type Backlog, backlogColumns, UnitOfWork } from '#platform';
import type { Snapshot } from '../../domain/view.js';

/** A publication that somebody has to hear of. */
export interface Announced {
  /** Of its row in the outbox. */
  readonly id: string;
  readonly seq: number;
  readonly snapshot: Snapshot;
  /** Null for the first of all. */
  readonly before: Snapshot | null;
}

/** Announcements that are passed over in one statement. */
const TOGETHER = 10_000;

const SNAPSHOT = (table: string) =>
  `json_build_object('seq', ${table}.seq, 'mark', encode(${table}.mark, 'hex'), 'at', to_char(${table}.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))`;

/** The reading end of ledger.outbox. */
export class AnnouncementStore {
  constructor(private readonly work: UnitOfWork) {}

  /** Row of what was announced last and waits; null: nothing does. */
  async newest(): Promise<string | null> {
    const [row] = await this.work.rows<{ id: string | null }>(
      'select max(id) as id from ledger.outbox where handled_at is null',
    );
    return row?.id ?? null;
  }

  /** Each is due from the moment at which it was published. */
  async backlog(now: Date): Promise<Backlog> {
    const [backlog] = await this.work.rows<Backlog>(
      `select ${backlogColumns('p.at')} from ledger.outbox o join ledger.publication p on p.seq = o.seq where o.handled_at is null`,
      [now],
    );
    if (!backlog) throw new Error('counting gave no row');
    return backlog;
  }

  /** The oldest one up to this row that nobody holds, held until the transaction ends. */
  async take(upTo: string): Promise<Announced | null> {
    const [row] = await this.work.rows<{ id: string; seq: string; snapshot: Snapshot; before: Snapshot | null }>(
      `select o.id, o.seq, ${SNAPSHOT('p')} as snapshot, case when b.seq is null then null else ${SNAPSHOT('b')} end as before
       from (select id, seq from ledger.outbox where handled_at is null and id <= $1 order by id limit 1 for update skip locked) o
       join ledger.publication p on p.seq = o.seq
       left join ledger.publication b on b.seq = o.seq - 1`,
      [upTo],
    );
    return row ? { ...row, seq: Number(row.seq) } : null;
  }

  async handled(id: string, at: Date): Promise<void> {
    await this.work.rows('update ledger.outbox set handled_at = $2 where id = $1', [id, at]);
  }

  /** Nobody is to hear of what waits up to this row: how many that were, at most some thousands. */
  async passOver(upTo: string, at: Date): Promise<number> {
    const passed = await this.work.rows(
      `update ledger.outbox set handled_at = $1
       where id in (select id from ledger.outbox where handled_at is null and id <= $3 order by id limit $2 for update skip locked) returning 1`,
      [at, TOGETHER, upTo],
    );
    return passed.length;
  }
}
