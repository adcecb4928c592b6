import type { UnitOfWork } from '../database/unit-of-work.js';

export interface JobTerms {
  /** A waiting job of the same key is replaced by this one. */
  readonly key?: string;
  /** Not before this instant; left out: at once. */
  readonly at?: Date;
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
