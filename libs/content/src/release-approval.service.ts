import { Inject, Injectable } from '@nestjs/common';
import { type Actor, actorName, LedgerService } from '#ledger';
import { Clock, type Problem, Problems, reach, UnitOfWork } from '#platform';
import { DraftNotSeen, EmptyRelease } from './domain/release-refusals.js';
import type { Release, ReleaseItem } from './domain/release.js';
import { requestOf, type ReleaseRequest, type Standing } from './domain/release-request.js';
import { FreezingService } from './freezing.service.js';
import { OverlayService } from './overlay.service.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';
import { PublicationStore } from './persistence/publication.store.js';
import { ReleaseStore } from './persistence/release.store.js';
import { ReleaseGateService, type ReleaseRef } from './release-gate.service.js';
import { fact } from './releases.service.js';
import { WorkflowService } from './workflow.service.js';

/** A draft in the version that whoever approves has looked at. */
export interface SeenDraft extends VariantKey {
  readonly expectedVersion: number;
}

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
  private readonly publications: PublicationStore;
  private readonly drafts: DraftStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(ReleaseGateService) private readonly gate: ReleaseGateService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(FreezingService) private readonly freezing: FreezingService,
    @Inject(OverlayService) private readonly overlays: OverlayService,
    @Inject(WorkflowService) private readonly workflow: WorkflowService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.releases = new ReleaseStore(work);
    this.publications = new PublicationStore(work);
    this.drafts = new DraftStore(work);
  }

  async approve(actor: Actor, approval: Approval): Promise<Release> {
    return this.work.run(async () => {
      const { release, to } = await this.gate.enter(actor, approval, 'approve');
      if (release.items.length === 0) throw new EmptyRelease();
      Problems.throwIfAny(unseen(release.items, approval.seen));
      await reach('release.before-lock');
      await this.publications.lock(
        release.items.map((item) => item.documentId),
        [],
      );
      await reach('release.after-lock');
      const request = await this.requestOf(release, approval.seen);
      await inRelease(request, () => this.overlays.rehearse(request.request));

      const pins = await this.pin(actor, release.items);
      await this.demandLooks(actor, pins);
      await this.releases.pin(release.id, pins);
      const at = this.clock.now().toISOString();
      await this.releases.step({ ...release, state: to, approved: { at, by: actorName(actor) } });
      await this.ledger.record(actor, [
        fact('release.approve', release.id, { items: pins, selfApproved: release.createdBy === actorName(actor) }),
      ]);
      await reach('release.before-commit');
      return { ...release, ...(await this.releases.find(release.id)) };
    });
  }

  /** As one publication; what is not pinned, as it stands now or was seen. */
  async requestOf(release: Release, seen: readonly SeenDraft[] = []): Promise<ReleaseRequest> {
    const standing = new Map<string, Standing>(
      (await this.drafts.findMany(release.items)).map((variant) => [keyOf(variant), variant]),
    );
    const versions = new Map(seen.map((draft) => [keyOf(draft), draft.expectedVersion]));
    return requestOf(release, (item) => {
      const found = standing.get(keyOf(item));
      return found && { ...found, draftVersion: versions.get(keyOf(item)) ?? found.draftVersion };
    });
  }

  /** What is pinned goes live without anybody being asked again, so it is asked now whether a second person has looked. */
  private async demandLooks(
    actor: Actor,
    pins: readonly (VariantKey & { readonly revision: number | null })[],
  ): Promise<void> {
    const becoming = pins.flatMap(({ documentId, locale, revision }, index) =>
      revision === null ? [] : [{ documentId, locale, revision, unchanged: false, path: ['items', index] }],
    );
    Problems.throwIfAny((await this.workflow.clear(actor, becoming, [])).problems);
  }

  /** The documents are held, and their drafts are the ones that were seen. */
  private async pin(actor: Actor, items: readonly ReleaseItem[]) {
    const variants = new Map((await this.drafts.findMany(items)).map((variant) => [keyOf(variant), variant]));
    const pins: (VariantKey & { readonly revision: number | null; readonly edition: number })[] = [];
    for (const item of items) {
      const variant = variants.get(keyOf(item));
      if (!variant) throw new Error('a document that is held has gone');
      const { documentId, locale } = item;
      const revision =
        item.action === 'WITHDRAW' ? null : (item.chosen ?? (await this.freezing.keep(actor, variant, null)).revision);
      pins.push({ documentId, locale, revision, edition: variant.lastEdition });
    }
    return pins;
  }
}

/** Refusals of a publication, at their places in the release. */
export async function inRelease<T>({ moved }: ReleaseRequest, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const problems = Problems.of(error);
    if (problems === null) throw error;
    const [first, ...rest] = problems.map(moved);
    if (!first) throw error;
    throw new Problems([first, ...rest]);
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
