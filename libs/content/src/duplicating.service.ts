import { Inject, Injectable } from '@nestjs/common';
import { PermissionsService } from '#access';
import { type Actor, LedgerService } from '#ledger';
import { isUuid, Problems, UnitOfWork } from '#platform';
import { DocumentNotFound } from './domain/refusals.js';
import type { Variant } from './domain/variant.js';
import { DraftingService } from './drafting.service.js';
import { DraftStore } from './persistence/draft.store.js';

export interface DuplicateRequest {
  readonly documentId: string;
  /** Which of its variants; all when left out. */
  readonly locales?: readonly string[];
}

/** Makes a new document that says what the drafts of another one say. It has a history of its own, and is not public. */
@Injectable()
export class DuplicatingService {
  private readonly drafts: DraftStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(DraftingService) private readonly drafting: DraftingService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
  ) {
    this.drafts = new DraftStore(work);
  }

  /** Its variants, in the order of their locales. Slugs are those of the other document with a number that makes them free. */
  async duplicate(actor: Actor, { documentId, locales }: DuplicateRequest): Promise<readonly Variant[]> {
    return this.work.run(async () => {
      const all = isUuid(documentId) ? await this.drafts.variantsOf(documentId) : [];
      const lacking = (locales ?? []).filter((locale) => !all.some((variant) => variant.locale === locale));
      if (all.length === 0) throw new DocumentNotFound(documentId, ['documentId']);
      Problems.throwIfAny(
        lacking.map((locale) => new DocumentNotFound(documentId, ['locales', (locales ?? []).indexOf(locale)], locale)),
      );
      const chosen = all.filter((variant) => locales === undefined || locales.includes(variant.locale));
      await this.permissions.require(
        actor,
        'document.create',
        chosen.map(({ locale }) => ({ locale, path: ['locales'] })),
      );
      const made: Variant[] = [];
      for (const { kind, locale, slug, draft } of chosen)
        made.push(
          await this.drafting.create(actor, {
            kind,
            locale,
            ...(made[0] ? { documentId: made[0].documentId } : {}),
            ...(slug === null ? {} : { slugHint: slug }),
            body: draft,
          }),
        );
      await this.ledger.record(actor, [
        {
          verb: 'document.duplicate',
          subject: made[0]?.documentId ?? null,
          data: { of: documentId, locales: made.map(({ locale }) => locale) },
        },
      ]);
      return made;
    });
  }
}
