import type { FindingFilter } from '../finding.js';
import type { ChangeKind, WithdrawalReason } from '../publication-plan.js';

/** Variants, by name or by what finds them at the moment of the plan. */
export type Selection =
  | { readonly variants: readonly { readonly documentId: string; readonly locale: string }[] }
  | { readonly filter: FindingFilter };

/** What becomes of a list of labels: some more, some less; or these, and in this order. */
export type Relabelling =
  { readonly add: readonly string[]; readonly remove: readonly string[] } | { readonly replace: readonly string[] };

/** What editions say of themselves when they go live by a bulk change. MINOR when left out, MAJOR for first ones. */
interface Edition {
  readonly changeKind?: ChangeKind;
  /** Public. */
  readonly note?: string;
}

export interface Retag extends Edition {
  readonly what: 'retag';
  readonly of: Selection;
  readonly topics?: Relabelling;
  readonly audiences?: Relabelling;
}

/** The topic leaves the public, and leads to the other one from then on. */
export interface MergeTopics extends Edition {
  readonly what: 'merge-topics';
  readonly topic: string;
  readonly into: string;
}

export interface ReplaceReference extends Edition {
  readonly what: 'replace-reference';
  readonly target: string;
  readonly by: string;
}

export interface PublishSelection extends Edition {
  readonly what: 'publish';
  readonly of: Selection;
  /** `taken`: the drafts that must come with it are part of it. */
  readonly closure: 'taken' | 'offered';
}

export interface WithdrawSelection {
  readonly what: 'withdraw';
  readonly of: Selection;
  readonly reason: WithdrawalReason;
  readonly replacedBy?: string;
  /** Public; required for RETRACTED. */
  readonly notice?: string;
}

/** One change of many documents. It is planned first, and then made in one publication. */
export type BulkChange = Retag | MergeTopics | ReplaceReference | PublishSelection | WithdrawSelection;
export type BulkChangeName = BulkChange['what'];

/** Variants that one change may touch: what is beyond has to be done in parts. */
export const MOST_CHANGED = 5_000;
