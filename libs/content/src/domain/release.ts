import type { ChangeKind, WithdrawalReason } from './publication-plan.js';

export const RELEASE_STATES = ['OPEN', 'APPROVED', 'PUBLISHED', 'DISCARDED'] as const;
export type ReleaseState = (typeof RELEASE_STATES)[number];

/** What an editor may do to a release; the verb is asked of the table of permissions too. */
interface Transition {
  readonly verb: string;
  readonly from: readonly ReleaseState[];
  readonly to: ReleaseState;
  readonly who: 'release.write' | 'release.approve' | 'release.publish' | 'schedule.write';
  /** What to do where it cannot be done. */
  readonly otherwise: string;
}

/** The life of a release. Approving pins what is in it; from then on nothing in it changes, and it may be published, now or at a time. */
export const RELEASE_WORKFLOW = [
  {
    verb: 'change',
    from: ['OPEN'],
    to: 'OPEN',
    who: 'release.write',
    otherwise: 'Only an open release takes changes: reopen it, or make another one.',
  },
  {
    verb: 'approve',
    from: ['OPEN'],
    to: 'APPROVED',
    who: 'release.approve',
    otherwise: 'Only an open release can be approved.',
  },
  {
    verb: 'reopen',
    from: ['APPROVED'],
    to: 'OPEN',
    who: 'release.write',
    otherwise: 'Only an approved release can be reopened.',
  },
  {
    verb: 'schedule',
    from: ['APPROVED'],
    to: 'APPROVED',
    who: 'schedule.write',
    otherwise: 'Only an approved release can be scheduled: what is to go live must be pinned first.',
  },
  {
    verb: 'publish',
    from: ['APPROVED'],
    to: 'PUBLISHED',
    who: 'release.publish',
    otherwise: 'Only an approved release can be published: approve it first.',
  },
  {
    verb: 'discard',
    from: ['OPEN', 'APPROVED'],
    to: 'DISCARDED',
    who: 'release.write',
    otherwise: 'What was published, or discarded before, cannot be discarded.',
  },
] as const satisfies readonly Transition[];

export type ReleaseVerb = (typeof RELEASE_WORKFLOW)[number]['verb'];
export const RELEASE_VERBS = [
  'change',
  'approve',
  'reopen',
  'schedule',
  'publish',
  'discard',
] as const satisfies readonly ReleaseVerb[];

export type Move =
  { readonly allowed: true; readonly to: ReleaseState } | { readonly allowed: false; readonly reason: string };

/** Where the verb leads from this state; a sentence where it leads nowhere. */
export function moveRelease(state: ReleaseState, verb: ReleaseVerb): Move {
  const { from, to, otherwise } = transitionOf(verb);
  return from.includes(state)
    ? { allowed: true, to }
    : { allowed: false, reason: `The release is ${state}. ${otherwise}` };
}

export function permissionFor(verb: ReleaseVerb): Transition['who'] {
  return transitionOf(verb).who;
}

function transitionOf(verb: ReleaseVerb): Transition {
  const found = RELEASE_WORKFLOW.find((each) => each.verb === verb);
  if (!found) throw new Error(`no transition ${String(verb)}`);
  return found;
}

interface ItemKey {
  readonly documentId: string;
  readonly locale: string;
}

/** A variant that is to go live with the release. */
export interface ReleasePublishItem extends ItemKey {
  readonly action: 'PUBLISH';
  readonly changeKind: ChangeKind | null;
  /** Public. */
  readonly note: string | null;
  /** The revision that somebody named; null: what the draft says when the release is approved. */
  readonly chosen: number | null;
  /** What goes live; null until approval. */
  readonly revision: number | null;
}

/** A variant that is to leave the public with it. */
export interface ReleaseWithdrawItem extends ItemKey {
  readonly action: 'WITHDRAW';
  readonly reason: WithdrawalReason;
  readonly replacedBy: string | null;
  /** Public. */
  readonly notice: string | null;
}

export type ReleaseItem = (ReleasePublishItem | ReleaseWithdrawItem) & {
  /** The newest edition when it was approved, 0 for none; null before. Another one since, and the release cannot be published. */
  readonly edition: number | null;
};

export interface Release {
  readonly id: string;
  /** Null: made to schedule one document. */
  readonly name: string | null;
  /** For editors; never public. */
  readonly note: string | null;
  readonly state: ReleaseState;
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly approvedAt: string | null;
  readonly approvedBy: string | null;
  /** The publication that it became. */
  readonly seq: number | null;
  /** In the order in which they were put in. */
  readonly items: readonly ReleaseItem[];
}
