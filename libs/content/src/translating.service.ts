import { Inject, Injectable } from '@nestjs/common';
import { PermissionsService } from '#access';
import { type Actor, actorName, LedgerService } from '#ledger';
import { Clock, CONFIG, type Config, UnitOfWork } from '#platform';
import { DraftingService } from './drafting.service.js';
import { FreezingService } from './freezing.service.js';
import { NotASource, NothingToTranslate, RevisionNotFound } from './domain/refusals.js';
import type { Variant } from './domain/variant.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';
import { RevisionStore } from './persistence/revision.store.js';
import { TranslationStore } from './persistence/translation.store.js';

export interface TranslationRequest extends VariantKey {
  /** The default locale when left out. */
  readonly sourceLocale?: string;
}

export interface FollowRequest extends TranslationRequest {
  /** Of the translation: what it says is what was held against the source. */
  readonly expectedVersion: number;
  readonly sourceRevision: number;
}

/** Begins translations, and keeps which revision of its source each one follows. */
@Injectable()
export class TranslatingService {
  private readonly drafts: DraftStore;
  private readonly revisions: RevisionStore;
  private readonly store: TranslationStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(DraftingService) private readonly drafting: DraftingService,
    @Inject(FreezingService) private readonly freezing: FreezingService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LedgerService) private readonly ledger: LedgerService,
  ) {
    this.drafts = new DraftStore(work);
    this.revisions = new RevisionStore(work);
    this.store = new TranslationStore(work);
  }

  /**
   * A draft in another locale that begins as a copy of the source: its words are there to be written over, and its blocks keep
   * their keys, by which changes of the source are told later on.
   */
  async begin(actor: Actor, request: TranslationRequest): Promise<Variant> {
    const { documentId, locale, sourceLocale = this.config.locales[0] } = request;
    return this.work.run(async () => {
      await this.permissions.require(actor, 'document.create', [{ locale, path: ['locale'] }]);
      if (sourceLocale === locale) throw new NotASource(locale, ['sourceLocale']);
      const source = await this.drafting.get(documentId, sourceLocale);
      const revision = (await this.revisions.live(source)) ?? source.lastRevision;
      const [frozen] = await this.revisions.bodies([{ documentId, locale: sourceLocale, number: revision }]);
      if (!frozen) throw new NothingToTranslate(documentId, sourceLocale, ['sourceLocale']);
      const variant = await this.drafting.create(actor, {
        kind: source.kind,
        documentId,
        locale,
        ...(frozen.slug === null ? {} : { slugHint: frozen.slug }),
        body: frozen.body,
      });
      await this.record(actor, { documentId, locale }, sourceLocale, revision);
      return variant;
    });
  }

  /** Says that a translation, in the version that the caller saw, says what this revision of its source says. */
  async follow(actor: Actor, request: FollowRequest): Promise<void> {
    const { documentId, locale, sourceRevision, sourceLocale = this.config.locales[0] } = request;
    await this.work.run(async () => {
      await this.permissions.require(actor, 'draft.save', [{ locale, path: ['locale'] }]);
      if (sourceLocale === locale) throw new NotASource(locale, ['sourceLocale']);
      await this.freezing.hold(request);
      const source = { documentId, locale: sourceLocale, number: sourceRevision };
      if ((await this.revisions.bodies([source])).length === 0) {
        const [variant] = await this.drafts.findMany([source]);
        throw new RevisionNotFound(documentId, sourceLocale, sourceRevision, variant?.lastRevision ?? 0, [
          'sourceRevision',
        ]);
      }
      await this.record(actor, { documentId, locale }, sourceLocale, sourceRevision);
    });
  }

  private async record(actor: Actor, key: VariantKey, sourceLocale: string, revision: number): Promise<void> {
    await this.store.follow(key, {
      locale: sourceLocale,
      revision,
      at: this.clock.now(),
      by: actorName(actor),
    });
    await this.ledger.record(actor, [
      {
        verb: 'translation.follow',
        subject: key.documentId,
        data: { locale: key.locale, sourceLocale, sourceRevision: revision },
      },
    ]);
  }
}
