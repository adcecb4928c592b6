import type { Kind } from '#content';
import type { Selection } from '../../sync/delta.js';

/** One document in one locale, as one publication changed it for the public. */
export interface Change {
  readonly documentId: string;
  readonly locale: string;
  readonly kind: Kind;
  /** The publication that did. */
  readonly seq: number;
  readonly at: Date;
  /** Change kind of the edition; WITHDRAWN: it is not public any more; EXPUNGED: nothing of it is left. */
  readonly event: 'MAJOR' | 'MINOR' | 'CORRECTION' | 'RETRACTION' | 'WITHDRAWN' | 'EXPUNGED';
}

export interface KnownPartner {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly pausedAt: Date | null;
  readonly lastAskedAt: Date | null;
}

/** When a partner first received a change in some way; null: not yet, as far as is known. */
export interface Times {
  readonly syncedAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly servedAt: Date | null;
}

/** A copy of a partner that has come as far as a change, or was sent everything up to it. */
export interface CopyTimes {
  readonly selection: Selection;
  readonly heldAt: Date | null;
  readonly sentAt: Date | null;
}

/** How a partner received what concerns it of some changes. */
export interface Receipt extends Times {
  readonly partner: KnownPartner;
  /** Changes that its scope shows. */
  readonly concerns: number;
  /** Of these, those that it received in one way or another. */
  readonly received: number;
  /** When it had received the last of them; null: something is missing. */
  readonly completeAt: Date | null;
}

/** The earliest of those that are known. */
export function earliest(times: readonly (Date | null | undefined)[]): Date | null {
  return times.reduce<Date | null>((first, time) => (time && (first === null || time < first) ? time : first), null);
}

/** When the last of them had happened; null as long as one has not, and of none. */
function latest(times: readonly (Date | null)[]): Date | null {
  return times.reduce<Date | null>(
    (last, time, index) => (time === null || (index > 0 && last === null) ? null : last && last > time ? last : time),
    null,
  );
}

/** Each of the changes that concern the partner, by when it received it. A way counts where it brought all of them. */
export function receiptOf(partner: KnownPartner, changes: readonly Times[]): Receipt {
  const first = changes.map(({ syncedAt, acknowledgedAt, servedAt }) => earliest([syncedAt, acknowledgedAt, servedAt]));
  return {
    partner,
    concerns: changes.length,
    received: first.filter((time) => time !== null).length,
    completeAt: latest(first),
    syncedAt: latest(changes.map(({ syncedAt }) => syncedAt)),
    acknowledgedAt: latest(changes.map(({ acknowledgedAt }) => acknowledgedAt)),
    servedAt: latest(changes.map(({ servedAt }) => servedAt)),
  };
}

/** Who lacks something comes first; then by handle. */
export function missingFirst(one: Receipt, other: Receipt): number {
  const rank = ({ completeAt }: Receipt) => Number(completeAt !== null);
  return rank(one) - rank(other) || (one.partner.handle < other.partner.handle ? -1 : 1);
}
