/** GENESIS is the empty start; LABELS is a change of configured labels, taken in when a process starts. */
export type PublicationKind = 'GENESIS' | 'PUBLISH' | 'WITHDRAW' | 'SCOPE' | 'LABELS' | 'EXPUNGE';

export interface Publication {
  readonly seq: number;
  /** 16 random bytes, hex: tells two histories with equal numbers apart. */
  readonly mark: string;
  /** ISO 8601 with microseconds. */
  readonly at: string;
  readonly kind: PublicationKind;
}
