import { type Problem, Problems, type UnitOfWork } from '#platform';
import type { DraftWords } from './domain/draft/parts.js';
import type { Body, Kind } from './domain/kinds/kinds.js';
import { type ExtractedReference, extractReferences } from './domain/kinds/references.js';
import { UnknownReference, WrongReferenceKind } from './domain/refusals.js';
import type { Variant } from './domain/variant.js';
import { DraftStore } from './persistence/draft.store.js';

/** Who writes a draft, and when. */
export interface Writing {
  readonly at: Date;
  readonly by: string;
}

/** The writing half of everything that changes a working copy. Whoever calls it has decided, and holds the variant. */
export class DraftWriter {
  private readonly store: DraftStore;

  constructor(work: UnitOfWork) {
    this.store = new DraftStore(work);
  }

  /** The draft says these words from now on. */
  async rewrite(before: Variant, words: DraftWords, { at, by }: Writing): Promise<void> {
    const { documentId, locale, kind, draftVersion: expectedVersion } = before;
    const references = await this.references(kind, words.body);
    const written = await this.store.rewrite({
      documentId,
      locale,
      expectedVersion,
      slug: words.slug,
      draft: words.body,
      at,
      by,
    });
    if (!written) throw new Error(`the draft of ${documentId} (${locale}) was not held while it was rewritten`);
    await this.store.replaceReferences({ documentId, locale }, references, ['fields']);
  }

  /** What a body refers to; refused where that does not exist, or is of a kind that the place does not take. */
  async references(kind: Kind, body: Body): Promise<readonly ExtractedReference[]> {
    const references = extractReferences(kind, body);
    if (references.length === 0) return references;
    const kinds = await this.store.kindsOf([...new Set(references.map((reference) => reference.target))]);
    const problems = references.flatMap(({ target, kinds: allowed, path }): Problem[] => {
      const found = kinds.get(target);
      if (!found) return [new UnknownReference(target, path)];
      return allowed.length > 0 && !allowed.includes(found)
        ? [new WrongReferenceKind(target, found, allowed, path)]
        : [];
    });
    Problems.throwIfAny(problems);
    return references;
  }
}
