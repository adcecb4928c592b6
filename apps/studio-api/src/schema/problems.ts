import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { NotAllowed, StaleEditor, StalePartner, type Verb } from '#access';
import { ProblemView, problemViews, RefusalView } from '#edge';
import type { Problem } from '#platform';
import {
  DocumentNotFound,
  ExpungedReference,
  HeldByHosts,
  PinnedEditionMissing,
  SlugTaken,
  StaleDraft,
  StaleEdition,
  UnknownReference,
  UnpublishedReference,
  VariantInTheWay,
  WithdrawnReference,
  WrongReferenceKind,
} from '#content';
import { VerbEnum } from '../editor/editor.schema.js';

const problem = { implements: () => [ProblemView] };

@ObjectType('StaleDraftProblem', {
  ...problem,
  description: 'Somebody saved in between: read the draft again and apply the change to what it says now.',
})
export class StaleDraftView extends ProblemView<StaleDraft> {
  @Field(() => ID, { description: 'The document whose draft moved on.' })
  get documentId(): string {
    return this.problem.documentId;
  }

  @Field(() => String, { description: 'Its locale.' })
  get locale(): string {
    return this.problem.locale;
  }

  @Field(() => Int, { description: 'The version that the caller expected.' })
  get expectedVersion(): number {
    return this.problem.expectedVersion;
  }

  @Field(() => Int, { description: 'The version that the draft has now.' })
  get currentVersion(): number {
    return this.problem.currentVersion;
  }
}

@ObjectType('StaleEditionProblem', {
  ...problem,
  description: 'Somebody published it in between: look at what is public now, and decide again.',
})
export class StaleEditionView extends ProblemView<StaleEdition> {
  @Field(() => ID, { description: 'The document that moved on.' })
  get documentId(): string {
    return this.problem.documentId;
  }

  @Field(() => String, { description: 'Its locale.' })
  get locale(): string {
    return this.problem.locale;
  }

  @Field(() => Int, { description: 'The newest edition that the caller knew of, 0 for none.' })
  get expectedEdition(): number {
    return this.problem.expectedEdition;
  }

  @Field(() => Int, { description: 'The newest edition that there is.' })
  get currentEdition(): number {
    return this.problem.currentEdition;
  }
}

@ObjectType('SlugTakenProblem', { ...problem, description: 'Another live document has the slug.' })
export class SlugTakenView extends ProblemView<SlugTaken> {
  @Field(() => String, { description: 'The slug.' })
  get slug(): string {
    return this.problem.slug;
  }

  @Field(() => ID, {
    nullable: true,
    description: 'The document that has it; null when it went live at this very moment.',
  })
  get takenBy(): string | null {
    return this.problem.takenBy;
  }
}

@ObjectType({ description: 'A live document that embeds or cites another.' })
export class Host {
  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'The locale in which it is live.' })
  readonly locale!: string;

  @Field(() => String, { description: 'Its slug.' })
  readonly slug!: string;
}

@ObjectType('HeldByHostsProblem', { ...problem, description: 'Live documents embed or cite what was to be withdrawn.' })
export class HeldByHostsView extends ProblemView<HeldByHosts> {
  @Field(() => ID, { description: 'The document that was to be withdrawn.' })
  get documentId(): string {
    return this.problem.documentId;
  }

  @Field(() => [Host], { description: 'What holds it: change these in the same publication.' })
  get hosts(): readonly Host[] {
    return this.problem.hosts;
  }
}

@ObjectType('DocumentNotFoundProblem', {
  ...problem,
  description: 'There is no such document, or it has no variant in that locale.',
})
export class DocumentNotFoundView extends ProblemView<DocumentNotFound> {
  @Field(() => ID, { description: 'The id that was asked for.' })
  get documentId(): string {
    return this.problem.documentId;
  }

  @Field(() => String, {
    nullable: true,
    description: 'The locale that the document lacks; null when there is no such document.',
  })
  get locale(): string | null {
    return this.problem.locale;
  }
}

@ObjectType('ReferenceProblem', {
  ...problem,
  description: 'A reference to another document cannot stand as it is; the kind says why.',
})
export class ReferenceView extends ProblemView<Problem & { readonly target: string }> {
  @Field(() => ID, { description: 'The document referred to.' })
  get target(): string {
    return this.problem.target;
  }
}

@ObjectType('NotAllowedProblem', {
  ...problem,
  description: 'Whoever asks may not do this; the message says who could.',
})
export class NotAllowedView extends ProblemView<NotAllowed> {
  @Field(() => VerbEnum, { nullable: true, description: 'What they may not do; null for reading.' })
  get verb(): Verb | null {
    return this.problem.verb;
  }

  @Field(() => String, { nullable: true, description: 'In which locale; null when it concerns all of them, or none.' })
  get locale(): string | null {
    return this.problem.locale;
  }
}

@ObjectType('StaleEditorProblem', { ...problem, description: 'Somebody else changed the editor in between.' })
export class StaleEditorView extends ProblemView<StaleEditor> {
  @Field(() => Int, { description: 'The version that the caller expected.' })
  get expectedVersion(): number {
    return this.problem.expectedVersion;
  }

  @Field(() => Int, { description: 'The version that the editor has now.' })
  get currentVersion(): number {
    return this.problem.currentVersion;
  }
}

@ObjectType('StalePartnerProblem', { ...problem, description: 'Somebody else changed the partner in between.' })
export class StalePartnerView extends ProblemView<StalePartner> {
  @Field(() => Int, { description: 'The version that the caller expected.' })
  get expectedVersion(): number {
    return this.problem.expectedVersion;
  }

  @Field(() => Int, { description: 'The version that the partner has now.' })
  get currentVersion(): number {
    return this.problem.currentVersion;
  }
}

@ObjectType('VariantInTheWayProblem', {
  ...problem,
  description: 'A variant stands in the way of a change of many; the message says why.',
})
export class VariantInTheWayView extends ProblemView<VariantInTheWay> {
  @Field(() => ID, { description: 'The document.' })
  get documentId(): string {
    return this.problem.documentId;
  }

  @Field(() => String, { description: 'Its locale.' })
  get locale(): string {
    return this.problem.locale;
  }

  @Field(() => String, { description: 'Kind of the problem that it has.' })
  get because(): string {
    return this.problem.because;
  }
}

export const PROBLEM_TYPES = [
  RefusalView,
  NotAllowedView,
  StaleEditorView,
  StalePartnerView,
  StaleDraftView,
  StaleEditionView,
  SlugTakenView,
  HeldByHostsView,
  DocumentNotFoundView,
  ReferenceView,
  VariantInTheWayView,
] as const;

/** The view of each refusal: those that carry something for a program have a type of their own. */
export const showProblem = problemViews([
  [NotAllowed, NotAllowedView],
  [StaleEditor, StaleEditorView],
  [StalePartner, StalePartnerView],
  [StaleDraft, StaleDraftView],
  [StaleEdition, StaleEditionView],
  [SlugTaken, SlugTakenView],
  [HeldByHosts, HeldByHostsView],
  [DocumentNotFound, DocumentNotFoundView],
  [UnknownReference, ReferenceView],
  [WrongReferenceKind, ReferenceView],
  [UnpublishedReference, ReferenceView],
  [WithdrawnReference, ReferenceView],
  [ExpungedReference, ReferenceView],
  [PinnedEditionMissing, ReferenceView],
  [VariantInTheWay, VariantInTheWayView],
]);

/** The same refusal, seen from another input. */
export function showProblemAt(
  move: (problem: Problem) => readonly (string | number)[],
): (problem: Problem) => ProblemView {
  return (problem) => {
    const moved = Object.create(problem, { path: { value: move(problem) } }) as Problem;
    return showProblem(moved);
  };
}

const ABOUT_FIELDS: ReadonlySet<string> = new Set(['INVALID_FIELD', 'UNKNOWN_REFERENCE', 'WRONG_REFERENCE_KIND']);

/** Drafting names places in the body; in its inputs the body is called `fields`. */
export const showDraftProblem = showProblemAt(({ kind, path }) =>
  ABOUT_FIELDS.has(kind) && path[0] !== 'fields' ? ['fields', ...path] : path,
);

/** Publishing names places in a list; the simple form has one item, and `note` besides. */
export const showWithdrawalProblem = showProblemAt(({ path }) => (path[0] === 'withdraw' ? path.slice(2) : path));
