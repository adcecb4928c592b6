import type { Verb as Right } from '#access';
import { clearanceOf, type Looked } from './clearance.js';

/** Where the working copy of a variant stands. What the public sees beside it is another matter, see `live`. */
export const STATES = [
  'draft',
  'in-review',
  'changes-requested',
  'approved',
  'scheduled',
  'published',
  'withdrawn',
] as const;
export type State = (typeof STATES)[number];
/** What is written with a variant; that it is scheduled, its schedules say. */
export type KeptState = Exclude<State, 'scheduled'>;

export const STEPS = [
  'edit',
  'submit',
  'recall',
  'request-changes',
  'approve',
  'schedule',
  'unschedule',
  'publish',
  'withdraw',
] as const;
export type Step = (typeof STEPS)[number];

export interface Transition {
  readonly verb: Step;
  readonly from: readonly State[];
  readonly to: State | 'as before';
  /** The right that it takes; which roles have it stands in the table of rights. */
  readonly who: Right;
  /** Only while nobody else could approve: with a second publisher it is refused. */
  readonly alone?: true;
  /** How a sentence names it: "to <does> it". */
  readonly does: string;
}

/**
 * The workflow. A rewritten draft starts over, whatever was said of it before; what was approved is a revision, which stays
 * approved as it was frozen.
 */
export const WORKFLOW = [
  {
    verb: 'edit',
    from: ['draft', 'in-review', 'approved', 'scheduled', 'published', 'withdrawn'],
    to: 'draft',
    who: 'draft.save',
    does: 'change',
  },
  { verb: 'edit', from: ['changes-requested'], to: 'changes-requested', who: 'draft.save', does: 'change' },
  {
    verb: 'submit',
    from: ['draft', 'changes-requested', 'withdrawn'],
    to: 'in-review',
    who: 'review.submit',
    does: 'submit',
  },
  { verb: 'recall', from: ['in-review', 'approved'], to: 'draft', who: 'review.submit', does: 'recall' },
  {
    verb: 'request-changes',
    from: ['in-review', 'approved'],
    to: 'changes-requested',
    who: 'review.request-changes',
    does: 'ask for changes of',
  },
  { verb: 'approve', from: ['in-review'], to: 'approved', who: 'review.approve', does: 'approve' },
  { verb: 'schedule', from: ['approved', 'withdrawn'], to: 'scheduled', who: 'schedule.write', does: 'schedule' },
  {
    verb: 'schedule',
    from: ['draft', 'in-review', 'changes-requested'],
    to: 'scheduled',
    who: 'schedule.write',
    alone: true,
    does: 'schedule',
  },
  { verb: 'unschedule', from: ['scheduled'], to: 'as before', who: 'schedule.write', does: 'take the schedule off' },
  {
    verb: 'publish',
    from: ['approved', 'scheduled', 'withdrawn'],
    to: 'published',
    who: 'document.publish',
    does: 'publish',
  },
  {
    verb: 'publish',
    from: ['draft', 'in-review', 'changes-requested'],
    to: 'published',
    who: 'document.publish',
    alone: true,
    does: 'publish',
  },
  { verb: 'withdraw', from: ['published'], to: 'withdrawn', who: 'document.withdraw', does: 'withdraw' },
  {
    verb: 'withdraw',
    from: ['draft', 'in-review', 'changes-requested', 'approved', 'scheduled'],
    to: 'as before',
    who: 'document.withdraw',
    does: 'withdraw',
  },
] as const satisfies readonly Transition[];

/** How a sentence names a state: "it is <...>". */
const SAID: Readonly<Record<State, string>> = {
  draft: 'a draft',
  'in-review': 'in review',
  'changes-requested': 'back with its author, who was asked for changes',
  approved: 'approved',
  scheduled: 'scheduled',
  published: 'live exactly as it stands',
  withdrawn: 'withdrawn',
};

/** What can be done about it, where a step is refused in a state. */
const INSTEAD: Readonly<Partial<Record<Step, string>>> = {
  submit: 'change it first, or wait for the review to end',
  recall: 'only what is in review or approved can be recalled',
  'request-changes': 'only what is in review or approved can be sent back',
  approve: 'it has to be submitted as it stands now',
  schedule: 'there is nothing to schedule',
  unschedule: 'there is no schedule to take off',
  withdraw: 'only what is live can be withdrawn',
};

/** How a review ends; null while nobody has decided. */
export const OUTCOMES = ['approved', 'changes-requested', 'recalled', 'overtaken'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What is known of a variant when somebody wants to do something with it. */
export interface Situation {
  readonly state: State;
  /** The state that it has when no schedule counts. */
  readonly unscheduled: KeptState;
  readonly live: boolean;
  /** Who submitted the revision that is in review or approved; null when there is none. */
  readonly submittedBy: string | null;
  /** Who approved that revision; null when nobody did. */
  readonly approvedBy: string | null;
}

/** Who wants to, and whether somebody else could have looked at it. */
export interface Asking {
  readonly actor: string;
  /** What the table of rights says about them; why not, when they may not. */
  readonly may: (right: Right) => { readonly allowed: true } | { readonly allowed: false; readonly reason: string };
  /** How many people may publish in this language. */
  readonly publishers: number;
}

export type StepVerdict =
  | { readonly allowed: true; readonly to: State; readonly selfApproved: boolean }
  | {
      readonly allowed: false;
      readonly why: 'right' | 'state' | 'second person';
      readonly reason: string;
      readonly right: Right;
    };

/** Whether this step may be taken now by whoever asks; if not, a sentence that says what to do. Writes and viewers ask the same. */
export function verdictOf(step: Step, situation: Situation, asking: Asking): StepVerdict {
  const rows: readonly Transition[] = WORKFLOW.filter((row) => row.verb === step);
  const right = rows[0]?.who ?? 'draft.save';
  const may = asking.may(right);
  if (!may.allowed) return { allowed: false, why: 'right', reason: may.reason, right };
  const row = rows.find(({ from }) => from.includes(situation.state));
  const refused = (why: 'state' | 'second person', reason: string): StepVerdict => ({
    allowed: false,
    why,
    reason,
    right,
  });
  if (!row || (step === 'withdraw' && !situation.live)) {
    const state = step === 'withdraw' ? 'not live' : SAID[situation.state];
    const waits = situation.state === 'scheduled' && step !== 'withdraw';
    const instead = waits ? 'cancel its schedule first, or wait for its hour' : INSTEAD[step];
    return refused('state', `It is ${state}: ${instead ?? 'there is nothing to do'}.`);
  }
  const own = situation.submittedBy === asking.actor;
  if (step === 'approve' && own && asking.publishers > 1)
    return refused('second person', 'You submitted it yourself: let somebody else who may approve look at it.');
  const cleared =
    step === 'publish' || step === 'schedule' ? clearanceOf(lookedAt(situation), asking.publishers) : null;
  if (cleared && !cleared.allowed) return refused('second person', cleared.reason);
  return {
    allowed: true,
    to: row.to === 'as before' ? (step === 'unschedule' ? situation.unscheduled : situation.state) : row.to,
    selfApproved: cleared?.selfApproved ?? (step === 'approve' && own),
  };
}

/** A draft that stands as it was approved, or as it was withdrawn, is that revision. */
function lookedAt({ unscheduled, submittedBy, approvedBy }: Situation): Looked {
  return { submittedBy, approvedBy, wasPublic: unscheduled === 'withdrawn' };
}

/** The state after a step that has been judged, or that the system takes. */
export function stateAfter(step: Step, from: State): State {
  const row: Transition | undefined = WORKFLOW.find(
    (each) => each.verb === step && (each.from as readonly State[]).includes(from),
  );
  if (!row) return from;
  return row.to === 'as before' ? from : row.to;
}
