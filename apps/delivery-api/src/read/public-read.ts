import type { DeliveryReader, Snapshot, View } from '#delivery';
import { Loaders } from './loaders.js';
import type { ReadRules } from './rules.js';

/** Reading as of one publication, for one partner, in one request: what every document of an answer was read through. */
export class PublicRead {
  readonly load: Loaders;

  constructor(
    private readonly reader: DeliveryReader,
    /** Null before the first publication: then there is nothing to see. */
    private readonly view: View | null,
    readonly rules: ReadRules,
    /** The as-of value that ids carry, when the caller asked for an instant or a value; null for the head. */
    readonly asOf: string | null,
  ) {
    this.load = new Loaders(reader, view);
    this.snapshot = view?.snapshot ?? null;
  }

  readonly snapshot: Snapshot | null;

  /** What an answer needs once, and so without a loader; `nothing` before the first publication. */
  async ask<T>(nothing: T, read: (reader: DeliveryReader, view: View) => Promise<T>): Promise<T> {
    return this.view === null ? nothing : read(this.reader, this.view);
  }
}

/** The opaque value of the header `Almanac-As-Of`: it may be given back as `asOf: { token }`. */
export function closeAsOf(rules: ReadRules, snapshot: Snapshot): string {
  return rules.asOfSeal.close([1, snapshot.seq, snapshot.mark]);
}

export function openAsOf(rules: ReadRules, token: string): { seq: number; mark: string } | null {
  const parts = token.length <= 300 ? rules.asOfSeal.open(token) : null;
  if (!Array.isArray(parts) || parts.length !== 3 || parts[0] !== 1) return null;
  const [, seq, mark] = parts as [number, number, string];
  return { seq, mark };
}
