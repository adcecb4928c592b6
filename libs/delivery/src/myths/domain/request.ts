import type { Repetition } from './myth-index.js';

export interface MythRequest {
  readonly text: string;
  readonly locale: string;
}

/** A published myth that a text repeats: `key` is its document id. */
export type MythFound = Repetition;
