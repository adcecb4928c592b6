import { Inject, Injectable } from '@nestjs/common';
import { PermissionsService } from '#access';
import { Clock, CONFIG, type Config, JobQueue, Mailer, UnitOfWork } from '#platform';
import { DueStore, type Reminder } from './persistence/due.store.js';

/** Name of the job that sends one editor what they are to be reminded of. */
export const SEND_REMINDER = 'send-reminder';
/** Days before something falls due on which its people are told. */
export const REMIND_DAYS = 7;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Reminds people of what has to be looked at again, by mail. Who is to be told of what is written down before anything is sent,
 * with the job that sends it, in one transaction: with any number of workers, and after any crash, each reminder is one job.
 * A worker that dies between the mail and its note of it sends that mail again: mail cannot be taken into a transaction.
 */
@Injectable()
export class RemindingService {
  private readonly store: DueStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.store = new DueStore(work);
  }

  /** Asks for a mail to everybody who has something new to be told; says how many reminders there are. */
  async plan(): Promise<number> {
    return this.work.run(async () => {
      const now = this.clock.now();
      const until = new Date(now.getTime() + REMIND_DAYS * DAY).toISOString().slice(0, 10);
      const able = [];
      for (const locale of this.config.locales)
        able.push({ locale, editors: await this.permissions.holders('review.confirm', { locale }) });
      const fresh = await this.store.newReminders(until, able, now);
      // Those of before too whose mail never went: a restored installation has lost its queue.
      for (const editorId of await this.store.editorsWaiting())
        await this.jobs.add(SEND_REMINDER, { editorId }, { key: `${SEND_REMINDER} ${editorId}` });
      return fresh.length;
    });
  }

  /** What one editor has still to be told, in one mail; says how many reminders there were. */
  async send(editorId: string, mailer: Mailer): Promise<number> {
    const waiting = await this.store.waiting(editorId);
    if (!waiting) return 0;
    const { email, reminders } = waiting;
    await mailer.send({ to: email, ...letterOf(reminders, this.config.studioUrl) });
    const sent: readonly Reminder[] = reminders.map(({ documentId, locale, dueOn }) => ({
      documentId,
      locale,
      dueOn,
      editorId,
    }));
    await this.store.sent(sent, this.clock.now());
    return sent.length;
  }
}

/** Says nothing that is not public: mail goes where nothing can be taken back. */
function letterOf(
  reminders: readonly { readonly title: string; readonly locale: string; readonly dueOn: string }[],
  studioUrl: string,
): { readonly subject: string; readonly text: string } {
  const count = reminders.length;
  const subject =
    count === 1 ? 'A document has to be looked at again' : `${count} documents have to be looked at again`;
  const lines = reminders.map(({ title, locale, dueOn }) => `- ${dueOn} ${title} (${locale})`);
  return {
    subject,
    text: [
      'What is public says that somebody must look at it again by these days:',
      '',
      ...lines,
      '',
      'If it still holds, confirm it in the Studio; if not, correct it there.',
      studioUrl,
      '',
    ].join('\n'),
  };
}
