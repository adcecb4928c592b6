import { KINDS, type Kind } from '#content';
import { ByteCache, type Kept } from '../cache/byte-cache.js';
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

interface HeldEdition {
  readonly locale: string;
  readonly cut: string;
  readonly edition: Edition;
}

/** What is held of one document: a few editions, looked through one by one. */
class HeldDocument implements Kept {
  editions: HeldEdition[] = [];

  get bytes(): number {
    return this.editions.reduce((sum, { edition }) => sum + edition.bytes, 0);
  }
}

/**
 * Editions that this process has read, in memory. An edition never changes, so what stands here is never out of date: which
 * edition is shown, and whether any may be, the database is asked each time. Of each document in each locale the newest is held,
 * in each cut apart. Two things can still happen to a history: it is taken back (a restored backup may number other editions the
 * same), or somebody expunges from it. Both are told by `clear`, and a read that began before brings nothing in.
 */
export class EditionShelf {
  private readonly held: ByteCache<HeldDocument>;
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
    const document = this.held.get(documentId);
    if (!document) return undefined;
    const cuts = cutsOf(portion);
    for (const each of document.editions)
      if (each.locale === locale && each.cut === cuts[each.edition.kind]) return each.edition;
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
    const documentId = this.slugs.get(slugName(kind, locale, slug));
    return documentId === undefined ? null : this.expected(documentId, [locale], portion);
  }

  hold(time: number, documentId: string, locale: string, portion: Portion, edition: Edition): void {
    if (time !== this.times) return;
    const before = this.newest(documentId, locale, portion);
    if (before && before.seq >= edition.seq) return;
    const known = this.held.get(documentId);
    const document = known ?? new HeldDocument();
    document.editions = document.editions
      .filter((each) => each.edition !== before)
      .concat({ locale, cut: cutsOf(portion)[edition.kind], edition });
    if (known) this.held.grow(documentId, known, edition.bytes - (before?.bytes ?? 0));
    else this.held.set(documentId, document);
  }

  remember(time: number, kind: Kind, locale: string, slug: string, documentId: string): void {
    if (time !== this.times || this.isBare) return;
    if (this.slugs.size >= MOST_SLUGS) this.slugs.clear();
    this.slugs.set(slugName(kind, locale, slug), documentId);
  }

  clear(): void {
    this.times += 1;
    this.held.clear();
    this.slugs.clear();
  }
}

const slugName = (kind: Kind, locale: string, slug: string) => `${kind} ${locale} ${slug}`;

type Cuts = Readonly<Record<Kind, string>>;

const CUTS = new WeakMap<Portion, Cuts>();

/** How much of a document of each kind a portion brings. Portions that bring the same of it share what is held. */
function cutsOf(portion: Portion): Cuts {
  let cuts = CUTS.get(portion);
  if (!cuts) {
    const { bodies, texts, format } = portion;
    const brings = (kinds: readonly Kind[] | null, kind: Kind) => kinds === null || kinds.includes(kind);
    const cutOf = (kind: Kind) =>
      `${brings(bodies, kind) ? 'body' : 'card'} ${brings(texts, kind) ? (format ?? 'every format') : ''}`;
    cuts = Object.fromEntries(KINDS.map((kind) => [kind, cutOf(kind)])) as Record<Kind, string>;
    CUTS.set(portion, cuts);
  }
  return cuts;
}
