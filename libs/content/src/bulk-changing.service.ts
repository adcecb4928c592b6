import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { type Actor, actorName, type Fact, LedgerService, type Publication } from '#ledger';
import { Clock, Problems, reach, UnitOfWork } from '#platform';
import type { PublishedEdition } from './announcing.service.js';
import { type BulkPlan, BulkPlanningService } from './bulk-planning.service.js';
import type { LiveChanged } from './bulk-sketching.service.js';
import type { BulkChange } from './domain/bulk/bulk-change.js';
import { movedSince } from './domain/bulk/checks.js';
import { BODY_FORMAT } from './domain/kinds/kinds.js';
import { PlanMoved } from './domain/refusals.js';
import { BulkStore } from './persistence/bulk.store.js';
import type { VariantKey } from './persistence/draft.store.js';
import { RevisionStore } from './persistence/revision.store.js';
import { PublishingService } from './publishing.service.js';

export interface AgreedChange {
  readonly change: BulkChange;
  /** Packed, of the plan that somebody saw. */
  readonly checks: string;
  /** For editors; never public. */
  readonly note?: string;
}

export interface BulkResult {
  /** Null when drafts alone changed. */
  readonly publication: Publication | null;
  readonly published: readonly PublishedEdition[];
  readonly withdrawn: readonly VariantKey[];
  readonly drafts: readonly VariantKey[];
}

/**
 * Makes a bulk change exactly as a plan showed it, or not at all: drafts, revisions and one publication in one transaction. The
 * plan is made again where nothing can move any more, and compared. Lock order: documents, variants, audit head, counter.
 */
@Injectable()
export class BulkChangingService {
  private readonly store: BulkStore;
  private readonly revisions: RevisionStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(BulkPlanningService) private readonly planning: BulkPlanningService,
    @Inject(PublishingService) private readonly publishing: PublishingService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.store = new BulkStore(work);
    this.revisions = new RevisionStore(work);
  }

  async make(actor: Actor, { change, checks, note }: AgreedChange): Promise<BulkResult> {
    return this.work.run(async () => {
      await reach('bulk.before-lock');
      const plan = await this.hold(actor, change);
      await reach('bulk.after-lock');
      Problems.throwIfAny(movedSince(checks, plan.checks, ['planId']));
      Problems.throwIfAny(plan.problems);
      const { drafts, sketch, publication } = plan;
      await this.ledger.record(actor, factsOf(plan, checks));
      if (drafts.length > 0) await this.store.redraft(drafts, { at: this.clock.now(), by: actorName(actor) });
      if (sketch.lives.length > 0) await this.write(sketch.lives, actorName(actor));
      const goes = publication.goingLive.length + publication.withdrawn.length > 0;
      const { agreed, ...request } = publication.request;
      const done = goes
        ? await this.publishing.publish(actor, { ...request, agreed, ...(note === undefined ? {} : { note }) })
        : { publication: null, published: [], withdrawn: [] };
      await reach('bulk.before-commit');
      return {
        publication: done.publication,
        published: done.published,
        withdrawn: done.withdrawn,
        drafts: drafts.map(({ documentId, locale }) => ({ documentId, locale })),
      };
    });
  }

  /** The plan as it is once nobody else can change what it speaks of. */
  private async hold(actor: Actor, change: BulkChange): Promise<BulkPlan> {
    const { changed, related } = await this.planning.reach(change);
    await this.publishing.hold(changed, related);
    const before = await this.planning.plan(actor, change);
    if (before.drafts.length === 0) return before;
    await this.store.hold(before.drafts);
    // Drafts are saved without their documents being held: only now do they stay as they are.
    const plan = await this.planning.plan(actor, change);
    const held = new Set(before.drafts.map(({ documentId, locale }) => `${documentId} ${locale}`));
    Problems.throwIfAny(
      plan.drafts
        .filter(({ documentId, locale }) => !held.has(`${documentId} ${locale}`))
        .map(({ documentId, locale }) => new PlanMoved(documentId, locale, ['planId'])),
    );
    return plan;
  }

  private async write(lives: readonly LiveChanged[], author: string): Promise<void> {
    await this.revisions.write(
      lives.filter((live) => live.isNew).map((live) => ({ ...live, bodyFormat: BODY_FORMAT, note: null })),
      author,
    );
    await this.store.growFrom(
      lives.map(({ documentId, locale, number, drafted }) => ({ documentId, locale, revision: number, drafted })),
    );
  }
}

function factsOf({ change, drafts, publication }: BulkPlan, checks: string): readonly Fact[] {
  const about =
    change.what === 'merge-topics'
      ? { subject: change.topic, into: change.into }
      : change.what === 'replace-reference'
        ? { subject: change.target, into: change.by }
        : { subject: null, into: null };
  return [
    {
      verb: 'documents.change',
      subject: about.subject,
      data: {
        change: change.what,
        into: about.into,
        published: publication.goingLive.length,
        withdrawn: publication.withdrawn.length,
        drafts: drafts.length,
        plan: createHash('sha256').update(checks, 'utf8').digest('hex'),
      },
    },
    ...drafts.map(({ documentId, locale, before, after }): Fact => ({
      verb: 'draft.change',
      subject: documentId,
      data: { locale, change: change.what, before, after },
    })),
  ];
}
