import { Inject, Injectable } from '@nestjs/common';
import { Clock, CONFIG, type Config, Mailer, UnitOfWork } from '#platform';
import type { Schedule } from './domain/schedule.js';
import { ReleaseStore } from './persistence/release.store.js';
import { ScheduleStore } from './persistence/schedule.store.js';

/** Milliseconds after which a letter that could not be sent is tried again; also when the worker was killed over it. */
const AGAIN = 5 * 60_000;
/** Reasons that a letter lists; the Studio lists all. */
const LISTED = 10;

/** Tells editors by mail that what they scheduled did not go live. The Studio says so too, whether a letter arrives or not. */
@Injectable()
export class ScheduleLettersService {
  private readonly store: ScheduleStore;
  private readonly releases: ReleaseStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(Mailer) private readonly mailer: Mailer,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.store = new ScheduleStore(work);
    this.releases = new ReleaseStore(work);
  }

  /** How many were sent. One that fails is tried again later, and keeps none of the others. */
  async sendDue(): Promise<number> {
    const now = this.clock.now();
    const due = await this.store.takeUntold(now, new Date(now.getTime() + AGAIN));
    let sent = 0;
    const failures: unknown[] = [];
    for (const { schedule, email } of due) {
      try {
        if (email !== null) await this.mailer.send({ to: email, ...(await this.letter(schedule)) });
        await this.store.told(schedule.id);
        sent += email === null ? 0 : 1;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'a letter could not be sent');
    return sent;
  }

  private async letter({ releaseId, localTime, zone, reasons }: Schedule): Promise<{ subject: string; text: string }> {
    const release = await this.releases.find(releaseId);
    const name = release?.name ?? 'a document';
    const more = reasons.length > LISTED ? [`... and ${reasons.length - LISTED} more.`] : [];
    return {
      subject: `Not published: ${name}`,
      text: [
        `What you scheduled for ${localTime.replace('T', ' ')} (${zone}) did not go live. Nothing has changed in public, and your drafts are as they were.`,
        '',
        ...reasons.slice(0, LISTED).map(({ message }) => `- ${message}`),
        ...more,
        '',
        `Mend what is named, and move the schedule or publish now: ${this.config.studioUrl}`,
        `Release ${releaseId}`,
        '',
      ].join('\n'),
    };
  }
}
