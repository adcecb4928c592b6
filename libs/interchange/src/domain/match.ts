/** Where a document of an earlier import came from. */
export interface KnownOrigin {
  readonly place: string;
  /** SHA-256 of the item as it was imported, hex. */
  readonly hash: string;
  readonly documentId: string;
  readonly kind: string;
  readonly title: string;
}

export interface Matchable {
  readonly key: string;
  readonly kind: string;
  readonly hash: string;
  readonly title: string;
}

export interface Match<O extends KnownOrigin> {
  readonly origin: O;
  readonly changed: boolean;
}

const ALIKE = 0.5;

/**
 * Which item of a page is which document of an earlier import. The same content is the same item, wherever it now stands;
 * then the most alike title of the same kind; then the same place. So inserting a pair above others changes none of them.
 */
export function matchOrigins<O extends KnownOrigin>(
  items: readonly Matchable[],
  origins: readonly O[],
): ReadonlyMap<string, Match<O>> {
  const matches = new Map<string, Match<O>>();
  const free = new Set(origins);
  const open = () => items.filter((item) => !matches.has(item.key));
  const take = (item: Matchable, origin: O) => {
    matches.set(item.key, { origin, changed: origin.hash !== item.hash });
    free.delete(origin);
  };

  const byHash = Map.groupBy(origins, (origin) => `${origin.kind} ${origin.hash}`);
  for (const samePlace of [true, false]) {
    for (const item of open()) {
      const same = byHash
        .get(`${item.kind} ${item.hash}`)
        ?.find((origin) => free.has(origin) && (!samePlace || origin.place === item.key));
      if (same) take(item, same);
    }
  }
  for (const { item, origin } of alike(open(), [...free]))
    if (!matches.has(item.key) && free.has(origin)) take(item, origin);
  const byPlace = new Map(origins.map((origin) => [origin.place, origin]));
  for (const item of open()) {
    const there = byPlace.get(item.key);
    if (there && free.has(there) && there.kind === item.kind) take(item, there);
  }
  return matches;
}

/** Pairs of one kind whose titles are alike, the most alike first. */
function alike<O extends KnownOrigin>(
  items: readonly Matchable[],
  origins: readonly O[],
): { item: Matchable; origin: O }[] {
  const read = origins.map((origin) => ({ origin, words: wordsOf(origin.title) }));
  const holders = new Map<string, typeof read>();
  for (const entry of read)
    for (const word of entry.words) {
      const name = `${entry.origin.kind} ${word}`;
      const others = holders.get(name);
      if (others) others.push(entry);
      else holders.set(name, [entry]);
    }
  return items
    .flatMap((item) => {
      const words = wordsOf(item.title);
      const rarity = (word: string) => holders.get(`${item.kind} ${word}`)?.length ?? 0;
      // Titles that share half of their words share one of the rarer half: only those are compared, or a long page takes minutes.
      const rarer = [...words].sort((a, b) => rarity(a) - rarity(b)).slice(0, Math.floor(words.size * (1 - ALIKE)) + 1);
      const candidates = new Set(rarer.flatMap((word) => holders.get(`${item.kind} ${word}`) ?? []));
      return [...candidates].map(({ origin, words: others }) => ({ item, origin, score: likeness(words, others) }));
    })
    .filter((pair) => pair.score >= ALIKE)
    .sort((a, b) => b.score - a.score);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** Share of common words, 0 to 1. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const word of a) if (b.has(word)) common++;
  const all = a.size + b.size - common;
  return all === 0 ? 0 : common / all;
}
