import { UnitOfWork } from '#platform';
import type { Outcome, State } from '../domain/workflow/workflow.js';
import type { VariantKey } from './draft.store.js';
import { workflowState } from './standing.js';

/** A revision that somebody was asked to look at. */
export interface Review extends VariantKey {
  readonly id: string;
  readonly revision: number;
  /** Of the draft, when the review is the one that its state speaks of. */
  readonly state: State | null;
  /** Such as `editor:<id>`. */
  readonly submittedBy: string;
  readonly submittedByName: string | null;
  readonly submittedAt: string;
  readonly note: string | null;
  readonly dueAt: string;
  /** Id of the editor who is asked; null: whoever may. */
  readonly reviewer: string | null;
  readonly outcome: Outcome | null;
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: string | null;
  readonly answer: string | null;
}

export interface ReviewPosition {
  readonly dueAt: string;
  readonly id: string;
}

/** Who asks for a queue, and in which languages they may approve. */
export interface Queued {
  /** Such as `editor:<id>`. */
  readonly who: string;
  readonly editor: string | null;
  readonly locales: readonly string[];
  /** Of those, the languages in which nobody else may publish: what they submitted waits for themselves. */
  readonly alone: readonly string[];
  readonly now: Date;
}

export const QUEUES = ['mine', 'waiting', 'overdue'] as const;
export type Queue = (typeof QUEUES)[number];

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const REVIEW = `r.id, r.document_id as "documentId", r.locale, r.revision, case when v.review = r.id then ${workflowState('v')} end as state,
  r.submitted_by as "submittedBy", s.name as "submittedByName", ${instant('r.submitted_at')} as "submittedAt", r.note, ${instant('r.due_at')} as "dueAt", r.reviewer,
  r.outcome, r.decided_by as "decidedBy", d.name as "decidedByName", ${instant('r.decided_at')} as "decidedAt", r.answer`;
const FROM = `content.review r join content.variant v using (document_id, locale)
  left join access.editor s on r.submitted_by = 'editor:' || s.id left join access.editor d on r.decided_by = 'editor:' || d.id`;

const MAY_DECIDE = `v.workflow_state = 'in-review' and v.review = r.id and r.locale = any (a.locales)
  and (r.submitted_by <> a.who or r.locale = any (a.alone)) and (r.reviewer is null or r.reviewer = a.editor)`;
const IN: Readonly<Record<Queue, string>> = {
  mine: `r.submitted_by = a.who and v.review = r.id and v.workflow_state in ('in-review', 'changes-requested', 'approved')`,
  waiting: MAY_DECIDE,
  overdue: `r.outcome is null and r.due_at < a.now and (r.submitted_by = a.who or (${MAY_DECIDE}))`,
};

/** Reviews as people look at them. */
export class ReviewStore {
  constructor(private readonly work: UnitOfWork) {}

  /** What should be looked at first comes first. */
  async queue(
    queue: Queue,
    { who, locales, alone, editor, now }: Queued,
    page: { readonly first: number; readonly after: ReviewPosition | null },
  ): Promise<readonly Review[]> {
    return this.work.rows<Review>(
      `with asking as (select $1::text as who, $2::text[] as locales, $3::text[] as alone, $4::uuid as editor, $5::timestamptz as now)
       select ${REVIEW} from asking a cross join ${FROM} where ${IN[queue]} and (r.due_at, r.id) > ($6::timestamptz, $7::uuid) order by r.due_at, r.id limit $8`,
      [
        who,
        locales,
        alone,
        editor,
        now,
        page.after?.dueAt ?? '-infinity',
        page.after?.id ?? '00000000-0000-0000-0000-000000000000',
        page.first,
      ],
    );
  }

  async findMany(ids: readonly string[]): Promise<readonly Review[]> {
    return this.work.rows<Review>(`select ${REVIEW} from ${FROM} where r.id = any ($1::uuid[])`, [ids]);
  }
}
