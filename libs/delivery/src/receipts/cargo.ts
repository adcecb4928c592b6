import type { PublishedDocument } from '../domain/document.js';
import type { Snapshot } from '../domain/view.js';
import type { Selection } from '../sync/delta.js';

/** A copy of all that a selection shows, as of a publication. */
export interface CopyAt {
  readonly selection: Selection;
  readonly at: Pick<Snapshot, 'seq' | 'mark'>;
}

/** One thing that an answer shows: an edition by the publication that made it; null for a document that it says is gone. */
export interface Shown {
  readonly documentId: string;
  readonly locale: string;
  readonly seq: number | null;
}

/** What an answer brings to a partner. Filled while the answer is made, and only read afterwards. */
export class Cargo {
  private readonly items = new Map<string, Shown>();
  private readonly copies: { readonly copy: CopyAt; readonly how: 'HELD' | 'FILLED' }[] = [];

  /** Something of what the document says is in the answer. */
  show({ documentId, locale, edition }: Pick<PublishedDocument, 'documentId' | 'locale' | 'edition'>): void {
    this.add({ documentId, locale, seq: edition.seq });
  }

  /** The answer says that the document is not public any more. */
  tell({ documentId, locale }: Pick<Shown, 'documentId' | 'locale'>): void {
    this.add({ documentId, locale, seq: null });
  }

  /** The request came with a token that stands for this copy: a client has it. */
  hold(copy: CopyAt): void {
    this.copies.push({ copy, how: 'HELD' });
  }

  /** Whoever has this answer, and those before it, has this copy. */
  fill(copy: CopyAt): void {
    this.copies.push({ copy, how: 'FILLED' });
  }

  get shown(): Iterable<Shown> {
    return this.items.values();
  }

  get held(): readonly CopyAt[] {
    return this.copies.filter(({ how }) => how === 'HELD').map(({ copy }) => copy);
  }

  get filled(): readonly CopyAt[] {
    return this.copies.filter(({ how }) => how === 'FILLED').map(({ copy }) => copy);
  }

  get isEmpty(): boolean {
    return this.items.size + this.copies.length === 0;
  }

  private add(shown: Shown): void {
    this.items.set(`${shown.documentId} ${shown.locale} ${shown.seq}`, shown);
  }
}
