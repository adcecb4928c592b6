import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, isUuid, UnitOfWork } from '#platform';
import type { Kind } from './domain/kinds/kinds.js';
import type { Revision, RevisionReference, RevisionSummary, Variant } from './domain/variant.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';
import { type RevisionKey, RevisionStore } from './persistence/revision.store.js';

/** What editors see: drafts, and the versions that were frozen. Never serves the public. */
@Injectable()
export class ReadingService {
  private readonly store: DraftStore;
  private readonly history: RevisionStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.store = new DraftStore(work);
    this.history = new RevisionStore(work);
  }

  async find(key: VariantKey): Promise<Variant | null> {
    return isUuid(key.documentId) ? this.store.find(key) : null;
  }

  async findMany(keys: readonly VariantKey[]): Promise<readonly Variant[]> {
    return this.store.findMany(keys);
  }

  async variantsOf(documentId: string): Promise<readonly Variant[]> {
    return isUuid(documentId) ? this.store.variantsOf(documentId) : [];
  }

  /** Last saved first; `after` is the last one of the previous page. */
  async list(filter: {
    kind: Kind;
    locale: string;
    first: number;
    after: { savedAt: string; documentId: string } | null;
  }): Promise<readonly Variant[]> {
    return this.store.list(filter);
  }

  /** Newest first, before the given number; without what they say. */
  async revisions(
    key: VariantKey,
    page: { first: number; before: number | null },
  ): Promise<readonly RevisionSummary[]> {
    return isUuid(key.documentId) ? this.history.list(key, page) : [];
  }

  async revision(key: RevisionKey): Promise<Revision | null> {
    return this.history.find(key);
  }

  /** What a revision refers to, in order, and how each target stood when it was frozen. */
  async referencesThen(key: RevisionKey): Promise<readonly RevisionReference[]> {
    return this.history.references(key, this.config.locales[0]);
  }
}
