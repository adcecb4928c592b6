import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#ledger';
import { Problems, reach, UnitOfWork } from '#platform';
import type { Release, ReleaseItem } from './domain/release.js';
import { requestOf, type ReleaseRequest, type Standing } from './domain/release-request.js';
import { FreezingService } from './freezing.service.js';
import { OverlayService } from './overlay.service.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';
import { PublicationStore } from './persistence/publication.store.js';
import { ReleaseStore } from './persistence/release.store.js';
import { WorkflowService } from './workflow.service.js';

/** A draft in the version that whoever approves has looked at. */
export interface SeenDraft extends VariantKey {
  readonly expectedVersion: number;
}

/** What goes live of a variant, and the newest edition that there is; no revision of one that leaves the public. */
export interface Pin extends VariantKey {
  readonly revision: number | null;
  readonly edition: number;
}

/** What a release would publish: as it stands, and fixed for good once somebody approves it. */
@Injectable()
export class PinningService {
  private readonly releases: ReleaseStore;
  private readonly publications: PublicationStore;
  private readonly drafts: DraftStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(FreezingService) private readonly freezing: FreezingService,
    @Inject(OverlayService) private readonly overlays: OverlayService,
    @Inject(WorkflowService) private readonly workflow: WorkflowService,
  ) {
    this.releases = new ReleaseStore(work);
    this.publications = new PublicationStore(work);
    this.drafts = new DraftStore(work);
  }

  /** Of a release that is held: drafts are frozen as they were seen, and everything that publishing would judge is judged. */
  async pin(actor: Actor, release: Release, seen: readonly SeenDraft[]): Promise<readonly Pin[]> {
    await reach('release.before-lock');
    await this.publications.lock(
      release.items.map((item) => item.documentId),
      [],
    );
    await reach('release.after-lock');
    const request = await this.requestOf(release, seen);
    await inRelease(request, () => this.overlays.rehearse(request.request));
    const pins = await this.freeze(actor, release.items);
    await this.demandLooks(actor, pins);
    await this.releases.pin(release.id, pins);
    return pins;
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
  private async demandLooks(actor: Actor, pins: readonly Pin[]): Promise<void> {
    const becoming = pins.flatMap(({ documentId, locale, revision }, index) =>
      revision === null ? [] : [{ documentId, locale, revision, unchanged: false, path: ['items', index] }],
    );
    Problems.throwIfAny((await this.workflow.clear(actor, becoming, [])).problems);
  }

  /** The documents are held, and their drafts are the ones that were seen. */
  private async freeze(actor: Actor, items: readonly ReleaseItem[]): Promise<readonly Pin[]> {
    const variants = new Map((await this.drafts.findMany(items)).map((variant) => [keyOf(variant), variant]));
    const pins: Pin[] = [];
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

const keyOf = ({ documentId, locale }: VariantKey) => `${documentId} ${locale}`;
