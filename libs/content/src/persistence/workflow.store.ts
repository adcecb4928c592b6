import { UnitOfWork } from '#platform';
import type { Looked } from '../domain/workflow/clearance.js';
import type { Outcome, State } from '../domain/workflow/workflow.js';
import type { VariantKey } from './draft.store.js';

export interface NewReview extends VariantKey {
  readonly revision: number;
  readonly submittedBy: string;
  readonly submittedAt: Date;
  readonly note: string | null;
  readonly dueAt: Date | string;
  readonly reviewer: string | null;
}

export interface Decision {
  readonly outcome: Outcome;
  readonly by: string;
  readonly at: Date;
  readonly answer: string | null;
}

const SAYS_THE_SAME = 'v.draft = r.body and v.draft_format = r.body_format and v.slug is not distinct from r.slug';

/** When a revision says that it must be looked at again. */
const SAID_DAY = `coalesce(r.body ->> 'reviewBy', r.body ->> 'verifyBy')::date`;

/** All SQL on reviews, and on the states of working copies. Whoever writes a state holds the variant. */
export class WorkflowStore {
  constructor(private readonly work: UnitOfWork) {}

  /** A new review, and the variant in review by it. What was open before it is closed. */
  async open(review: NewReview): Promise<string> {
    const { documentId, locale } = review;
    const [made] = await this.work.rows<{ id: string }>(
      `insert into content.review (id, document_id, locale, revision, submitted_by, submitted_at, note, due_at, reviewer)
       values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8) returning id`,
      [
        documentId,
        locale,
        review.revision,
        review.submittedBy,
        review.submittedAt,
        review.note,
        review.dueAt,
        review.reviewer,
      ],
    );
    if (!made) throw new Error('a review was not made');
    await this.move(review, 'in-review', made.id);
    return made.id;
  }

  async decide(review: string, { outcome, by, at, answer }: Decision): Promise<void> {
    await this.work.rows(
      'update content.review set outcome = $2, decided_by = $3, decided_at = $4, answer = $5 where id = $1',
      [review, outcome, by, at, answer],
    );
  }

  async move({ documentId, locale }: VariantKey, state: State, review: string | null): Promise<void> {
    await this.work.rows(
      'update content.variant set workflow_state = $3, review = $4 where document_id = $1 and locale = $2',
      [documentId, locale, state, review],
    );
  }

  /** What the states of drafts say once this is public and that has left the public. */
  async settle(
    published: readonly (VariantKey & { readonly revision: number })[],
    withdrawn: readonly VariantKey[],
    by: string,
  ): Promise<void> {
    await this.published(published, by);
    await this.withdrawn(withdrawn);
  }

  /**
   * These revisions are live from now on. A draft that says what its revision says is live as it stands, and nothing is under way
   * for it any more; one that has moved on stays where it is.
   */
  private async published(items: readonly (VariantKey & { readonly revision: number })[], by: string): Promise<void> {
    if (items.length === 0) return;
    const rows = JSON.stringify(items.map(({ documentId, locale, revision }) => ({ documentId, locale, revision })));
    const named = `jsonb_to_recordset($1) as p ("documentId" uuid, locale text, revision int4)
       join content.revision r on r.document_id = p."documentId" and r.locale = p.locale and r.number = p.revision`;
    await this.work.rows(
      `update content.review w set outcome = 'overtaken', decided_by = $2, decided_at = clock_timestamp()
       from content.variant v, ${named}
       where v.document_id = p."documentId" and v.locale = p.locale and w.id = v.review and w.outcome is null and ${SAYS_THE_SAME}`,
      [rows, by],
    );
    await this.work.rows(
      `update content.variant v set
         workflow_state = case when ${SAYS_THE_SAME} then 'published' when v.workflow_state in ('published', 'withdrawn') then 'draft' else v.workflow_state end,
         review = case when ${SAYS_THE_SAME} then null else v.review end,
         due_said = ${SAID_DAY}, due_on = case when v.due_said is not distinct from ${SAID_DAY} then v.due_on else ${SAID_DAY} end
       from ${named} where v.document_id = p."documentId" and v.locale = p.locale`,
      [rows],
    );
  }

  private async withdrawn(keys: readonly VariantKey[]): Promise<void> {
    if (keys.length === 0) return;
    await this.work.rows(
      `update content.variant v set workflow_state = case when v.workflow_state = 'published' then 'withdrawn' else v.workflow_state end, due_said = null, due_on = null
       from unnest($1::uuid[], $2::text[]) as k (document_id, locale) where v.document_id = k.document_id and v.locale = k.locale`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale)],
    );
  }

  /** Who has looked at these revisions, by `document locale revision`. */
  async looks(
    revisions: readonly (VariantKey & { readonly revision: number })[],
  ): Promise<ReadonlyMap<string, Looked>> {
    const rows = await this.work.rows<Looked & VariantKey & { readonly revision: number }>(
      `select k.document_id as "documentId", k.locale, k.revision, a.submitted_by as "submittedBy", a.decided_by as "approvedBy",
         exists (select from content.edition e where e.document_id = k.document_id and e.locale = k.locale and e.revision = k.revision) as "wasPublic"
       from unnest($1::uuid[], $2::text[], $3::int4[]) as k (document_id, locale, revision)
       left join lateral (
         select w.submitted_by, w.decided_by from content.review w
         where w.document_id = k.document_id and w.locale = k.locale and w.revision = k.revision and w.outcome = 'approved'
         order by w.decided_by = w.submitted_by, w.decided_at desc limit 1
       ) a on true`,
      [
        revisions.map((key) => key.documentId),
        revisions.map((key) => key.locale),
        revisions.map((key) => key.revision),
      ],
    );
    return new Map(rows.map((row) => [`${row.documentId} ${row.locale} ${row.revision}`, row]));
  }
}
