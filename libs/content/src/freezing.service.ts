import { Inject, Injectable } from '@nestjs/common';
import { PermissionsService } from '#access';
import { type Actor, actorName, LedgerService } from '#ledger';
import { isUuid, reach, UnitOfWork } from '#platform';
import { hashRevision } from './domain/kinds/hash.js';
import { BODY_FORMAT } from './domain/kinds/kinds.js';
import { extractReferences } from './domain/kinds/references.js';
import { wordsOf } from './domain/proposal.js';
import { DocumentExpunged, DocumentNotFound, StaleDraft } from './domain/refusals.js';
import type { Variant } from './domain/variant.js';
import { DraftStore } from './persistence/draft.store.js';
import { PublicationStore } from './persistence/publication.store.js';
import { RevisionStore } from './persistence/revision.store.js';
import { TombstoneStore } from './persistence/tombstone.store.js';

export interface FreezeRequest {
  readonly documentId: string;
  readonly locale: string;
  readonly expectedVersion: number;
  /** What its author says about this version; never public. */
  readonly note?: string;
}

export interface Frozen {
  readonly revision: number;
  /** Hex. */
  readonly hash: string;
  /** False when the newest revision, or the one that the draft grew from, says exactly this already. */
  readonly isNew: boolean;
}

/**
 * Makes revisions of drafts: when somebody saves a version, when a draft is handed over for review or pinned, and when a restore
 * displaces it. Publishing makes its own. Public readers see nothing of it. Doing it twice makes one revision.
 */
@Injectable()
export class FreezingService {
  private readonly drafts: DraftStore;
  private readonly revisions: RevisionStore;
  private readonly publications: PublicationStore;
  private readonly tombstones: TombstoneStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
  ) {
    this.drafts = new DraftStore(work);
    this.revisions = new RevisionStore(work);
    this.publications = new PublicationStore(work);
    this.tombstones = new TombstoneStore(work);
  }

  /** Keeps the draft as it is in the version that the caller saw. The draft stays as it is, and so does its version. */
  async freeze(actor: Actor, request: FreezeRequest): Promise<Frozen> {
    return this.work.run(async () => {
      await this.permissions.require(actor, 'draft.save', [{ locale: request.locale, path: ['locale'] }]);
      await reach('freeze.before-lock');
      const variant = await this.hold(request);
      await reach('freeze.after-lock');
      const frozen = await this.keep(actor, variant, wordsOf(request.note));
      await reach('freeze.before-commit');
      return frozen;
    });
  }

  /** The variant, once nobody else can give its line a number; refused when its draft is in another version. */
  async hold({ documentId, locale, expectedVersion }: Omit<FreezeRequest, 'note'>): Promise<Variant> {
    if (!isUuid(documentId)) throw new DocumentNotFound(documentId, ['documentId']);
    await this.publications.lock([documentId], []);
    const variant = await this.drafts.find({ documentId, locale });
    if (!variant) {
      if (await this.tombstones.isExpunged({ documentId, locale }))
        throw new DocumentExpunged(documentId, ['documentId'], locale);
      throw new DocumentNotFound(documentId, ['documentId'], locale);
    }
    if (variant.draftVersion !== expectedVersion)
      throw new StaleDraft(documentId, locale, expectedVersion, variant.draftVersion, ['expectedVersion']);
    return variant;
  }

  /** For a variant that is held. */
  async keep(actor: Actor, variant: Variant, note: string | null): Promise<Frozen> {
    const { documentId, kind, locale, slug, draft, basedOn, lastRevision } = variant;
    const hash = hashRevision({ kind, locale, slug, format: BODY_FORMAT, body: draft }).toString('hex');
    const known = await this.revisions.bodies(
      [...new Set([lastRevision, basedOn ?? 0])].map((number) => ({ documentId, locale, number })),
    );
    const same = known.find((revision) => revision.hash === hash);
    if (same) return { revision: same.number, hash, isNew: false };
    const revision = lastRevision + 1;
    await this.revisions.write(
      [
        {
          documentId,
          locale,
          number: revision,
          slug,
          body: draft,
          bodyFormat: BODY_FORMAT,
          hash,
          note,
          basedOn,
          references: extractReferences(kind, draft),
        },
      ],
      actorName(actor),
    );
    await this.drafts.growFrom({ documentId, locale, revision });
    await this.ledger.record(actor, [
      { verb: 'variant.freeze', subject: documentId, data: { locale, revision, hash } },
    ]);
    return { revision, hash, isNew: true };
  }
}
