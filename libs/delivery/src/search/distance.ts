/** Typing mistakes between two words: letters added, left out or changed, and neighbours swapped. At least `limit + 1` when more. */
export function mistakes(a: string, b: string, limit: number): number {
  const [from, to] = [[...a], [...b]];
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = to.map((_, index) => index + 1);
  above.unshift(0);
  for (const [row, letter] of from.entries()) {
    const line = [row + 1];
    for (const [column, other] of to.entries()) {
      const [left = 0, up = 0, corner = 0] = [line[column], above[column + 1], above[column]];
      let least = Math.min(left + 1, up + 1, corner + (letter === other ? 0 : 1));
      if (row > 0 && column > 0 && letter === to[column - 1] && from[row - 1] === other)
        least = Math.min(least, (before[column - 1] ?? 0) + 1);
      line.push(least);
    }
    [before, above] = [above, line];
  }
  return above[to.length] ?? limit + 1;
}

/** Short words have too many neighbours for a guess to be worth anything. */
export function mistakesAllowed(word: string): number {
  const { length } = [...word];
  return length <= 3 ? 0 : length <= 5 ? 1 : 2;
}
