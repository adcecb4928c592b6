import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LedgerService } from '#ledger';
import { Busy, Clock, Problems, reach, TooSlow, UnitOfWork } from '#platform';
import { reasonOf } from './domain/reason.js';
import { CouldNotBeTried } from './domain/release-refusals.js';
import { nextTry, type Schedule } from './domain/schedule.js';
import { ReleaseStore } from './persistence/release.store.js';
import { ScheduleStore } from './persistence/schedule.store.js';
import { ReleasePublishingService } from './release-publishing.service.js';
import { fact } from './releases.service.js';

/** Who publishes when an hour has come; who said so stands in the schedule and in the audit. */
export const SCHEDULER: Actor = { type: 'system', name: 'scheduler' };

export interface Fired {
  readonly scheduleId: string;
  /** LATER: something failed on our side, and it is tried again. */
  readonly outcome: 'FIRED' | 'FAILED' | 'LATER';
  /** What failed on our side, for the log. */
  readonly error?: unknown;
}

/**
 * Fires what is due. The promise: exactly once, however many workers there are and whenever one is killed. The schedule's state
 * changes in the transaction that publishes, under a lock on its row that other workers pass over; so a worker that dies leaves
 * either a publication and a schedule that has fired, or neither, and the next one finds it due.
 */
@Injectable()
export class FiringService {
  private readonly store: ScheduleStore;
  private readonly releases: ReleaseStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(ReleasePublishingService) private readonly publishing: ReleasePublishingService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.store = new ScheduleStore(work);
    this.releases = new ReleaseStore(work);
  }

  /** One of those that are due; null when none is, or others have them in hand. */
  async fireNext(): Promise<Fired | null> {
    const taken: { schedule?: Schedule } = {};
    try {
      return await this.work.run(async () => {
        const schedule = await this.store.takeDue(this.clock.now());
        if (!schedule) return null;
        taken.schedule = schedule;
        await reach('schedule.after-lock');
        const release = await this.releases.find(schedule.releaseId);
        if (!release) throw new Error(`the release of schedule ${schedule.id} is not there`);
        await this.ledger.record(SCHEDULER, [
          fact('schedule.fire', release.id, { schedule: schedule.id, by: schedule.createdBy }),
        ]);
        await this.publishing.goLive(SCHEDULER, release);
        await this.store.end(schedule.id, 'FIRED', this.clock.now());
        await reach('schedule.before-commit');
        return { scheduleId: schedule.id, outcome: 'FIRED' };
      });
    } catch (error) {
      if (!taken.schedule) throw error;
      return this.settle(taken.schedule, error);
    }
  }

  /** After everything was rolled back. Another worker may have had it since: then nothing is written. */
  private async settle({ id, attempts }: Schedule, error: unknown): Promise<Fired> {
    const now = this.clock.now();
    const problems = error instanceof Busy || error instanceof TooSlow ? null : Problems.of(error);
    const again = problems ? null : nextTry(attempts, now);
    await this.work.run(async () => {
      const schedule = await this.store.retake(id);
      if (!schedule || schedule.attempts !== attempts) return;
      if (again) return this.store.tryLater(id, again);
      const reasons = (problems ?? [new CouldNotBeTried(attempts + 1)]).map(reasonOf);
      await this.store.end(id, 'FAILED', now, reasons);
      await this.ledger.record(SCHEDULER, [
        fact('schedule.fail', schedule.releaseId, { schedule: id, kinds: reasons.map(({ kind }) => kind) }),
      ]);
    });
    return {
      scheduleId: id,
      outcome: again ? 'LATER' : 'FAILED',
      ...(problems ? {} : { error }),
    };
  }
}
