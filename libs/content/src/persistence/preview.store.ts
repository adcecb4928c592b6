import { constraintOf, UnitOfWork } from '#platform';
import type { Reason } from '../domain/reason.js';
import { UnknownPartner } from '../domain/preview-refusals.js';
import { OVERLAY_SETTINGS, overlaid } from './overlay.js';

export interface NewLink {
  readonly id: string;
  readonly tokenHash: Buffer;
  readonly partner: string;
  /** Null for what changes several documents. */
  readonly shows: { readonly documentId: string; readonly locale: string } | null;
  readonly at: Date;
  readonly by: string;
  readonly expiresAt: Date;
}

export interface LinkRow {
  readonly id: string;
  readonly base: number;
  readonly partner: string;
  readonly documentId: string | null;
  readonly locale: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly objections: number;
}

const LINK = `l.id, l.base::float8 as base, l.partner, l.document_id as "documentId", l.locale, l.created_at as "createdAt",
  l.created_by as "createdBy", l.expires_at as "expiresAt",
  (select count(*)::int4 from preview.objection o where o.link = l.id) as objections`;

/** All SQL on links of previews. What lies over the published side is written by the stores of publishing, through `over`. */
export class PreviewStore {
  constructor(private readonly work: UnitOfWork) {}

  /** Lays a link over what is published now, and chooses it for the rest of the transaction. */
  async begin(link: NewLink): Promise<{ readonly base: number; readonly at: string }> {
    const { id, tokenHash, partner, shows, at, by, expiresAt } = link;
    try {
      const [row] = await this.work.rows<{ base: number; at: string }>(
        `with begun as (
           insert into preview.link (id, token_hash, base, mark, at, partner, document_id, locale, created_at, created_by, expires_at)
           select $1, $2, h.seq, uuid_send(gen_random_uuid()), greatest(clock_timestamp(), h.at + interval '1 microsecond'), $3, $4, $5, $6, $7, $8
           from ledger.head h returning id, base, at)
         select b.base::float8 as base, to_char(b.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
           set_config('${OVERLAY_SETTINGS.link}', b.id::text, true), set_config('${OVERLAY_SETTINGS.base}', b.base::text, true) from begun b`,
        [id, tokenHash, partner, shows?.documentId ?? null, shows?.locale ?? null, at, by, expiresAt],
      );
      if (!row) throw new Error('ledger.head is empty');
      return row;
    } catch (error) {
      if (constraintOf(error) !== 'link_partner_fkey') throw error;
      throw new UnknownPartner(['partner']);
    }
  }

  /** Runs the statements of publishing on the chosen preview. */
  get over(): Pick<UnitOfWork, 'rows'> {
    return { rows: (sql, values) => this.work.rows(overlaid(sql), values) };
  }

  /** Keeps why it could not be published; lets go of what was needed only to write it. */
  async finish(id: string, reasons: readonly Reason[]): Promise<void> {
    await this.work.rows('delete from preview.revision_over where link = $1', [id]);
    if (reasons.length === 0) return;
    await this.work.rows(
      `insert into preview.objection (link, ordinal, kind, message, path)
       select $1, r.ord, r.reason ->> 'kind', r.reason ->> 'message', r.reason -> 'path'
       from jsonb_array_elements($2::jsonb) with ordinality as r (reason, ord)`,
      [id, JSON.stringify(reasons)],
    );
  }

  /** Links that still open something, newest first. */
  async list(page: { first: number; before: string | null; now: Date }): Promise<readonly LinkRow[]> {
    return this.work.rows<LinkRow>(
      `select ${LINK} from preview.link l where l.expires_at > $1 and ($2::uuid is null or l.id < $2) order by l.id desc limit $3`,
      [page.now, page.before, page.first],
    );
  }

  async find(id: string): Promise<LinkRow | null> {
    const [row] = await this.work.rows<LinkRow>(`select ${LINK} from preview.link l where l.id = $1`, [id]);
    return row ?? null;
  }

  async end(id: string): Promise<boolean> {
    const rows = await this.work.rows('delete from preview.link where id = $1 returning 1', [id]);
    return rows.length > 0;
  }

  async prune(now: Date): Promise<number> {
    const rows = await this.work.rows('delete from preview.link where expires_at <= $1 returning 1', [now]);
    return rows.length;
  }
}
