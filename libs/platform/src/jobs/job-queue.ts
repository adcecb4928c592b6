import type { UnitOfWork } from '../database/unit-of-work.js';

export interface JobTerms {
  /** A waiting job of the same key is replaced by this one. */
  readonly key?: string;
  /** Not before this instant; left out: at once. */
  readonly at?: Date;
}

/** The jobs of one name that are in the queue. */
export interface QueuedJobs {
  readonly job: string;
  /** Whose time has come, and that nobody has in hand. */
  readonly due: number;
  readonly later: number;
  readonly running: number;
  /** Failed as often as they may: nobody tries them again. */
  readonly givenUp: number;
  /** Seconds that the oldest of those that are due has been so; 0 without one. */
  readonly oldestDue: number;
}

/** Work for the worker. A job is a row like any other: it comes to be with the unit of work that adds it, or not at all. */
export class JobQueue {
  constructor(private readonly work: UnitOfWork) {}

  /** The payload holds ids, never text: nothing that is expunged may lie in the queue. */
  async add(name: string, payload: Readonly<Record<string, unknown>>, { key, at }: JobTerms = {}): Promise<void> {
    await this.work.rows('select graphile_worker.add_job($1, $2::json, job_key => $3, run_at => $4)', [
      name,
      JSON.stringify(payload),
      key ?? null,
      at ?? null,
    ]);
  }

  /** What is in the queue, by name. */
  async queued(): Promise<readonly QueuedJobs[]> {
    return this.work.rows<QueuedJobs>(
      `select job, count(*) filter (where state = 'due')::int4 as due, count(*) filter (where state = 'later')::int4 as later,
         count(*) filter (where state = 'running')::int4 as running, count(*) filter (where state = 'given up')::int4 as "givenUp",
         coalesce(extract(epoch from now() - min(run_at) filter (where state = 'due')), 0)::float8 as "oldestDue"
       from (
         select task_identifier as job, run_at,
           case when attempts >= max_attempts and locked_at is null then 'given up' when locked_at is not null then 'running'
             when run_at > now() then 'later' else 'due' end as state
         from graphile_worker.jobs
       ) j group by job order by job`,
    );
  }

  /** The same work for each of many: at once, in one statement. */
  async addEach(
    name: string,
    jobs: readonly { readonly key: string; readonly payload: Readonly<Record<string, unknown>> }[],
  ): Promise<void> {
    if (jobs.length === 0) return;
    await this.work.rows(
      `select graphile_worker.add_job($1, j.payload, job_key => j.key)
       from unnest($2::json[], $3::text[]) as j (payload, key)`,
      [name, jobs.map(({ payload }) => JSON.stringify(payload)), jobs.map(({ key }) => key)],
    );
  }
}
