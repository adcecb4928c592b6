import { KINDS, type Kind } from '#content';
import { ByteCache } from '../cache/byte-cache.js';
import type { Portion } from '../domain/portion.js';
import type { Edition } from './document.row.js';

/** The slugs of which it is known where they led last; more begin anew. */
const MOST_SLUGS = 20_000;

/** What a key leads to, as far as this process remembers. */
export interface Expected {
  readonly documentId: string;
  readonly locale: string;
  readonly edition: Edition;
}

/**
 * Editions that this process has read, in memory. An edition never changes, so what stands here is never out of date: which
 * edition is shown, and whether any may be, the database is asked each time. Of each document in each locale the newest is held,
 * in each cut apart. Two things can still happen to a history: it is taken back (a restored backup may number other editions the
 * same), or somebody expunges from it. Both are told by `clear`, and a read that began before brings nothing in.
 */
export class EditionShelf {
  private readonly held: ByteCache<Edition>;
  private readonly slugs = new Map<string, string>();
  private times = 0;
  /** Editions of answers, by where they came from. */
  readonly counts = { memory: 0, database: 0 };

  /** @param limit bytes; 0 holds nothing. */
  constructor(private readonly limit: number) {
    this.held = new ByteCache(limit);
  }

  /** How often it has been emptied: whoever reads notes it before, and hands it in with what was read. */
  get time(): number {
    return this.times;
  }

  /** It never holds anything. */
  get isBare(): boolean {
    return this.limit === 0;
  }

  get bytes(): number {
    return this.held.bytes;
  }

  newest(documentId: string, locale: string, portion: Portion): Edition | undefined {
    for (const cut of cutsOf(portion)) {
      const edition = this.held.get(keyOf(documentId, locale, cut));
      if (edition && cutOf(portion, edition.kind) === cut) return edition;
    }
    return undefined;
  }

  expected(documentId: string, locales: readonly string[], portion: Portion): Expected | null {
    for (const locale of locales) {
      const edition = this.newest(documentId, locale, portion);
      if (edition) return { documentId, locale, edition };
    }
    return null;
  }

  /** Where the slug led when it was last asked for. */
  expectedAt(kind: Kind, locale: string, slug: string, portion: Portion): Expected | null {
    const documentId = this.slugs.get(keyOf(kind, locale, slug));
    return documentId === undefined ? null : this.expected(documentId, [locale], portion);
  }

  hold(time: number, documentId: string, locale: string, portion: Portion, edition: Edition): void {
    if (time !== this.times) return;
    const key = keyOf(documentId, locale, cutOf(portion, edition.kind));
    if ((this.held.get(key)?.seq ?? -1) < edition.seq) this.held.set(key, edition);
  }

  remember(time: number, kind: Kind, locale: string, slug: string, documentId: string): void {
    if (time !== this.times || this.isBare) return;
    if (this.slugs.size >= MOST_SLUGS) this.slugs.clear();
    this.slugs.set(keyOf(kind, locale, slug), documentId);
  }

  clear(): void {
    this.times += 1;
    this.held.clear();
    this.slugs.clear();
  }
}

const keyOf = (first: string, second: string, third: string) => `${first} ${second} ${third}`;

/** How much of a document of this kind a portion brings. Portions that bring the same of it share what is held. */
function cutOf({ bodies, texts, format }: Portion, kind: Kind): string {
  const brings = (kinds: readonly Kind[] | null) => kinds === null || kinds.includes(kind);
  return `${brings(bodies) ? 'body' : 'card'} ${brings(texts) ? (format ?? 'every format') : ''}`;
}

const CUTS = new WeakMap<Portion, readonly string[]>();

function cutsOf(portion: Portion): readonly string[] {
  let cuts = CUTS.get(portion);
  if (!cuts) CUTS.set(portion, (cuts = [...new Set(KINDS.map((kind) => cutOf(portion, kind)))]));
  return cuts;
}
