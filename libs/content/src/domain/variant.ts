import type { ProblemPath } from '#platform';
import type { Body, Kind } from './kinds/kinds.js';
import type { KeptState, State } from './workflow/workflow.js';
import type { ReferenceRole } from './kinds/shapes.js';

/** A document in one locale as editors see it: its working copy and where its version line stands. */
export interface Variant<K extends Kind = Kind> {
  readonly documentId: string;
  readonly kind: K;
  readonly locale: string;
  readonly slug: string | null;
  /** Upcast to today's format. */
  readonly draft: Body<K>;
  /** Counter for optimistic locking: every save names the one it was based on. */
  readonly draftVersion: number;
  /** Number of the revision that the draft grew from, null for a draft that was never frozen. */
  readonly basedOn: number | null;
  readonly lastRevision: number;
  readonly lastEdition: number;
  /** Number of the edition that the public sees, null when the variant is not live. */
  readonly liveEdition: number | null;
  readonly createdAt: string;
  readonly savedAt: string;
  readonly savedBy: string;
  /** A day: by then somebody must look again at what is live. */
  readonly dueOn: string | null;
  /** Where the draft stands in the workflow. */
  readonly state: State;
  /** The state that it has when no schedule counts: `state`, unless that is `scheduled`. */
  readonly unscheduled: KeptState;
  /** The review that the state speaks of. */
  readonly review: ReviewOf | null;
}

/** A revision in review, or decided about. */
export interface ReviewOf {
  readonly id: string;
  readonly revision: number;
  readonly submittedBy: string;
  /** Null unless it was approved. */
  readonly approvedBy: string | null;
}

/** What a revision says. */
export interface FrozenBody<K extends Kind = Kind> {
  readonly documentId: string;
  readonly kind: K;
  readonly locale: string;
  readonly number: number;
  /** Null of one that was frozen before it had an address, which publishing wants. */
  readonly slug: string | null;
  /** Upcast to today's format. */
  readonly body: Body<K>;
  /** Of what was frozen, in the format of its day, hex. */
  readonly hash: string;
}

/** What there is to know of a revision without opening it. */
export interface RevisionSummary {
  readonly documentId: string;
  readonly locale: string;
  readonly number: number;
  readonly slug: string | null;
  /** Of what is stored. */
  readonly bodyFormat: number;
  readonly hash: string;
  readonly author: string;
  readonly note: string | null;
  readonly basedOn: number | null;
  readonly createdAt: string;
  /** Numbers of the editions in which it was public. */
  readonly editions: readonly number[];
}

/** A frozen full snapshot of a variant. */
export interface Revision<K extends Kind = Kind> extends FrozenBody<K>, RevisionSummary {}

/** What a revision refers to, and how that stood when it was frozen. */
export interface RevisionReference {
  readonly path: ProblemPath;
  readonly role: ReferenceRole;
  readonly target: string;
  readonly kind: Kind;
  readonly pinLocale: string | null;
  readonly pinEdition: number | null;
  /** Null for a target that was not public then. */
  readonly then: {
    readonly locale: string;
    readonly edition: number;
    readonly slug: string;
    readonly title: string | null;
  } | null;
}
