/**
 * SQL that is true of a variant when a schedule waits with exactly what its draft says, in a release of it alone or with others.
 * Asked of the schedules each time: a state of its own, written beside them, would have to be taken back by whatever fires, fails,
 * moves, calls off or reopens them, and by every save.
 */
export const isScheduled = (variant: string): string => `exists (
  select from content.release_item i
  join content.schedule s on s.release_id = i.release_id and s.state = 'WAITING'
  join content.revision r on r.document_id = i.document_id and r.locale = i.locale and r.number = i.revision
  where i.document_id = ${variant}.document_id and i.locale = ${variant}.locale
    and r.body = ${variant}.draft and r.body_format = ${variant}.draft_format and r.slug is not distinct from ${variant}.slug)`;

/** SQL for the variants of which that is true: few, and found from what waits. */
export const SCHEDULED = `select x.document_id, x.locale from content.variant x where x.workflow_state <> 'published' and ${isScheduled('x')}`;

/** SQL for where a variant stands in the workflow. What is live as it stands is published, whatever still waits. */
export const workflowState = (variant: string): string =>
  `case when ${variant}.workflow_state <> 'published' and ${isScheduled(variant)} then 'scheduled' else ${variant}.workflow_state end`;
