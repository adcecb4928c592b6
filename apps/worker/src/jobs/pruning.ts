import { Inject, Injectable } from '@nestjs/common';
import { SessionsService, UsageService } from '#access';
import { EditingService } from '#content';
import { DeliveriesService } from '#delivery';
import { IdempotencyService, RetentionService } from '#ledger';

/** Removes what has had its time. Nothing that it removes can reach a public byte. */
@Injectable()
export class Pruning {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(EditingService) private readonly editing: EditingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(UsageService) private readonly usage: UsageService,
    @Inject(DeliveriesService) private readonly deliveries: DeliveriesService,
    @Inject(RetentionService) private readonly retention: RetentionService,
  ) {}

  /** How much of each sort went, and how far back copies may be, for the log. */
  async prune(): Promise<Readonly<Record<string, number>>> {
    return {
      signIns: await this.sessions.prune(),
      keptDrafts: await this.editing.prune(),
      answers: await this.idempotency.prune(),
      usage: await this.usage.prune(),
      webhooks: await this.deliveries.prune(),
      announcements: await this.retention.pruneOutbox(),
      oldestCopy: await this.retention.moveOldestCopy(),
    };
  }
}
