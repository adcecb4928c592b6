import type { ProblemPath } from '#platform';
import { type Body, BODY_FORMAT, type Kind } from './kinds.js';

/** Takes what a step has no place for: where it stood in the format that the step reads, and what it said. */
export type Unplaced = (path: ProblemPath, value: unknown) => void;

/**
 * Rewrites a body of one format into the next. Pure: the stored body may be shared, so it returns a new one. What it leaves out
 * it says.
 */
export type UpcastStep = (
  kind: Kind,
  body: Readonly<Record<string, unknown>>,
  unplaced: Unplaced,
) => Record<string, unknown>;

export interface UpcastTable {
  readonly current: number;
  /** `steps[n]` leads from format n to n + 1. */
  readonly steps: Readonly<Record<number, UpcastStep>>;
}

/** Add the step from n to n + 1 here in the commit that raises BODY_FORMAT to n + 1, and never change one that was released. */
export const UPCASTS: UpcastTable = { current: BODY_FORMAT, steps: {} };

/** A stored body that this version cannot read: a fault of the installation, not of the caller. */
export class UnreadableFormat extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableFormat';
  }
}

/** A body as it is written today, whatever the format in which it was stored. */
export function upcast<K extends Kind>(
  kind: K,
  body: unknown,
  format: number,
  table: UpcastTable = UPCASTS,
  unplaced: Unplaced = () => undefined,
): Body<K> {
  if (!Number.isInteger(format) || format < 1)
    throw new UnreadableFormat(`${format} is not a body format: the stored row is damaged.`);
  if (format > table.current) {
    throw new UnreadableFormat(
      `This body has format ${format}, and this version of Almanac reads up to ${table.current}: start the newer version that wrote it.`,
    );
  }
  let current = body as Record<string, unknown>;
  for (let at = format; at < table.current; at += 1) {
    const step = table.steps[at];
    if (!step) throw new UnreadableFormat(`No step leads from body format ${at} to ${at + 1}: add it to the table.`);
    current = step(kind, current, unplaced);
  }
  return current;
}
