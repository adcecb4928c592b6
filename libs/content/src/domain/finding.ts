import type { Kind } from './kinds/kinds.js';
import type { ReferenceRole } from './kinds/shapes.js';
import type { State } from './workflow/workflow.js';

/** Where a variant stands: `CHANGED` is live, and its draft says something else than what is live. */
export const STANDINGS = ['NEVER_PUBLISHED', 'LIVE', 'CHANGED', 'WITHDRAWN'] as const;
export type VariantState = (typeof STANDINGS)[number];

export const FINDING_ORDERS = ['SAVED', 'SAVED_FIRST', 'NAME'] as const;
export type FindingOrder = (typeof FINDING_ORDERS)[number];

export interface FindingFilter {
  readonly kinds?: readonly Kind[];
  readonly locales?: readonly string[];
  readonly states?: readonly VariantState[];
  /** Where the draft stands on its way to the public. */
  readonly workflowStates?: readonly State[];
  /** Filed under one of these; a topic is found under its broader one. */
  readonly topics?: readonly string[];
  readonly audiences?: readonly string[];
  readonly savedBy?: string;
  /** ISO 8601, inclusive. */
  readonly savedFrom?: string;
  /** ISO 8601, exclusive. */
  readonly savedBefore?: string;
  /** Words that the draft has, or what is live: all of them, in any form that their language gives them. */
  readonly words?: string;
}

/** A variant in a list of editors, without its body. */
export interface Finding {
  readonly documentId: string;
  readonly locale: string;
  readonly kind: Kind;
  readonly title: string;
  readonly slug: string | null;
  readonly state: VariantState;
  readonly workflowState: State;
  readonly draftVersion: number;
  readonly liveEdition: number | null;
  readonly savedAt: string;
  readonly savedBy: string;
  readonly topics: readonly string[];
  readonly audiences: readonly string[];
}

/** Where a page ended: the value that its list is in order of, and the variant. */
export interface FindingPlace {
  readonly at: string;
  readonly documentId: string;
  readonly locale: string;
}

/** A variant that refers to a document, directly or through others. */
export interface Use {
  readonly documentId: string;
  readonly locale: string;
  readonly kind: Kind;
  readonly title: string;
  readonly roles: readonly ReferenceRole[];
  readonly inDraft: boolean;
  readonly inLive: boolean;
  /** 1 refers to the document itself; 2 to one that does. */
  readonly steps: number;
  /** What it refers to on the way to the document; the document itself at the first step. */
  readonly through: string;
}

/** A variant that says much the same by its name. */
export interface Likeness extends Pick<Finding, 'documentId' | 'locale' | 'kind' | 'title' | 'state'> {
  /** 0 to 1. */
  readonly likeness: number;
}

export const LONGEST_WAY = 10;
export const MOST_USES = 500;
/** How alike names must be. */
export const LEAST_LIKENESS = 0.45;
/** A search looks at the last saved and the last published ones of what it finds. */
export const MOST_MATCHES = 1_000;
