import { Inject, Injectable } from '@nestjs/common';
import { EditorsService } from '#access';
import { AuditAnchors } from '#ledger';
import { Clock, UnitOfWork } from '#platform';
import { type JobName, outboxHorizon } from './schedule.js';

/** What the jobs do. Each may run twice, and at any time. */
@Injectable()
export class Jobs {
  constructor(
    @Inject(AuditAnchors) private readonly anchors: AuditAnchors,
    @Inject(EditorsService) private readonly editors: EditorsService,
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Runs one job and says what it did, for the log. */
  async run(name: JobName): Promise<Readonly<Record<string, number | null>>> {
    switch (name) {
      case 'sign-audit-head':
        return { signed: (await this.anchors.sign())?.number ?? null };
      case 'prune':
        return { signIns: await this.editors.prune(), announcements: await this.pruneOutbox() };
    }
  }

  private async pruneOutbox(): Promise<number> {
    const gone = await this.work.rows('delete from ledger.outbox where handled_at < $1 returning 1', [
      outboxHorizon(this.clock.now()),
    ]);
    return gone.length;
  }
}
