import { Inject, Injectable } from '@nestjs/common';
import { type Actor, actorName, LedgerService } from '#ledger';
import { Clock, type Problem, Problems, reach, UnitOfWork } from '#platform';
import { DraftNotSeen, EmptyRelease } from './domain/release-refusals.js';
import type { Release, ReleaseItem } from './domain/release.js';
import type { VariantKey } from './persistence/draft.store.js';
import { PinningService, type SeenDraft } from './pinning.service.js';
import { ReleaseStore } from './persistence/release.store.js';
import { ReleaseGateService, type ReleaseRef } from './release-gate.service.js';
import { fact } from './releases.service.js';

export interface Approval extends ReleaseRef {
  /** Every draft that approving freezes. */
  readonly seen: readonly SeenDraft[];
}

/**
 * Approving: what is in a release becomes exactly what goes live with it. Drafts are frozen as they were looked at, and everything
 * that publishing would judge is judged; drafts may be saved on afterwards.
 */
@Injectable()
export class ReleaseApprovalService {
  private readonly releases: ReleaseStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(ReleaseGateService) private readonly gate: ReleaseGateService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PinningService) private readonly pinning: PinningService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.releases = new ReleaseStore(work);
  }

  async approve(actor: Actor, approval: Approval): Promise<Release> {
    return this.work.run(async () => {
      const { release, to } = await this.gate.enter(actor, approval, 'approve');
      if (release.items.length === 0) throw new EmptyRelease();
      Problems.throwIfAny(unseen(release.items, approval.seen));
      const pins = await this.pinning.pin(actor, release, approval.seen);
      const at = this.clock.now().toISOString();
      await this.releases.step({ ...release, state: to, approved: { at, by: actorName(actor) } });
      await this.ledger.record(actor, [
        fact('release.approve', release.id, { items: pins, selfApproved: release.createdBy === actorName(actor) }),
      ]);
      await reach('release.before-commit');
      return { ...release, ...(await this.releases.find(release.id)) };
    });
  }
}

function unseen(items: readonly ReleaseItem[], seen: readonly SeenDraft[]): readonly Problem[] {
  const known = new Set(seen.map(keyOf));
  return items.flatMap((item, index) =>
    item.action === 'PUBLISH' && item.chosen === null && !known.has(keyOf(item))
      ? [new DraftNotSeen(item.documentId, item.locale, ['items', index])]
      : [],
  );
}

const keyOf = ({ documentId, locale }: VariantKey) => `${documentId} ${locale}`;
