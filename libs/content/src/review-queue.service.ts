import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#access';
import { actorName } from '#ledger';
import { Clock, CONFIG, type Config, UnitOfWork } from '#platform';
import { type Queue, type Review, type ReviewPosition, ReviewStore } from './persistence/review.store.js';
import { WorkflowService } from './workflow.service.js';

/** What somebody has submitted, what waits for their decision, and what has waited too long. */
@Injectable()
export class ReviewQueueService {
  private readonly store: ReviewStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(WorkflowService) private readonly workflow: WorkflowService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.store = new ReviewStore(work);
  }

  async list(
    actor: Actor,
    queue: Queue,
    page: { readonly first: number; readonly after: ReviewPosition | null },
  ): Promise<readonly Review[]> {
    const locales: string[] = [];
    const alone: string[] = [];
    for (const locale of this.config.locales) {
      const { may, publishers } = await this.workflow.asking(actor, locale);
      if (!may('review.approve').allowed) continue;
      locales.push(locale);
      if (publishers <= 1) alone.push(locale);
    }
    const editor = actor.type === 'editor' ? actor.id : null;
    return this.store.queue(queue, { who: actorName(actor), editor, locales, alone, now: this.clock.now() }, page);
  }

  async findMany(ids: readonly string[]): Promise<readonly Review[]> {
    return ids.length === 0 ? [] : this.store.findMany(ids);
  }
}
