import { Inject, Injectable } from '@nestjs/common';
import { isUuid, UnitOfWork } from '#platform';
import type { Kind } from './domain/kinds/kinds.js';
import type { Revision, Variant } from './domain/variant.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';

/** What editors see: drafts, and the versions that were frozen. Never serves the public. */
@Injectable()
export class ReadingService {
  private readonly store: DraftStore;

  constructor(@Inject(UnitOfWork) work: UnitOfWork) {
    this.store = new DraftStore(work);
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

  /** Newest first, before the given number. */
  async revisions(key: VariantKey, page: { first: number; before: number | null }): Promise<readonly Revision[]> {
    return isUuid(key.documentId) ? this.store.revisions(key, page) : [];
  }
}
