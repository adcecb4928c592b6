import { KINDS, type Kind } from '#content';
import { ByteCache, type Hold } from '../cache/byte-cache.js';
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

/** Where an edition is held; nothing stands there any more once it has been let go. */
interface Place {
  readonly locale: string;
  readonly cut: string;
  readonly hold: Hold<Edition>;
}

/** Documents of which nothing is left are forgotten when they are more than these and twice the editions that are held. */
const FEW = 1_000;

/**
 * Editions that this process has read, in memory. An edition never changes, so what stands here is never out of date: which
 * edition is shown, and whether any may be, is not said here. Of each document in each locale the newest is held,
 * in each cut apart. Two things can still happen to a history: it is taken back (a restored backup may number other editions the
 * same), or somebody expunges from it. Both are told by `clear`, and a read that began before brings nothing in.
 */
export class EditionShelf {
  private readonly held: ByteCache<Edition>;
  /** By document: looking through its few editions costs less than putting a name together for each. */
  private readonly places = new Map<string, readonly Place[]>();
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

  /** Of which it is known whether anything is held. */
  get documents(): number {
    return this.places.size;
  }

  newest(documentId: string, locale: string, portion: Portion): Edition | undefined {
    const places = this.places.get(documentId);
    if (!places) return undefined;
    const cuts = cutsOf(portion);
    for (const { hold, locale: of, cut } of places) {
      const edition = hold.value;
      if (edition === null || of !== locale || cut !== cuts[edition.kind]) continue;
      hold.used = true;
      return edition;
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
    const documentId = this.slugs.get(slugName(kind, locale, slug));
    return documentId === undefined ? null : this.expected(documentId, [locale], portion);
  }

  hold(time: number, documentId: string, locale: string, portion: Portion, edition: Edition): void {
    if (time !== this.times) return;
    const cut = cutsOf(portion)[edition.kind];
    const places = (this.places.get(documentId) ?? []).filter(({ hold }) => hold.value !== null);
    const before = places.find((place) => place.locale === locale && place.cut === cut);
    if ((before?.hold.value?.seq ?? -1) >= edition.seq) return;
    const key = `${documentId} ${locale} ${cut}`;
    this.held.set(key, edition);
    const hold = this.held.hold(key);
    if (!hold) return;
    // Coming in is not being asked for.
    hold.used = false;
    this.places.set(documentId, [...places.filter((place) => place !== before), { locale, cut, hold }]);
    if (this.places.size > 2 * this.held.size + FEW) this.sweep();
  }

  remember(time: number, kind: Kind, locale: string, slug: string, documentId: string): void {
    if (time !== this.times || this.isBare) return;
    if (this.slugs.size >= MOST_SLUGS) this.slugs.clear();
    this.slugs.set(slugName(kind, locale, slug), documentId);
  }

  clear(): void {
    this.times += 1;
    this.held.clear();
    this.places.clear();
    this.slugs.clear();
  }

  private sweep(): void {
    for (const [documentId, places] of this.places)
      if (places.every(({ hold }) => hold.value === null)) this.places.delete(documentId);
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
