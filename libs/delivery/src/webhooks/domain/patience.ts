const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds from one failed attempt to the next: ten attempts within a little more than three days. */
const PAUSES = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** An endpoint at which nothing has arrived for so long is paused when a message is given up. */
export const DEAD_AFTER = 72 * HOUR;

/**
 * Milliseconds until the next attempt after so many failed ones; null: it is given up.
 * @param chance from 0 to 1: the pause is up to a fifth longer or shorter, so that what failed together does not come back together.
 */
export function pauseAfter(attempts: number, chance: number): number | null {
  const pause = PAUSES[attempts - 1];
  return pause === undefined ? null : Math.round(pause * (0.8 + 0.4 * chance));
}
