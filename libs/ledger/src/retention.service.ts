import { Inject, Injectable } from '@nestjs/common';
import { Clock, CONFIG, type Config, UnitOfWork } from '#platform';

const DAY = 24 * 60 * 60 * 1000;
/** Announcements that were handled this long ago are of no use to anybody. */
export const OUTBOX_KEPT_DAYS = 90;

/** How far back is kept what only helps others to catch up. Nothing that was public is ever removed by time. */
@Injectable()
export class RetentionService {
  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'copyDays'>,
  ) {}

  /** How many announcements went. */
  async pruneOutbox(): Promise<number> {
    const gone = await this.work.rows('delete from ledger.outbox where handled_at < $1 returning 1', [
      this.daysAgo(OUTBOX_KEPT_DAYS),
    ]);
    return gone.length;
  }

  /**
   * Copies of apps that are older than is kept have to be made anew from now on: the number of the oldest publication that is
   * still brought up to date. It never goes down. That it does is policy: all that there was can still be read as of then.
   */
  async moveOldestCopy(): Promise<number> {
    const [head] = await this.work.rows<{ seq: number }>(
      `update ledger.head h set min_seq = greatest(h.min_seq, coalesce((select max(p.seq) from ledger.publication p where p.at < $1), 0))
       returning h.min_seq::float8 as seq`,
      [this.daysAgo(this.config.copyDays)],
    );
    return head?.seq ?? 0;
  }

  private daysAgo(days: number): Date {
    return new Date(this.clock.now().getTime() - days * DAY);
  }
}
