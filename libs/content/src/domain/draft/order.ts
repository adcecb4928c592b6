/** The keys of a list as two people left it, who both began from the same. */
export interface Orders {
  readonly before: readonly string[];
  readonly mine: readonly string[];
  readonly theirs: readonly string[];
  /** What is missing from `mine` and stays all the same: its removal is not let through. */
  readonly kept: ReadonlySet<string>;
}

export interface MergedOrder {
  readonly order: readonly string[];
  /** Both moved the same entry, to different places: theirs stands, and mine has to be asked again. */
  readonly clash: boolean;
}

/**
 * One order out of two. What one added, removed or moved is added, removed and moved; an entry goes where it stands in `mine`,
 * after the nearest one before it that is still there. Every key of the two that the other did not remove is in it once.
 */
export function mergeOrder({ before, mine, theirs, kept }: Orders): MergedOrder {
  const known = new Set(before);
  const stay = new Set(mine);
  const there = new Set(theirs);
  const movedByMe = moved(before, mine);
  const movedByThem = moved(before, theirs);
  const clash = [...movedByMe].some((key) => movedByThem.has(key)) && !sameOrder(mine, theirs);
  const replaced = (key: string) => !clash && movedByMe.has(key) && there.has(key);
  const order = theirs.filter((key) => (stay.has(key) || kept.has(key) || !known.has(key)) && !replaced(key));
  const placed = new Set(order);
  mine.forEach((key, index) => {
    if (placed.has(key) || !(replaced(key) || !known.has(key))) return;
    const previous = mine.slice(0, index).findLast((other) => placed.has(other));
    order.splice(previous === undefined ? 0 : order.indexOf(previous) + 1, 0, key);
    placed.add(key);
  });
  return { order, clash };
}

/** Whether what is in both comes in the same order. */
function sameOrder(mine: readonly string[], theirs: readonly string[]): boolean {
  const [inMine, inTheirs] = [new Set(mine), new Set(theirs)];
  const common = theirs.filter((key) => inMine.has(key));
  return mine.filter((key) => inTheirs.has(key)).every((key, index) => key === common[index]);
}

/** The fewest entries of both that had to leave their place: what is outside the longest run that kept its order. */
function moved(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const places = new Map(after.map((key, index) => [key, index]));
  const common = before.filter((key) => places.has(key));
  const kept = new Set(longestRise(common.map((key) => places.get(key) ?? 0)));
  return new Set(common.filter((_key, index) => !kept.has(index)));
}

/** Indexes of a longest increasing run of different numbers, by patience sorting. */
function longestRise(numbers: readonly number[]): readonly number[] {
  const piles: number[] = [];
  const below: (number | undefined)[] = [];
  numbers.forEach((number, index) => {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[piles[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    below[index] = low > 0 ? piles[low - 1] : undefined;
    piles[low] = index;
  });
  const rise: number[] = [];
  for (let at = piles.at(-1); at !== undefined; at = below[at]) rise.unshift(at);
  return rise;
}
