import type { Kind } from '#content';

export type RowChange = 'created' | 'updated' | 'unchanged' | 'left alone';

export interface RowProblem {
  readonly line: number;
  readonly id: string | null;
  readonly reason: string;
}

export interface ImportedRow {
  readonly line: number;
  readonly id: string;
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly change: RowChange;
  readonly reason?: string;
}

export interface RowReport {
  readonly dryRun: boolean;
  /** Number of the publication; null when nothing was published. */
  readonly seq: number | null;
  readonly rows: readonly ImportedRow[];
  /** Rows that cannot be imported as they are; with any, nothing was written. */
  readonly problems: readonly RowProblem[];
  /** There are more than are named. */
  readonly more: boolean;
}

/** More than a person reads; the first ones usually say it all. */
export const MOST_PROBLEMS = 1_000;
