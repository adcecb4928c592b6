import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, isUuid, UnitOfWork } from '#platform';
import { ComparingService } from './comparing.service.js';
import type { Change } from './domain/compare/changes.js';
import { counterpartOf } from './domain/compare/counterpart.js';
import type { ReadableComparison } from './domain/compare/readable.js';
import { DocumentNotFound } from './domain/refusals.js';
import type { Variant } from './domain/variant.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';
import { RevisionStore } from './persistence/revision.store.js';
import {
  type Following,
  type StalePosition,
  type StaleTranslation,
  TranslationStore,
} from './persistence/translation.store.js';

export const TRANSLATION_STATES = ['SOURCE', 'MISSING', 'UNTRACKED', 'UP_TO_DATE', 'STALE'] as const;
export type TranslationStatus = (typeof TRANSLATION_STATES)[number];

/** How a document stands in one of the configured locales. */
export interface TranslationSummary {
  readonly locale: string;
  readonly status: TranslationStatus;
  readonly following: Following | null;
  /** What it would follow when it was brought up to date: what is live of its source, else its newest revision. */
  readonly current: number | null;
}

/** Something that its source says differently by now. */
export interface StaleChange extends Change {
  /** What the translation says there, as it is; null for nothing. */
  readonly translated: string | null;
}

export interface TranslationState extends TranslationSummary {
  /** Every field and block of the source that changed since: what is left to translate. */
  readonly changes: readonly StaleChange[];
  readonly readable: ReadableComparison | null;
}

/** Says what is left to translate: what changed in the source since the revision that a translation follows. */
@Injectable()
export class TranslationStateService {
  private readonly drafts: DraftStore;
  private readonly revisions: RevisionStore;
  private readonly store: TranslationStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(ComparingService) private readonly comparing: ComparingService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.drafts = new DraftStore(work);
    this.revisions = new RevisionStore(work);
    this.store = new TranslationStore(work);
  }

  /** In every configured locale, in their order; none for a document that there is not. */
  async ofDocument(documentId: string): Promise<readonly TranslationSummary[]> {
    if (!isUuid(documentId)) return [];
    const variants = await this.drafts.variantsOf(documentId);
    if (variants.length === 0) return [];
    const followings = await this.store.followings(documentId);
    return Promise.all(
      this.config.locales.map(async (locale) => {
        const variant = variants.find((each) => each.locale === locale);
        return this.summary(
          { documentId, locale },
          variant ?? null,
          followings.find((each) => each.locale === locale) ?? null,
        );
      }),
    );
  }

  /** The queue of those who translate into a locale, what has been behind for the longest first. */
  stale(
    locale: string,
    page: { readonly first: number; readonly after: StalePosition | null },
  ): Promise<readonly StaleTranslation[]> {
    return this.store.stale(locale, page);
  }

  async of(key: VariantKey): Promise<TranslationState> {
    const variant = isUuid(key.documentId) ? await this.drafts.find(key) : null;
    if (!variant) throw new DocumentNotFound(key.documentId, ['documentId'], key.locale);
    const following = (await this.store.followings(key.documentId)).find((each) => each.locale === key.locale) ?? null;
    const summary = await this.summary(key, variant, following);
    if (summary.status !== 'STALE' || following === null || summary.current === null)
      return { ...summary, changes: [], readable: null };
    const { changes, readable } = await this.comparing.compare(
      { documentId: key.documentId, locale: following.sourceLocale },
      { from: { revision: following.sourceRevision }, to: { revision: summary.current } },
    );
    return {
      ...summary,
      changes: changes.map((change) => ({
        ...change,
        translated: counterpartOf(variant.kind, variant.draft, change),
      })),
      readable,
    };
  }

  private async summary(
    { documentId, locale }: VariantKey,
    variant: Variant | null,
    following: Following | null,
  ): Promise<TranslationSummary> {
    if (variant === null) return { locale, status: 'MISSING', following: null, current: null };
    if (following === null)
      return {
        locale,
        status: locale === this.config.locales[0] ? 'SOURCE' : 'UNTRACKED',
        following: null,
        current: null,
      };
    const source = { documentId, locale: following.sourceLocale };
    const current = (await this.revisions.live(source)) ?? (await this.drafts.find(source))?.lastRevision ?? null;
    return { locale, status: await this.isStale(source, following, current), following, current };
  }

  /** A revision that says the same, such as one that a revert brought back, leaves nothing to translate. */
  private async isStale(source: VariantKey, following: Following, current: number | null): Promise<TranslationStatus> {
    if (current === null || current === following.sourceRevision) return 'UP_TO_DATE';
    const { fields } = await this.comparing.compare(source, {
      from: { revision: following.sourceRevision },
      to: { revision: current },
    });
    return fields.length === 0 ? 'UP_TO_DATE' : 'STALE';
  }
}
