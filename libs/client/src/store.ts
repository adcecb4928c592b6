import type { CopiedDocument, Kind } from './document.js';

/** A document in a store, with what a replica needs to know of it. */
export interface Stored {
  /** `documentId locale`. */
  readonly key: string;
  readonly kind: Kind;
  readonly locale: string;
  /** Which filling of the copy brought it, or saw it last. */
  readonly filling: number;
  /** Its part of the checksum: 16 hexadecimal digits. */
  readonly part: string;
  readonly document: CopiedDocument;
}

/** Where a copy stands. */
export interface CopyState {
  /** Of the last page that was applied. */
  readonly token: string;
  /** Counts how often the copy was filled from the beginning. */
  readonly filling: number;
  /** Pages of this filling are missing: what an earlier one brought is still shown. */
  readonly isFilling: boolean;
  /** What the token was asked for with; another choice begins anew. */
  readonly selection: string;
  /** What the copy adds up to, kept with every page. */
  readonly count: number;
  readonly sum: string;
  /** When the copy was last complete, in milliseconds since 1970; null before. */
  readonly completeAt: number | null;
}

/** What one page changes. A store applies all of it, and keeps the state with it, or nothing. */
export interface Change {
  readonly puts: readonly Stored[];
  /** Keys. */
  readonly removes: readonly string[];
  readonly state: CopyState;
}

/** Where a copy is kept. */
export interface ReplicaStore {
  state(): Promise<CopyState | null>;
  apply(change: Change): Promise<void>;
  /** In the order of the keys. */
  get(keys: readonly string[]): Promise<(Stored | undefined)[]>;
  /** All of a kind and locale, in any order. */
  list(kind: Kind, locale: string): Promise<Stored[]>;
  /** Everything: key, filling and part are enough. */
  all(): Promise<Pick<Stored, 'key' | 'filling' | 'part' | 'kind' | 'locale'>[]>;
  /** Empties it: the next synchronisation fills it again. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export function keyOf(documentId: string, locale: string): string {
  return `${documentId} ${locale}`;
}
