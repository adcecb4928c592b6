import { isUuid, UnitOfWork } from '#platform';
import type { ExpungeReason } from '../domain/expunging.js';

export const EXPUNGE_OUTCOMES = ['EXPUNGED', 'DECLINED', 'CANCELLED', 'EXPIRED'] as const;
export type ExpungeOutcome = (typeof EXPUNGE_OUTCOMES)[number];

/** That an editor asked for a document to be expunged, and what became of it. */
export interface AskedExpunge {
  readonly id: string;
  readonly documentId: string;
  /** Null: in every locale. */
  readonly locale: string | null;
  readonly reason: ExpungeReason;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  /** Null while nobody has decided. */
  readonly outcome: ExpungeOutcome | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

const REQUEST = `r.id, r.document_id as "documentId", r.locale, r.reason, r.requested_by as "requestedBy", r.requested_at as "requestedAt",
  r.expires_at as "expiresAt", r.outcome, r.decided_by as "decidedBy", r.decided_at as "decidedAt"`;

export class ExpungeRequestStore {
  constructor(private readonly work: UnitOfWork) {}

  async insert(request: Omit<AskedExpunge, 'outcome' | 'decidedBy' | 'decidedAt'>): Promise<void> {
    const { id, documentId, locale, reason, requestedBy, requestedAt, expiresAt } = request;
    await this.work.rows(
      'insert into content.expunge_request (id, document_id, locale, reason, requested_by, requested_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)',
      [id, documentId, locale, reason, requestedBy, requestedAt, expiresAt],
    );
  }

  async find(id: string): Promise<AskedExpunge | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.work.rows<AskedExpunge>(
      `select ${REQUEST} from content.expunge_request r where r.id = $1`,
      [id],
    );
    return row ?? null;
  }

  async findOpen(documentId: string, locale: string | null): Promise<AskedExpunge | null> {
    const [row] = await this.work.rows<AskedExpunge>(
      `select ${REQUEST} from content.expunge_request r where r.document_id = $1 and r.locale is not distinct from $2 and r.outcome is null`,
      [documentId, locale],
    );
    return row ?? null;
  }

  /** False when somebody has decided already. */
  async decide(id: string, outcome: ExpungeOutcome, by: string | null, at: Date): Promise<boolean> {
    const rows = await this.work.rows(
      'update content.expunge_request set outcome = $2, decided_by = $3, decided_at = $4 where id = $1 and outcome is null returning 1',
      [id, outcome, by, at],
    );
    return rows.length > 0;
  }

  /** Newest first; `after` is the id of the last one of the page before. */
  async list(page: {
    open: boolean;
    first: number;
    after: string | null;
    now: Date;
  }): Promise<readonly AskedExpunge[]> {
    return this.work.rows<AskedExpunge>(
      `select ${REQUEST} from content.expunge_request r
       where (not $1::boolean or (r.outcome is null and r.expires_at > $4))
         and ($3::uuid is null or (r.requested_at, r.id) < (select a.requested_at, a.id from content.expunge_request a where a.id = $3))
       order by r.requested_at desc, r.id desc limit $2`,
      [page.open, page.first, page.after, page.now],
    );
  }
}
