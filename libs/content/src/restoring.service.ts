import { Inject, Injectable } from '@nestjs/common';
import { PermissionsService } from '#access';
import { type Actor, actorName, LedgerService } from '#ledger';
import { Clock, reach, UnitOfWork } from '#platform';
import { extractReferences } from './domain/kinds/references.js';
import { restoreBody, type Unmapped } from './domain/kinds/restore.js';
import { RevisionNotFound, StaleDraft } from './domain/refusals.js';
import type { Variant } from './domain/variant.js';
import { FreezingService } from './freezing.service.js';
import { DraftStore } from './persistence/draft.store.js';
import { type RevisionKey, RevisionStore } from './persistence/revision.store.js';

export interface RestoreRequest {
  readonly documentId: string;
  readonly locale: string;
  /** Of the draft that gives way. */
  readonly expectedVersion: number;
  readonly revision: number;
}

export interface Restoration {
  readonly variant: Variant;
  /** The revision that holds the draft which gave way: nothing of it is lost. */
  readonly displaced: number;
  /** What the revision said and a draft of today has no place for. */
  readonly unmapped: readonly Unmapped[];
}

/** Brings a revision back as the draft. The public sees nothing of it until that is published. */
@Injectable()
export class RestoringService {
  private readonly drafts: DraftStore;
  private readonly revisions: RevisionStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(FreezingService) private readonly freezing: FreezingService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.drafts = new DraftStore(work);
    this.revisions = new RevisionStore(work);
  }

  async restore(actor: Actor, request: RestoreRequest): Promise<Restoration> {
    const { documentId, locale, expectedVersion, revision } = request;
    return this.work.run(async () => {
      await this.permissions.require(actor, 'draft.restore', [{ locale, path: ['locale'] }]);
      await reach('restore.before-lock');
      const variant = await this.freezing.hold(request);
      await reach('restore.after-lock');
      const stored = await this.revisions.stored({ documentId, locale, number: revision });
      if (!stored) throw new RevisionNotFound(documentId, locale, revision, variant.lastRevision, ['revision']);
      const { body, unmapped } = restoreBody(variant.kind, stored.body, stored.bodyFormat);
      const displaced = await this.freezing.keep(actor, variant, null);
      const written = await this.drafts.rewrite({
        documentId,
        locale,
        expectedVersion,
        slug: stored.slug ?? variant.slug,
        draft: body,
        at: this.clock.now(),
        by: actorName(actor),
      });
      // A save does not wait for the document: the version is what protects it.
      if (!written) throw await this.stale(request);
      await this.drafts.growFrom({ documentId, locale, revision });
      await this.drafts.replaceReferences({ documentId, locale }, extractReferences(variant.kind, body), ['revision']);
      await this.ledger.record(actor, [
        {
          verb: 'variant.restore',
          subject: documentId,
          data: {
            locale,
            revision,
            hash: stored.hash,
            displaced: displaced.revision,
            before: displaced.hash,
            after: stored.hash,
          },
        },
      ]);
      const restored = await this.drafts.find({ documentId, locale });
      if (!restored) throw new Error(`the variant ${documentId} (${locale}) is gone while it is held`);
      await reach('restore.before-commit');
      return { variant: restored, displaced: displaced.revision, unmapped };
    });
  }

  /** What a revision says and a draft of today has no place for. */
  async unmapped(key: RevisionKey): Promise<readonly Unmapped[]> {
    const variant = await this.drafts.find(key);
    const stored = variant && (await this.revisions.stored(key));
    return variant && stored ? restoreBody(variant.kind, stored.body, stored.bodyFormat).unmapped : [];
  }

  private async stale({ documentId, locale, expectedVersion }: RestoreRequest): Promise<StaleDraft> {
    const now = await this.drafts.find({ documentId, locale });
    return new StaleDraft(documentId, locale, expectedVersion, now?.draftVersion ?? 0, ['expectedVersion']);
  }
}
