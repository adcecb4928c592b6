import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds that one question counts for at most. */
const QUESTION = 50;

/**
 * Asks until it is so, and says how many milliseconds that took. A question counts for what it took, but for no more than it
 * takes on a machine that runs: one that stands still for seconds between two questions does not make anything late.
 */
export async function until(holds: () => Promise<boolean> | boolean, limit = 60_000): Promise<number> {
  const begun = performance.now();
  for (let counted = 0; ;) {
    const asked = performance.now();
    if (await holds()) return counted;
    if (performance.now() - begun > limit)
      throw new Error(`This did not come true in ${limit} ms: ${holds.toString()}`);
    await wait(10);
    counted += Math.min(performance.now() - asked, QUESTION);
  }
}
