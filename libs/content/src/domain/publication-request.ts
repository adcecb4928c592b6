import type { ChangeKind, WithdrawalReason } from './publication-plan.js';

/** A variant, and what of it the caller looked at: the draft in one version, or a frozen revision, which has none. */
export type PublishItem = {
  readonly documentId: string;
  readonly locale: string;
  /** MAJOR for a first edition, else MINOR, when left out. */
  readonly changeKind?: ChangeKind;
  /** Public; required for CORRECTION and RETRACTION. */
  readonly note?: string;
  /** The newest edition that the caller knows of, 0 for none: refused when there has been another one since. */
  readonly expectedEdition?: number;
} & (
  | { readonly expectedVersion: number; readonly revision?: never; readonly keepsWordsOf?: never }
  | {
      readonly revision: number;
      readonly expectedVersion?: never;
      /** What is public: the revision says the same words, and differs from this one in labels and references alone. */
      readonly keepsWordsOf?: number;
    }
);

/** Of a draft in one version, or of a variant whose newest edition the caller knows. */
export type WithdrawItem = {
  readonly documentId: string;
  readonly locale: string;
  readonly reason: WithdrawalReason;
  readonly replacedBy?: string;
  /** Public; required for RETRACTED. */
  readonly notice?: string;
} & (
  | { readonly expectedVersion: number; readonly expectedEdition?: number }
  | { readonly expectedEdition: number; readonly expectedVersion?: never }
);

export interface PublicationRequest {
  readonly publish?: readonly PublishItem[];
  readonly withdraw?: readonly WithdrawItem[];
  /** For editors; never public. */
  readonly note?: string;
  /** What a plan said would come of each item, first of `publish`, then of `withdraw`: exactly that happens, or nothing. */
  readonly agreed?: readonly string[];
}
