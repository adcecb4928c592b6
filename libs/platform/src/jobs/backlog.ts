/** What waits to be done, of one sort. */
export interface Backlog {
  readonly waiting: number;
  /** Of those, whose time has come. */
  readonly overdue: number;
  /** Seconds that the oldest of them has been waiting since; 0 without one. */
  readonly overdueFor: number;
}

/** One row: how many wait and are overdue, and how long, counted from an instant that is the parameter $1. */
export function backlogColumns(dueAt: string): string {
  return `count(*)::int4 as waiting, count(*) filter (where ${dueAt} <= $1)::int4 as overdue,
    greatest(0, coalesce(extract(epoch from $1::timestamptz - min(${dueAt})), 0))::float8 as "overdueFor"`;
}
