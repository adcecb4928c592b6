import { type Backlog, backlogColumns, constraintOf, isUuid, UnitOfWork } from '#platform';
import type { Reason } from '../domain/reason.js';
import type { Schedule, ScheduleState } from '../domain/schedule.js';
import type { VariantKey } from './draft.store.js';

interface ScheduleRow extends Omit<Schedule, 'instant' | 'createdAt' | 'endedAt'> {
  readonly instant: Date;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

const SCHEDULE = `s.id, s.release_id as "releaseId", to_char(s.local_time, 'YYYY-MM-DD"T"HH24:MI:SS') as "localTime", s.zone, s.instant, s.state, s.version,
  s.attempts, s.reasons, s.created_at as "createdAt", s.created_by as "createdBy", s.ended_at as "endedAt"`;

/** All SQL on schedules. A release is locked before its schedule. */
export class ScheduleStore {
  constructor(private readonly work: UnitOfWork) {}

  /** False when the release waits already. */
  async insert(
    schedule: Pick<Schedule, 'id' | 'releaseId' | 'localTime' | 'zone' | 'instant' | 'createdBy'> & {
      readonly at: Date;
    },
  ): Promise<boolean> {
    const { id, releaseId, localTime, zone, instant, createdBy, at } = schedule;
    const rows = await this.work.rows(
      `insert into content.schedule (id, release_id, local_time, zone, instant, state, version, not_before, created_at, created_by)
       values ($1, $2, $3, $4, $5, 'WAITING', 1, $5, $6, $7) on conflict (release_id) where state = 'WAITING' do nothing returning 1`,
      [id, releaseId, localTime, zone, instant, at, createdBy],
    );
    return rows.length === 1;
  }

  async find(id: string): Promise<Schedule | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.work.rows<ScheduleRow>(`select ${SCHEDULE} from content.schedule s where s.id = $1`, [id]);
    return row ? scheduleOf(row) : null;
  }

  async waitingOf(releaseId: string): Promise<Schedule | null> {
    const [row] = await this.work.rows<ScheduleRow>(
      `select ${SCHEDULE} from content.schedule s where s.release_id = $1 and s.state = 'WAITING'`,
      [releaseId],
    );
    return row ? scheduleOf(row) : null;
  }

  /** Newest first. */
  async list(page: {
    states: readonly ScheduleState[] | null;
    first: number;
    before: string | null;
  }): Promise<readonly Schedule[]> {
    const rows = await this.work.rows<ScheduleRow>(
      `select ${SCHEDULE} from content.schedule s
       where ($1::text[] is null or s.state = any ($1::text[])) and ($2::uuid is null or s.id < $2) order by s.id desc limit $3`,
      [page.states, page.before, page.first],
    );
    return rows.map(scheduleOf);
  }

  async listOf(releaseId: string): Promise<readonly Schedule[]> {
    const rows = await this.work.rows<ScheduleRow>(
      `select ${SCHEDULE} from content.schedule s where s.release_id = $1 order by s.id desc limit 100`,
      [releaseId],
    );
    return rows.map(scheduleOf);
  }

  /** For each variant the next one that waits with it; else the last that could not fire, while its release can still be published. */
  async ofVariants(keys: readonly VariantKey[]): Promise<readonly (VariantKey & { readonly schedule: Schedule })[]> {
    const rows = await this.work.rows<ScheduleRow & VariantKey>(
      `select distinct on (i.document_id, i.locale) i.document_id as "documentId", i.locale, ${SCHEDULE}
       from unnest($1::uuid[], $2::text[]) as k (document_id, locale)
       join content.release_item i on i.document_id = k.document_id and i.locale = k.locale
       join content.release r on r.id = i.release_id and r.state = 'APPROVED'
       join content.schedule s on s.release_id = i.release_id and s.state in ('WAITING', 'FAILED')
       order by i.document_id, i.locale, s.state = 'FAILED', case when s.state = 'WAITING' then s.instant end, s.id desc`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale)],
    );
    return rows.map(({ documentId, locale, ...row }) => ({ documentId, locale, schedule: scheduleOf(row) }));
  }

  /** Waits again, for another moment; whether it did wait before. False when another one waits for the same release. */
  async move(id: string, time: Pick<Schedule, 'localTime' | 'zone' | 'instant'>): Promise<boolean> {
    try {
      await this.work.rows(
        `update content.schedule set local_time = $2, zone = $3, instant = $4, not_before = $4, state = 'WAITING', version = version + 1,
           attempts = 0, reasons = '[]', ended_at = null, tell_at = null where id = $1`,
        [id, time.localTime, time.zone, time.instant],
      );
      return true;
    } catch (error) {
      if (constraintOf(error) === 'schedule_waiting_key') return false;
      throw error;
    }
  }

  async end(
    id: string,
    state: 'FIRED' | 'CANCELLED' | 'FAILED',
    at: Date,
    reasons: readonly Reason[] = [],
  ): Promise<void> {
    await this.work.rows(
      `update content.schedule set state = $2, version = version + 1, ended_at = $3, reasons = $4,
         tell_at = case when $2 = 'FAILED' then $3::timestamptz end where id = $1`,
      [id, state, at, JSON.stringify(reasons)],
    );
  }

  /** What a release waits for, if anything; the release is held. */
  async cancelOf(releaseId: string, at: Date): Promise<readonly string[]> {
    const rows = await this.work.rows<{ id: string }>(
      `update content.schedule set state = 'CANCELLED', version = version + 1, ended_at = $2 where release_id = $1 and state = 'WAITING' returning id`,
      [releaseId, at],
    );
    return rows.map((row) => row.id);
  }

  /**
   * One whose hour has come, and its release, held until the transaction ends. One that somebody else holds is passed over: two
   * workers never wait for each other, and never see the same one.
   */
  async takeDue(now: Date): Promise<Schedule | null> {
    const [row] = await this.work.rows<ScheduleRow>(
      `select ${SCHEDULE} from content.schedule s join content.release r on r.id = s.release_id
       where s.state = 'WAITING' and s.not_before <= $1 order by s.not_before, s.id limit 1 for no key update of r, s skip locked`,
      [now],
    );
    return row ? scheduleOf(row) : null;
  }

  /** The same one again, if it still waits; null also while somebody else holds it. */
  async retake(id: string): Promise<Schedule | null> {
    const [row] = await this.work.rows<ScheduleRow>(
      `select ${SCHEDULE} from content.schedule s join content.release r on r.id = s.release_id
       where s.id = $1 and s.state = 'WAITING' for no key update of r, s skip locked`,
      [id],
    );
    return row ? scheduleOf(row) : null;
  }

  async tryLater(id: string, notBefore: Date): Promise<void> {
    await this.work.rows('update content.schedule set attempts = attempts + 1, not_before = $2 where id = $1', [
      id,
      notBefore,
    ]);
  }

  /** Failures of which nobody has been told, with the address of whoever made the schedule; from `again` on others may take them too. */
  async takeUntold(
    now: Date,
    again: Date,
  ): Promise<readonly { readonly schedule: Schedule; readonly email: string | null }[]> {
    const rows = await this.work.rows<ScheduleRow & { readonly email: string | null }>(
      `update content.schedule s set tell_at = $2 where s.tell_at <= $1
       returning ${SCHEDULE}, (select e.email from access.editor e where 'editor:' || e.id = s.created_by and e.disabled_at is null) as email`,
      [now, again],
    );
    return rows.map(({ email, ...row }) => ({ schedule: scheduleOf(row), email }));
  }

  async told(id: string): Promise<void> {
    await this.work.rows('update content.schedule set tell_at = null where id = $1', [id]);
  }

  async backlog(now: Date): Promise<Backlog> {
    const [backlog] = await this.work.rows<Backlog>(
      `select ${backlogColumns('instant')} from content.schedule where state = 'WAITING'`,
      [now],
    );
    if (!backlog) throw new Error('counting gave no row');
    return backlog;
  }

  /** Every one that waits, for what is known anew of time zones. */
  async waiting(): Promise<readonly Schedule[]> {
    const rows = await this.work.rows<ScheduleRow>(
      `select ${SCHEDULE} from content.schedule s where s.state = 'WAITING' order by s.id`,
    );
    return rows.map(scheduleOf);
  }
}

function scheduleOf({ instant, createdAt, endedAt, ...row }: ScheduleRow): Schedule {
  return {
    ...row,
    instant: instant.toISOString(),
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
