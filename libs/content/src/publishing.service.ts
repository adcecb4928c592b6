import { Inject, Injectable } from '@nestjs/common';
import type { Actor, Publication } from '#ledger';
import { Problems, reach, UnitOfWork } from '#platform';
import { AnnouncingService, type PublishedEdition } from './announcing.service.js';
import { strayed } from './domain/outcome.js';
import { wordsOf } from './domain/proposal.js';
import type { PublicationRequest } from './domain/publication-request.js';
import { JudgingService } from './judging.service.js';
import { WorkflowService } from './workflow.service.js';
import { PublicationStore } from './persistence/publication.store.js';

export interface PublicationResult {
  readonly publication: Publication;
  readonly published: readonly PublishedEdition[];
  readonly withdrawn: readonly { readonly documentId: string; readonly locale: string }[];
  /** Named, but already live exactly so. */
  readonly unchanged: readonly { readonly documentId: string; readonly locale: string }[];
}

/**
 * One publication over any number of documents: everything goes live or nothing does. Cycles are fine, since what counts is
 * what would be live afterwards. Lock order everywhere: documents (one pass by id), audit head, counter.
 */
@Injectable()
export class PublishingService {
  private readonly store: PublicationStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(JudgingService) private readonly judging: JudgingService,
    @Inject(WorkflowService) private readonly workflow: WorkflowService,
    @Inject(AnnouncingService) private readonly announcing: AnnouncingService,
  ) {
    this.store = new PublicationStore(work);
  }

  async publish(actor: Actor, request: PublicationRequest): Promise<PublicationResult> {
    return this.work.run(async () => {
      await reach('publish.before-lock');
      const named = await this.judging.hold(request);
      await reach('publish.after-lock');
      const { proposed, withdrawals, problems } = await this.judging.judge(named);
      const cleared = await this.workflow.clear(actor, proposed, withdrawals);
      Problems.throwIfAny([...problems, ...cleared.problems, ...strayed({ proposed, withdrawals }, request.agreed)]);
      const note = wordsOf(request.note);
      const announced = await this.announcing.announce(actor, { proposed, withdrawals, note, marks: cleared.marks });
      return {
        ...announced,
        withdrawn: withdrawals.map(({ documentId, locale }) => ({ documentId, locale })),
        unchanged: proposed
          .filter((candidate) => candidate.unchanged)
          .map(({ documentId, locale }) => ({ documentId, locale })),
      };
    });
  }

  /**
   * Takes now the locks that publishing these documents will take. For whoever rewrites drafts and publishes in one
   * transaction: documents come before variants in the order of locks. Locking them twice does no harm.
   */
  async hold(changed: readonly string[], referenced: readonly string[]): Promise<void> {
    if (!this.work.isActive) throw new Error('hold needs a running unit of work');
    await this.store.lock(changed, referenced);
  }
}
