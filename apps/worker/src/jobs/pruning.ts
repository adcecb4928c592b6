import { Inject, Injectable } from '@nestjs/common';
import { SessionsService, UsageService } from '#access';
import { EditingService } from '#content';
import { DeliveriesService } from '#delivery';
import { IdempotencyService } from '#ledger';
import { Clock, UnitOfWork } from '#platform';
import { outboxHorizon } from './schedule.js';

/** Removes what has had its time. Nothing that it removes can reach a public byte. */
@Injectable()
export class Pruning {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(EditingService) private readonly editing: EditingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(UsageService) private readonly usage: UsageService,
    @Inject(DeliveriesService) private readonly deliveries: DeliveriesService,
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** How much of each sort went, for the log. */
  async prune(): Promise<Readonly<Record<string, number>>> {
    return {
      signIns: await this.sessions.prune(),
      keptDrafts: await this.editing.prune(),
      answers: await this.idempotency.prune(),
      usage: await this.usage.prune(),
      webhooks: await this.deliveries.prune(),
      announcements: await this.pruneOutbox(),
    };
  }

  private async pruneOutbox(): Promise<number> {
    const gone = await this.work.rows('delete from ledger.outbox where handled_at < $1 returning 1', [
      outboxHorizon(this.clock.now()),
    ]);
    return gone.length;
  }
}
