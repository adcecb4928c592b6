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

  for (const samePlace of [true, false]) {
    for (const item of open()) {
      const same = [...free].find(
        (origin) => origin.hash === item.hash && origin.kind === item.kind && (!samePlace || origin.place === item.key),
      );
      if (same) take(item, same);
    }
  }
  const pairs = open()
    .flatMap((item) =>
      [...free]
        .filter((origin) => origin.kind === item.kind)
        .map((origin) => ({ item, origin, score: likeness(item.title, origin.title) })),
    )
    .filter((pair) => pair.score >= ALIKE)
    .sort((a, b) => b.score - a.score);
  for (const { item, origin } of pairs) if (!matches.has(item.key) && free.has(origin)) take(item, origin);
  for (const item of open()) {
    const there = [...free].find((origin) => origin.place === item.key && origin.kind === item.kind);
    if (there) take(item, there);
  }
  return matches;
}

/** Share of common words, 0 to 1. */
function likeness(one: string, other: string): number {
  const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const a = words(one);
  const b = words(other);
  const common = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - common;
  return all === 0 ? 0 : common / all;
}
