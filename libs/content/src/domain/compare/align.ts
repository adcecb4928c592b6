/** Places of one entry in two versions of a list; null in a version that does not have it. */
export interface Aligned {
  readonly before: number | null;
  readonly after: number | null;
  /** It passed entries that stayed in their order. */
  readonly moved: boolean;
}

/** What makes an entry the same one in both versions. */
export interface Identity<T> {
  /** Its own name, which it keeps when it is rewritten; null when it has none. */
  readonly name: (entry: T) => string | null;
  /** What it says: two that say the same are the same, whatever their names are. */
  readonly content: (entry: T) => string;
  /** Whether one may be a new wording of the other, where both stand in the same gap between entries that stayed. */
  readonly mayBecome: (before: T, after: T) => boolean;
}

/**
 * Finds every entry of two lists in the other one, in the order in which both can be read: the newer list, with what was
 * removed where it stood. By name first, then by content, then by place.
 */
export function align<T>(before: readonly T[], after: readonly T[], identity: Identity<T>): readonly Aligned[] {
  const partner = new Array<number | null>(after.length).fill(null);
  const used = new Array<boolean>(before.length).fill(false);
  const pair = (from: number, to: number) => {
    partner[to] = from;
    used[from] = true;
  };
  pairBy(before, after, partner, used, identity.name, pair);
  pairBy(before, after, partner, used, identity.content, pair);
  const stayed = longestRising(partner);
  pairWithinGaps(before, after, partner, used, stayed, identity, pair);
  return merged(before.length, partner, used, stayed);
}

function pairBy<T>(
  before: readonly T[],
  after: readonly T[],
  partner: readonly (number | null)[],
  used: readonly boolean[],
  keyOf: (entry: T) => string | null,
  pair: (from: number, to: number) => void,
): void {
  const places = new Map<string, number[]>();
  before.forEach((entry, index) => {
    const key = used[index] ? null : keyOf(entry);
    if (key === null) return;
    const same = places.get(key);
    if (same) same.push(index);
    else places.set(key, [index]);
  });
  for (const list of places.values()) list.reverse();
  after.forEach((entry, index) => {
    if (partner[index] !== null) return;
    const key = keyOf(entry);
    const from = key === null ? undefined : places.get(key)?.pop();
    if (from !== undefined) pair(from, index);
  });
}

/** Entries left over on both sides between the same two neighbours that stayed: rewritten, in order. */
function pairWithinGaps<T>(
  before: readonly T[],
  after: readonly T[],
  partner: readonly (number | null)[],
  used: readonly boolean[],
  stayed: Set<number>,
  { mayBecome }: Identity<T>,
  pair: (from: number, to: number) => void,
): void {
  let from = 0;
  const waiting: number[] = [];
  const closeGap = (end: number) => {
    for (const to of waiting.splice(0)) {
      let at = from;
      while (at < end && (used[at] || !mayBecome(before[at] as T, after[to] as T))) at += 1;
      if (at >= end) continue;
      pair(at, to);
      stayed.add(to);
      from = at + 1;
    }
  };
  after.forEach((_entry, to) => {
    const place = partner[to];
    if (place === null || place === undefined) waiting.push(to);
    else if (stayed.has(to)) {
      closeGap(place);
      from = place + 1;
    }
  });
  closeGap(before.length);
}

/** Indices of the longest part of the list whose numbers rise: what stayed in order while the rest moved around it. */
function longestRising(numbers: readonly (number | null)[]): Set<number> {
  const tails: number[] = [];
  const previous = new Map<number, number>();
  numbers.forEach((value, index) => {
    if (value === null) return;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous.set(index, tails[low - 1] ?? 0);
    tails[low] = index;
  });
  const rising = new Set<number>();
  for (let at = tails.at(-1); at !== undefined; at = previous.get(at)) rising.add(at);
  return rising;
}

function merged(
  count: number,
  partner: readonly (number | null)[],
  used: readonly boolean[],
  stayed: ReadonlySet<number>,
): readonly Aligned[] {
  const placeOf = new Map<number, number>();
  partner.forEach((from, to) => {
    if (from !== null && stayed.has(to)) placeOf.set(from, to);
  });
  // What was removed comes after the nearest entry before it that stayed; -1 is the beginning.
  const removedAfter = new Map<number, Aligned[]>();
  let anchor = -1;
  for (let from = 0; from < count; from += 1) {
    anchor = placeOf.get(from) ?? anchor;
    if (used[from]) continue;
    const list = removedAfter.get(anchor) ?? [];
    list.push({ before: from, after: null, moved: false });
    removedAfter.set(anchor, list);
  }
  return [
    ...(removedAfter.get(-1) ?? []),
    ...partner.flatMap((from, to): Aligned[] => [
      { before: from, after: to, moved: from !== null && !stayed.has(to) },
      ...(removedAfter.get(to) ?? []),
    ]),
  ];
}
