import { Seal } from '#platform';
import type { Snapshot } from './view.js';

const VERSION = 1;
/** Longer ones are none of ours. */
const LONGEST = 300;

export function asOfSeal(secret: Buffer): Seal {
  return new Seal(secret, 'as-of');
}

/** The opaque value of a publication, which tells nobody its number. */
export function closeSnapshot(seal: Seal, { seq, mark }: Pick<Snapshot, 'seq' | 'mark'>): string {
  return seal.close([VERSION, seq, mark]);
}

export function openSnapshot(seal: Seal, value: string): Pick<Snapshot, 'seq' | 'mark'> | null {
  const parts = value.length <= LONGEST ? seal.open(value) : null;
  if (!Array.isArray(parts) || parts.length !== 3 || parts[0] !== VERSION) return null;
  const [, seq, mark] = parts as [number, number, string];
  return { seq, mark };
}
