import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#access';
import { actorName, LedgerService } from '#ledger';
import { BadInput, Clock, Problems, reach, UnitOfWork } from '#platform';
import { wordsOf } from './domain/proposal.js';
import { StaleDraft } from './domain/refusals.js';
import type { Variant } from './domain/variant.js';
import { StaleReview } from './domain/workflow/refusals.js';
import type { Outcome } from './domain/workflow/workflow.js';
import { FreezingService } from './freezing.service.js';
import type { VariantKey } from './persistence/draft.store.js';
import { WorkflowStore } from './persistence/workflow.store.js';
import { WorkflowService } from './workflow.service.js';

export interface Submission extends VariantKey {
  readonly expectedVersion: number;
  /** For whoever reviews; never public. */
  readonly note?: string;
  /** When it should have been looked at; in three days when left out. */
  readonly dueAt?: string;
  /** Whoever is asked to look at it; anybody who may when left out. */
  readonly reviewer?: string;
}

export interface Judgement extends VariantKey {
  /** The revision that was looked at. */
  readonly revision: number;
  /** For its author; never public. */
  readonly note?: string;
}

export interface Reviewed {
  readonly variant: Variant;
  readonly revision: number;
}

const DAY = 24 * 60 * 60 * 1000;
/** How long a review may take unless somebody says otherwise. */
export const REVIEW_DAYS = 3;

/**
 * Hands drafts over for review, and takes decisions about them. What is reviewed is a revision: nobody can change under a
 * reviewer what is being looked at, and whoever rewrites the draft meanwhile takes it back. Locks the document, then the variant,
 * which every save locks too: a save is either in what was submitted, or undoes the submission.
 */
@Injectable()
export class ReviewingService {
  private readonly store: WorkflowStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(WorkflowService) private readonly workflow: WorkflowService,
    @Inject(FreezingService) private readonly freezing: FreezingService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.store = new WorkflowStore(work);
  }

  /** Freezes the draft, unless a revision says the same already, and puts that revision in review. */
  async submit(actor: Actor, submission: Submission): Promise<Reviewed> {
    const { documentId, locale, expectedVersion, reviewer } = submission;
    return this.work.run(async () => {
      await reach('submit.before-lock');
      const variant = await this.workflow.hold(submission);
      await reach('submit.after-lock');
      await this.workflow.demand(actor, 'submit', variant);
      Problems.throwIfAny([
        ...(variant.draftVersion === expectedVersion
          ? []
          : [new StaleDraft(documentId, locale, expectedVersion, variant.draftVersion, ['expectedVersion'])]),
        ...this.workflow.lacking(variant),
        ...(await this.workflow.reviewerProblems(reviewer, locale)),
      ]);
      const { revision, hash } = await this.freezing.keep(actor, variant, null);
      const now = this.clock.now();
      const review = await this.store.open({
        documentId,
        locale,
        revision,
        submittedBy: actorName(actor),
        submittedAt: now,
        note: wordsOf(submission.note),
        dueAt: submission.dueAt ?? new Date(now.getTime() + REVIEW_DAYS * DAY),
        reviewer: reviewer ?? null,
      });
      await this.ledger.record(actor, [
        { verb: 'review.submit', subject: documentId, data: { locale, revision, hash, review } },
      ]);
      await reach('submit.before-commit');
      return { variant: await this.workflow.hold(submission), revision };
    });
  }

  /** Takes back what was submitted, for whatever reason its author has. */
  recall(actor: Actor, judgement: Judgement): Promise<Reviewed> {
    return this.decide(actor, 'recall', judgement, 'recalled');
  }

  /** Sends it back to its author, with words about what is to be changed. */
  async requestChanges(actor: Actor, judgement: Judgement): Promise<Reviewed> {
    if (wordsOf(judgement.note) === null)
      throw new BadInput('Say what is to be changed: nobody can act on a refusal without words.', ['note']);
    return this.decide(actor, 'request-changes', judgement, 'changes-requested');
  }

  /** Of the revision that is named and no other: what is published later is what was approved. */
  approve(actor: Actor, judgement: Judgement): Promise<Reviewed> {
    return this.decide(actor, 'approve', judgement, 'approved');
  }

  private decide(
    actor: Actor,
    step: 'recall' | 'request-changes' | 'approve',
    judgement: Judgement,
    outcome: Outcome,
  ): Promise<Reviewed> {
    const { documentId, locale, revision } = judgement;
    return this.work.run(async () => {
      await reach('review.before-lock');
      const variant = await this.workflow.hold(judgement);
      await reach('review.after-lock');
      const { to, selfApproved } = await this.workflow.demand(actor, step, variant);
      const { review } = variant;
      if (review?.revision !== revision) throw new StaleReview(review?.revision ?? null, ['revision']);
      await this.store.decide(review.id, {
        outcome,
        by: actorName(actor),
        at: this.clock.now(),
        answer: wordsOf(judgement.note),
      });
      await this.store.move(variant, to, to === 'draft' ? null : review.id);
      const data = { locale, revision, review: review.id, ...(selfApproved ? { selfApproved } : {}) };
      await this.ledger.record(actor, [{ verb: `review.${step}`, subject: documentId, data }]);
      await reach('review.before-commit');
      return { variant: await this.workflow.hold(judgement), revision };
    });
  }
}
