import type { ReferenceKey, SlugKey } from '../delivery.reader.js';
import type { PublishedDocument } from '../domain/document.js';
import type { Portion } from '../domain/portion.js';
import type { View } from '../domain/view.js';
import { documentOf, type ListedRow } from './document.row.js';
import type { EditionShelf } from './edition-shelf.js';

/** References and slugs that are remembered, in all views together, until all begin anew. */
const MOST = 20_000;

type Key = ReferenceKey | SlugKey;

/**
 * Where references and slugs lead as of a view, if to a topic: topics are few, and nearly every answer names some. A view never
 * changes, so what stands here is right for as long as somebody reads by that view. Says which edition is shown and where; what
 * it says is the shelf's, and where the shelf has let go of it, nothing is known here either.
 */
export class KnownTopics {
  private known = new WeakMap<View, Map<string, ListedRow>>();
  private count = 0;

  constructor(private readonly shelf: EditionShelf) {}

  /** What the keys lead to; `ask` is called for those of which that is not known. */
  async or<K extends Key>(
    view: View,
    keys: readonly K[],
    portion: Portion,
    ask: (keys: readonly K[]) => Promise<readonly (PublishedDocument | null)[]>,
  ): Promise<readonly (PublishedDocument | null)[]> {
    const ofView = this.known.get(view);
    if (!ofView) return ask(keys);
    const found = keys.map((key) => this.find(ofView, key, portion));
    const unknown = keys.filter((_, index) => !found[index]);
    this.shelf.counts.memory += keys.length - unknown.length;
    if (unknown.length === 0) return found;
    const asked = (await ask(unknown)).values();
    return found.map((topic) => topic ?? asked.next().value ?? null);
  }

  /** What a key was found to lead to. */
  remember(view: View, key: Key, row: ListedRow): void {
    // A view of the past is one request's, and nobody comes back to it.
    if (row.kind !== 'topic' || !mayBeKept(key) || !view.isHead || this.shelf.isBare) return;
    if (this.count >= MOST) {
      this.known = new WeakMap();
      this.count = 0;
    }
    const ofView = this.known.get(view) ?? new Map<string, ListedRow>();
    this.known.set(view, ofView);
    const name = nameOf(key);
    if (!ofView.has(name)) this.count += 1;
    const { ord, document_id, kind, locale, slug, listed_at, seq } = row;
    ofView.set(name, { ord, document_id, kind, locale, slug, listed_at, seq });
  }

  private find(ofView: ReadonlyMap<string, ListedRow>, key: Key, portion: Portion): PublishedDocument | null {
    const row = mayBeKept(key) ? ofView.get(nameOf(key)) : undefined;
    if (!row) return null;
    const edition = this.shelf.newest(row.document_id, row.locale, portion);
    return edition?.seq === Number(row.seq) ? documentOf(row, edition, 'slug' in key ? key.slug : null) : null;
  }
}

/** Not what depends on more than the view: a host that carries it, or the edition that was asked for. */
const mayBeKept = (key: Key) => ('target' in key ? !key.carried : key.kind === 'topic' && key.edition === undefined);

const nameOf = (key: Key) =>
  'target' in key ? `${key.target} ${key.locale} ${key.nearest?.join(' ') ?? '-'}` : `${key.locale}/${key.slug}`;
