import type { ChangeKind, WithdrawalReason } from './publication-plan.js';

export interface PublishItem {
  readonly documentId: string;
  readonly locale: string;
  readonly expectedVersion: number;
  /** MAJOR for a first edition, else MINOR, when left out. */
  readonly changeKind?: ChangeKind;
  /** Public; required for CORRECTION and RETRACTION. */
  readonly note?: string;
}

export interface WithdrawItem {
  readonly documentId: string;
  readonly locale: string;
  readonly expectedVersion: number;
  readonly reason: WithdrawalReason;
  readonly replacedBy?: string;
  /** Public; required for RETRACTED. */
  readonly notice?: string;
}

export interface PublicationRequest {
  readonly publish?: readonly PublishItem[];
  readonly withdraw?: readonly WithdrawItem[];
  /** For editors; never public. */
  readonly note?: string;
}
