import { constraintOf, UnitOfWork } from '#platform';
import type { Reason } from '../domain/reason.js';
import { UnknownPartner } from '../domain/preview-refusals.js';
import { OVERLAY_SETTINGS, overlaid } from './overlay.js';

/** What a link is for: a draft, a release, or several changes that nothing names. */
export type Shows = { readonly documentId: string; readonly locale: string } | { readonly release: string } | null;

/** A link that shows something else from now on, behind the same token. */
export interface RenewedLink {
  readonly id: string;
  readonly at: Date;
  readonly by: string;
}

export interface NewLink {
  readonly id: string;
  readonly tokenHash: Buffer;
  readonly partner: string;
  readonly shows: Shows;
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
  readonly release: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly objections: number;
}

const LINK = `l.id, l.base::float8 as base, l.partner, l.document_id as "documentId", l.locale, l.release::text as release, l.created_at as "createdAt",
  l.created_by as "createdBy", l.expires_at as "expiresAt",
  (select count(*)::int4 from preview.objection o where o.link = l.id) as objections`;

/** Everything that a link lays down. */
const LAID = [
  'objection',
  'revision_over',
  'edition_row_over',
  'listing_over',
  'listing_topic_over',
  'reference_over',
  'withdrawal_over',
  'topic_node_over',
  'topic_tree_over',
  'search_over',
  'search_lexeme_over',
] as const;

/** All SQL on links of previews. What lies over the published side is written by the stores of publishing, through `over`. */
export class PreviewStore {
  constructor(private readonly work: UnitOfWork) {}

  /** Lays a link over what is published now, and chooses it for the rest of the transaction. */
  async begin(link: NewLink): Promise<{ readonly base: number; readonly at: string }> {
    const { id, tokenHash, partner, shows, at, by, expiresAt } = link;
    const draft = shows !== null && 'documentId' in shows ? shows : null;
    const release = shows !== null && 'release' in shows ? shows.release : null;
    try {
      const [row] = await this.work.rows<{ base: number; at: string }>(
        `with begun as (
           insert into preview.link (id, token_hash, base, mark, at, partner, document_id, locale, created_at, created_by, expires_at, release)
           select $1, $2, h.seq, uuid_send(gen_random_uuid()), greatest(clock_timestamp(), h.at + interval '1 microsecond'), $3, $4, $5, $6, $7, $8, $9
           from ledger.head h returning id, base, at)
         select b.base::float8 as base, to_char(b.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
           set_config('${OVERLAY_SETTINGS.link}', b.id::text, true), set_config('${OVERLAY_SETTINGS.base}', b.base::text, true) from begun b`,
        [id, tokenHash, partner, draft?.documentId ?? null, draft?.locale ?? null, at, by, expiresAt, release],
      );
      if (!row) throw new Error('ledger.head is empty');
      return row;
    } catch (error) {
      if (constraintOf(error) !== 'link_partner_fkey') throw error;
      throw new UnknownPartner(['partner']);
    }
  }

  /**
   * Takes away all that a link laid down, and lays it over what is published now. Null when it has ended. Of two at once the second
   * waits for the first, and takes away what that laid down.
   */
  async renew({ id, at, by }: RenewedLink): Promise<{ readonly base: number; readonly at: string } | null> {
    const [row] = await this.work.rows<{ base: number; at: string }>(
      `with renewed as (
         update preview.link l set base = h.seq, mark = uuid_send(gen_random_uuid()), at = greatest(clock_timestamp(), h.at + interval '1 microsecond'),
           created_at = $2, created_by = $3
         from ledger.head h where l.id = $1 and l.expires_at > $2 returning l.id, l.base, l.at)
       select r.base::float8 as base, to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
         set_config('${OVERLAY_SETTINGS.link}', r.id::text, true), set_config('${OVERLAY_SETTINGS.base}', r.base::text, true) from renewed r`,
      [id, at, by],
    );
    if (!row) return null;
    for (const table of LAID) await this.work.rows(`delete from preview.${table} where link = $1`, [id]);
    return row;
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
