import type { WordChange } from './words.js';

/** What happened to something that stands in one version or in both. */
export type Fate = 'ADDED' | 'REMOVED' | 'CHANGED';

/** Between two values of one place in a body; there is none where both say the same. */
export type Difference =
  | { readonly form: 'words'; readonly before: string; readonly after: string; readonly words: readonly WordChange[] }
  | { readonly form: 'value'; readonly before: Scalar | null; readonly after: Scalar | null }
  /** Ids of documents. */
  | { readonly form: 'reference'; readonly before: string | null; readonly after: string | null }
  | { readonly form: 'fields'; readonly fields: readonly FieldDifference[] }
  | { readonly form: 'entries'; readonly entries: readonly EntryDifference[] };

export type Scalar = string | number | boolean;

/** Only of fields that differ. */
export interface FieldDifference {
  readonly name: string;
  readonly fate: Fate;
  readonly difference: Difference;
}

/** Of every entry of a list that differs, those that stayed as they were included: a reader wants to know where it stands. */
export interface EntryDifference {
  readonly fate: Fate | 'SAME';
  readonly moved: boolean;
  /** Places in the two versions; null in one that does not have it. */
  readonly before: number | null;
  readonly after: number | null;
  readonly key: string | null;
  /** `_type` of a block, null for other entries. */
  readonly type: string | null;
  /** What it says, in the newer version if it is there. */
  readonly said: string;
  /** Null for what did not change. */
  readonly difference: Difference | null;
}
