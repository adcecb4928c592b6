import { isUuid, UnitOfWork } from '#platform';
import type { Release, ReleaseItem, ReleaseState } from '../domain/release.js';
import type { VariantKey } from './draft.store.js';

interface ReleaseRow extends Omit<Release, 'createdAt' | 'approvedAt'> {
  readonly createdAt: Date;
  readonly approvedAt: Date | null;
}

interface ItemRow extends VariantKey {
  readonly action: 'PUBLISH' | 'WITHDRAW';
  readonly changeKind: never;
  readonly note: string | null;
  readonly chosen: number | null;
  readonly revision: number | null;
  readonly edition: number | null;
  readonly reason: never;
  readonly replacedBy: string | null;
  readonly notice: string | null;
}

const ITEM = `jsonb_build_object('documentId', i.document_id, 'locale', i.locale, 'action', i.action, 'changeKind', i.change_kind, 'note', i.note,
  'chosen', i.chosen, 'revision', i.revision, 'edition', i.edition, 'reason', i.reason, 'replacedBy', i.replaced_by, 'notice', i.notice)`;
const RELEASE = `r.id, r.name, r.note, r.state, r.version, r.created_at as "createdAt", r.created_by as "createdBy", r.approved_at as "approvedAt",
  r.approved_by as "approvedBy", r.seq::float8 as seq,
  coalesce((select jsonb_agg(${ITEM} order by i.ordinal) from content.release_item i where i.release_id = r.id), '[]') as items`;

/** Where a release goes from here, with what changes beside its state. */
export interface ReleaseStep {
  readonly id: string;
  readonly state: ReleaseState;
  readonly name: string | null;
  readonly note: string | null;
  readonly approved: { readonly at: string; readonly by: string } | null;
  readonly seq: number | null;
}

/** All SQL on releases and what is in them. */
export class ReleaseStore {
  constructor(private readonly work: UnitOfWork) {}

  async insert(release: { id: string; name: string | null; note: string | null; at: Date; by: string }): Promise<void> {
    await this.work.rows(
      `insert into content.release (id, name, note, state, version, created_at, created_by) values ($1, $2, $3, 'OPEN', 1, $4, $5)`,
      [release.id, release.name, release.note, release.at, release.by],
    );
  }

  async find(id: string): Promise<Release | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.work.rows<ReleaseRow>(`select ${RELEASE} from content.release r where r.id = $1`, [id]);
    return row ? releaseOf(row) : null;
  }

  /** Held until the transaction ends. Before documents in the order of locks, and before its schedule. */
  async hold(id: string): Promise<Release | null> {
    if (!isUuid(id)) return null;
    await this.work.rows('select id from content.release where id = $1 for no key update', [id]);
    return this.find(id);
  }

  /** Newest first. */
  async list(page: {
    states: readonly ReleaseState[] | null;
    first: number;
    before: string | null;
  }): Promise<readonly Release[]> {
    const rows = await this.work.rows<ReleaseRow>(
      `select ${RELEASE} from content.release r
       where ($1::text[] is null or r.state = any ($1::text[])) and ($2::uuid is null or r.id < $2) order by r.id desc limit $3`,
      [page.states, page.before, page.first],
    );
    return rows.map(releaseOf);
  }

  async step({ id, state, name, note, approved, seq }: ReleaseStep): Promise<void> {
    await this.work.rows(
      `update content.release set state = $2, version = version + 1, name = $3, note = $4, approved_at = $5, approved_by = $6, seq = $7 where id = $1`,
      [id, state, name, note, approved?.at ?? null, approved?.by ?? null, seq],
    );
  }

  async removeItems(id: string, keys: readonly VariantKey[]): Promise<void> {
    await this.work.rows(
      `delete from content.release_item i using unnest($2::uuid[], $3::text[]) as k (document_id, locale)
       where i.release_id = $1 and i.document_id = k.document_id and i.locale = k.locale`,
      [id, keys.map((key) => key.documentId), keys.map((key) => key.locale)],
    );
  }

  /** What is in it already keeps its place. */
  async putItems(id: string, items: readonly ReleaseItem[]): Promise<void> {
    const rows = items.map((item) => ({
      changeKind: null,
      note: null,
      chosen: null,
      revision: null,
      reason: null,
      replacedBy: null,
      notice: null,
      ...item,
    }));
    await this.work.rows(
      `insert into content.release_item as i (release_id, document_id, locale, ordinal, action, change_kind, note, chosen, revision, edition, reason, replaced_by, notice)
       select $1, (x.item ->> 'documentId')::uuid, x.item ->> 'locale', coalesce((select max(o.ordinal) from content.release_item o where o.release_id = $1), 0) + x.ord,
         x.item ->> 'action', x.item ->> 'changeKind', x.item ->> 'note', (x.item ->> 'chosen')::int4, (x.item ->> 'revision')::int4, (x.item ->> 'edition')::int4,
         x.item ->> 'reason', (x.item ->> 'replacedBy')::uuid, x.item ->> 'notice'
       from jsonb_array_elements($2::jsonb) with ordinality as x (item, ord)
       on conflict (release_id, document_id, locale) do update set action = excluded.action, change_kind = excluded.change_kind, note = excluded.note,
         chosen = excluded.chosen, revision = excluded.revision, edition = excluded.edition, reason = excluded.reason, replaced_by = excluded.replaced_by, notice = excluded.notice`,
      [id, JSON.stringify(rows)],
    );
  }

  async pin(
    id: string,
    pins: readonly (VariantKey & { readonly revision: number | null; readonly edition: number })[],
  ): Promise<void> {
    await this.work.rows(
      `update content.release_item i set revision = p.revision, edition = p.edition
       from jsonb_to_recordset($2::jsonb) as p ("documentId" uuid, locale text, revision int4, edition int4)
       where i.release_id = $1 and i.document_id = p."documentId" and i.locale = p.locale`,
      [id, JSON.stringify(pins)],
    );
  }

  async unpin(id: string): Promise<void> {
    await this.work.rows('update content.release_item set edition = null, revision = null where release_id = $1', [id]);
  }
}

function releaseOf({ createdAt, approvedAt, items, ...row }: ReleaseRow): Release {
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    approvedAt: approvedAt?.toISOString() ?? null,
    items: (items as unknown as readonly ItemRow[]).map(itemOf),
  };
}

function itemOf(row: ItemRow): ReleaseItem {
  const { documentId, locale, edition, action, changeKind, note, chosen, revision, reason, replacedBy, notice } = row;
  return action === 'PUBLISH'
    ? { documentId, locale, edition, action, changeKind, note, chosen, revision }
    : { documentId, locale, edition, action, reason, replacedBy, notice };
}
