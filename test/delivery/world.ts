import { createHash } from 'node:crypto';
import pg from 'pg';
import { hash64, type Kind } from '#content';
import { EditionShelf, type PublishedDocument, SqlDeliveryReader, type View } from '#delivery';
import { Clock, ReadPool, Secrets } from '#platform';
import { CARRIED_KINDS, CARRIED_ROLES } from '../../libs/delivery/src/persistence/fragments.js';
import { freshDatabase, type TestDatabase } from '../kit/server.js';

export const AUDIENCES = ['individuals', 'community-groups', 'educators', 'professional-organizations'];
const PUBLIC = '00000000-0000-7000-8000-000000000001';

export const NOW = new Date('2026-06-01T12:00:00.000Z');
export class FixedClock extends Clock {
  now(): Date {
    return NOW;
  }
}

/** Roles in which publishing lets a document refer to one of this kind, as far as readers tell them apart. */
export const rolesTo = (kind: Kind): readonly string[] =>
  (CARRIED_KINDS as readonly Kind[]).includes(kind) ? [...CARRIED_ROLES, 'LINK', 'RELATED'] : ['LINK', 'RELATED'];

export interface Put {
  /** A word; the document's id derives from it. */
  readonly id: string;
  readonly kind: Kind;
  readonly locale?: string;
  readonly slug?: string;
  readonly body?: Record<string, unknown>;
  readonly note?: string;
  /** Rendered texts by field. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly topics?: readonly string[];
  readonly audiences?: readonly string[];
  readonly refers?: readonly { readonly role: string; readonly to: string }[];
  readonly broader?: string;
}

export interface Withdraw {
  readonly withdraw: string;
  readonly locale?: string;
  readonly reason?: 'GONE' | 'REPLACED' | 'RETRACTED';
  readonly replacedBy?: string;
  readonly notice?: string;
}

export interface ScopeRow {
  readonly kinds?: readonly Kind[];
  readonly topics?: readonly string[];
  readonly audiences?: readonly string[];
  readonly locales?: readonly string[];
}

/** A UUID that a word always gives. */
export function id(word: string): string {
  const hex = createHash('sha256').update(word).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Rows of the public side, written as the publish transaction leaves them, on a database of its own. Publications are
 * numbered by the real counter and lie a minute apart.
 */
export class World {
  readonly secrets = new Secrets(Buffer.from('a secret that only this test knows, 32+ bytes'));
  readonly pool: ReadPool;
  readonly reader: SqlDeliveryReader;

  private constructor(
    readonly database: TestDatabase,
    readonly owner: pg.Client,
  ) {
    // What long-lived named statements get after a few executions, from the first one on.
    const address = new URL(database.addresses.delivery);
    address.searchParams.set('options', '-c plan_cache_mode=force_generic_plan');
    this.pool = new ReadPool(address.toString(), { max: 4 });
    this.reader = this.readerWith(new EditionShelf(1_000_000));
  }

  static async open(): Promise<World> {
    const database = await freshDatabase();
    const owner = new pg.Client({ connectionString: database.superuserUrl });
    await owner.connect();
    await owner.query(
      `insert into delivery.audience (bit, key, labels, from_seq) select ord - 1, key, '{}', 0 from unnest($1::text[]) with ordinality as a (key, ord)`,
      [AUDIENCES],
    );
    return new World(database, owner);
  }

  readerWith(shelf: EditionShelf, pool = this.pool): SqlDeliveryReader {
    return new SqlDeliveryReader(pool, { locales: ['en', 'es', 'fr'] }, this.secrets, new FixedClock(), shelf);
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.owner.end();
    await this.database.drop();
  }

  /** One publication over any number of documents; answers its seq. */
  async publish(...changes: readonly (Put | Withdraw)[]): Promise<number> {
    const seq = await this.bump('PUBLISH');
    // Documents and topics first: changes of one publication may refer to each other.
    for (const change of changes) if ('id' in change) await this.declare(change);
    for (const change of changes) {
      if ('id' in change) await this.put(seq, change);
      else await this.withdraw(seq, change);
    }
    return seq;
  }

  /** A partner whose scope begins now; again for the same handle changes it; null ends it. */
  async scope(handle: string, scope: ScopeRow | null, region: string | null = null): Promise<number> {
    const seq = await this.bump('SCOPE');
    await this.owner.query(
      `insert into access.partner (id, handle, name, created_at) values ($1, $2, $2, now()) on conflict do nothing`,
      [partnerId(handle), handle],
    );
    await this.owner.query('update access.partner_scope set to_seq = $2 where partner_id = $1 and to_seq is null', [
      partnerId(handle),
      seq,
    ]);
    if (scope) {
      await this.owner.query(
        'insert into access.partner_scope (partner_id, from_seq, kinds, topics, audiences, locales, region) values ($1, $2, $3, $4, $5, $6, $7)',
        [
          partnerId(handle),
          seq,
          scope.kinds ?? null,
          scope.topics?.map(id) ?? null,
          scope.audiences ?? null,
          scope.locales ?? null,
          region,
        ],
      );
    }
    return seq;
  }

  async view(handle = 'public', seq?: number): Promise<View> {
    const head = await this.reader.head();
    const snapshot =
      seq === undefined
        ? head
        : await this.one<View['snapshot']>(
            `select seq::float8 as seq, encode(mark, 'hex') as mark,
                    to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from ledger.publication where seq = $1`,
            [seq],
          );
    return this.reader.view({ id: partnerId(handle), handle, origins: null, quotas: null }, snapshot);
  }

  async read(view: View, word: string, locale = 'en', edition?: number): Promise<PublishedDocument | null> {
    const [found] = await this.reader.byKeys(view, [
      { documentId: id(word), locale, ...(edition === undefined ? {} : { edition }) },
    ]);
    return found ?? null;
  }

  async slug(view: View, kind: Kind, slug: string, locale = 'en'): Promise<PublishedDocument | null> {
    const [found] = await this.reader.bySlugs(view, [{ kind, slug, locale }]);
    return found ?? null;
  }

  /** Every statement that the work sends. */
  async statements(work: () => Promise<unknown>): Promise<string[]> {
    const sent: string[] = [];
    const stop = this.pool.onStatement((statement) => sent.push(statement.name));
    await work().finally(stop);
    return sent;
  }

  async one<R extends object>(text: string, values: readonly unknown[] = []): Promise<R> {
    const { rows } = await this.owner.query<R>(text, [...values]);
    const [row] = rows;
    if (!row) throw new Error(`no row: ${text}`);
    return row;
  }

  private async bump(kind: string): Promise<number> {
    const { seq } = await this.one<{ seq: number }>(
      `with head as (
         update ledger.head set seq = seq + 1, at = at + interval '1 minute 1 microsecond', mark = uuid_send(gen_random_uuid()) returning seq, mark, at)
       insert into ledger.publication (seq, mark, at, actor, kind) select seq, mark, at, 'system:test', $1 from head returning seq::float8 as seq`,
      [kind],
    );
    return seq;
  }

  private async declare({ id: word, kind }: Put): Promise<void> {
    await this.owner.query(
      `insert into content.document (id, kind, created_at, created_by) values ($1, $2, now(), 'test') on conflict do nothing`,
      [id(word), kind],
    );
    if (kind === 'topic')
      await this.owner.query('insert into delivery.topic_node (document_id) values ($1) on conflict do nothing', [
        id(word),
      ]);
  }

  private async put(seq: number, put: Put): Promise<void> {
    const { kind, locale = 'en', slug = put.id, body = {} } = put;
    const key = [id(put.id), locale];
    const hash = createHash('sha256')
      .update(JSON.stringify([put.id, locale, slug, body, seq]))
      .digest();
    await this.owner.query(
      `insert into content.variant (document_id, locale, kind, draft, draft_format, draft_version, created_at, saved_at, saved_by)
       values ($1, $2, $3, '{}', 1, 1, now(), now(), 'test') on conflict do nothing`,
      [...key, kind],
    );
    const { number } = await this.one<{ number: number }>(
      'update content.variant set last_edition = last_edition + 1, last_revision = last_revision + 1 where document_id = $1 and locale = $2 returning last_edition as number',
      key,
    );
    await this.owner.query(
      `insert into content.revision (document_id, locale, number, slug, body, body_format, hash, author, created_at) values ($1, $2, $3, $4, $5, 1, $6, 'test', now())`,
      [...key, number, slug, body, hash],
    );
    await this.owner.query(
      `insert into content.edition (document_id, locale, number, revision, seq, change_kind) values ($1, $2, $3, $3, $4, 'MAJOR')`,
      [...key, number, seq],
    );
    await this.owner.query(
      `insert into delivery.edition_row (document_id, locale, from_seq, edition, kind, slug, published_at, change_kind, note, hash, hash64, body_format, body, rendered)
       select $1, $2, $3, $4, $5, $6, at, 'MAJOR', $11, $7, $10, 1, $8, $9 from ledger.publication where seq = $3`,
      [
        ...key,
        seq,
        number,
        kind,
        slug,
        hash,
        body,
        { fields: put.fields ?? {}, wordCount: 0, readingMinutes: 0, readingGrade: null },
        hash64(id(put.id), locale, hash).toString(),
        put.note ?? null,
      ],
    );
    await this.list(seq, put, slug, key);
    for (const [ordinal, { role, to }] of (put.refers ?? []).entries()) {
      await this.owner.query(
        `insert into delivery.reference (document_id, locale, from_seq, ordinal, role, target, kind, audience, topics)
         select document_id, locale, $3, $4, $5, $6, kind, audience, topics from delivery.listing where document_id = $1 and locale = $2 and to_seq is null`,
        [...key, seq, ordinal, role, id(to)],
      );
    }
    if (kind === 'topic') await this.plant(seq, put);
  }

  private async list(seq: number, put: Put, slug: string, key: readonly string[]): Promise<void> {
    const audience = (put.audiences ?? []).reduce(
      (mask, audienceKey) => mask | (1 << AUDIENCES.indexOf(audienceKey)),
      0,
    );
    const { topics } = await this.one<{ topics: number[] }>(
      `select coalesce(array_agg(topic order by topic), '{}') as topics from delivery.topic_node where document_id = any ($1)`,
      [(put.topics ?? []).map(id)],
    );
    const { rows: open } = await this.owner.query<{ unchanged: boolean; published_at: string }>(
      `select slug = $3 and audience = $4 and topics = $5 as unchanged, published_at::text from delivery.listing where document_id = $1 and locale = $2 and to_seq is null`,
      [...key, slug, audience, topics],
    );
    if (open[0]?.unchanged) return;
    await this.unlist(seq, key);
    await this.owner.query(
      `insert into delivery.listing (document_id, locale, kind, slug, published_at, appeared_at, from_seq, audience, topics)
       select $1, $2, $4, $5, coalesce($8::timestamptz, at), coalesce((select min(appeared_at) from delivery.listing where document_id = $1), at), $3, $6, $7 from ledger.publication where seq = $3`,
      [...key, seq, put.kind, slug, audience, topics, open[0]?.published_at ?? null],
    );
    await this.owner.query(
      `insert into delivery.listing_topic (topic, kind, locale, slug, published_at, appeared_at, document_id, audience, topics, from_seq)
       select unnest(topics), kind, locale, slug, published_at, appeared_at, document_id, audience, topics, from_seq from delivery.listing where document_id = $1 and locale = $2 and from_seq = $3`,
      [...key, seq],
    );
  }

  private async unlist(seq: number, key: readonly string[]): Promise<void> {
    for (const table of ['listing', 'listing_topic']) {
      await this.owner.query(
        `update delivery.${table} set to_seq = $3 where document_id = $1 and locale = $2 and to_seq is null`,
        [...key, seq],
      );
    }
  }

  private async plant(seq: number, put: Put): Promise<void> {
    const values = [id(put.id), put.broader === undefined ? null : id(put.broader), seq];
    const { rowCount } = await this.owner.query(
      `select from delivery.topic_tree t join delivery.topic_node n using (topic) left join delivery.topic_node b on b.topic = t.broader
       where n.document_id = $1 and t.to_seq is null and b.document_id is not distinct from $2::uuid`,
      values.slice(0, 2),
    );
    if (rowCount) return;
    await this.owner.query(
      'update delivery.topic_tree set to_seq = $2 where to_seq is null and topic = (select topic from delivery.topic_node where document_id = $1)',
      [values[0], seq],
    );
    await this.owner.query(
      `insert into delivery.topic_tree (topic, broader, from_seq)
       select n.topic, (select topic from delivery.topic_node where document_id = $2), $3 from delivery.topic_node n where n.document_id = $1`,
      values,
    );
  }

  private async withdraw(
    seq: number,
    { withdraw, locale = 'en', reason = 'GONE', replacedBy, notice }: Withdraw,
  ): Promise<void> {
    const key = [id(withdraw), locale];
    await this.owner.query(
      `insert into delivery.withdrawal (document_id, locale, seq, kind, slug, at, reason, replaced_by, notice)
       select l.document_id, l.locale, $3, l.kind, l.slug, p.at, $4, $5, $6
       from delivery.listing l join ledger.publication p on p.seq = $3 where l.document_id = $1 and l.locale = $2 and l.to_seq is null`,
      [...key, seq, reason, replacedBy === undefined ? null : id(replacedBy), notice ?? null],
    );
    await this.unlist(seq, key);
  }
}

export function partnerId(handle: string): string {
  return handle === 'public' ? PUBLIC : id(`partner ${handle}`);
}
