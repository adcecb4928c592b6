import { UnitOfWork } from '#platform';
import { type ChainedEvent, chainHash, type EventFact } from '../domain/event-chain.js';
import type { EventQuery, RecordedEvent } from '../domain/event-query.js';
import type { Publication, PublicationKind } from '../domain/publication.js';

const AT = `to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Events of one statement: an import records tens of thousands. */
const STATEMENT = 5_000;

/** All SQL on schema ledger. Lock order everywhere: documents, audit head, counter. */
export class LedgerStore {
  constructor(private readonly work: UnitOfWork) {}

  /** Locks the audit head until the transaction ends and appends. Several facts cost one round trip for the head. */
  async append(facts: readonly EventFact[]): Promise<readonly number[]> {
    const [head] = await this.work.rows<{ number: string; hash: Buffer; at: string }>(
      `select number, hash, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from ledger.audit_head for update`,
    );
    if (!head) throw new Error('ledger.audit_head is empty');
    let previous = head.hash;
    let number = Number(head.number);
    const chained = facts.map((fact) => {
      const event: ChainedEvent = { ...fact, number: ++number, at: head.at };
      const hash = chainHash(previous, event);
      const row = { ...event, previous: previous.toString('hex'), hash: hash.toString('hex') };
      previous = hash;
      return row;
    });
    for (let first = 0; first < chained.length; first += STATEMENT)
      await this.work.rows(
        `insert into ledger.event (number, at, actor, verb, subject, data, previous, hash)
         select number, at::timestamptz, actor, verb, subject, data, decode(previous, 'hex'), decode(hash, 'hex')
         from jsonb_to_recordset($1) as e (number int8, at text, actor text, verb text, subject uuid, data jsonb, previous text, hash text)`,
        [JSON.stringify(chained.slice(first, first + STATEMENT))],
      );
    await this.work.rows('update ledger.audit_head set number = $1, hash = $2', [number, previous]);
    return chained.map((event) => event.number);
  }

  /** The last contended lock of a publishing transaction: whoever holds it commits before the next one gets a number. */
  async count(publication: {
    kind: PublicationKind;
    actor: string;
    note: string | null;
    reverts: number | null;
    event: number;
  }): Promise<Publication> {
    const [row] = await this.work.rows<{ seq: string; mark: Buffer; at: string }>(
      `with counted as (
         update ledger.head set seq = seq + 1, mark = uuid_send(gen_random_uuid()), at = greatest(clock_timestamp(), at + interval '1 microsecond')
         returning seq, mark, at
       )
       insert into ledger.publication (seq, mark, at, actor, kind, note, reverts, event)
       select seq, mark, at, $1, $2, $3, $4, $5 from counted
       returning seq, mark, ${AT} as at`,
      [publication.actor, publication.kind, publication.note, publication.reverts, publication.event],
    );
    if (!row) throw new Error('ledger.head is empty');
    return { seq: Number(row.seq), mark: row.mark.toString('hex'), at: row.at, kind: publication.kind };
  }

  async post(seq: number, topic: string, payload: Readonly<Record<string, unknown>>): Promise<void> {
    await this.work.rows('insert into ledger.outbox (seq, topic, payload) values ($1, $2, $3)', [
      seq,
      topic,
      JSON.stringify(payload),
    ]);
    await this.work.rows(`select pg_notify('almanac_head', $1)`, [String(seq)]);
  }

  /** Events as they were recorded. `after` is the number of the last one of the page before. */
  async events({ order, first, after, since, actor, verb, subject }: EventQuery): Promise<readonly RecordedEvent[]> {
    const [compare, direction] = order === 'OLDEST' ? ['>', 'asc'] : ['<', 'desc'];
    const rows = await this.work.rows<Omit<RecordedEvent, 'hash'> & { hash: Buffer }>(
      `select number::float8 as number, ${AT} as at, actor, verb, subject, data, hash from ledger.event
       where ($2::int8 is null or number ${compare} $2)
         and ($3::timestamptz is null or at >= $3) and ($4::int8 is null or number >= $4)
         and ($5::text is null or actor = $5 or starts_with(actor, $5 || '/'))
         and ($6::text is null or verb = $6) and ($7::uuid is null or subject = $7)
       order by number ${direction} limit $1`,
      [first, after ?? null, since?.at ?? null, since?.number ?? null, actor ?? null, verb ?? null, subject ?? null],
    );
    return rows.map((row) => ({ ...row, hash: row.hash.toString('hex') }));
  }

  async head(): Promise<Publication> {
    const [row] = await this.work.rows<{ seq: string; mark: Buffer; at: string }>(
      `select seq, mark, ${AT} as at from ledger.head`,
    );
    if (!row) throw new Error('ledger.head is empty');
    return { seq: Number(row.seq), mark: row.mark.toString('hex'), at: row.at, kind: 'GENESIS' };
  }
}
