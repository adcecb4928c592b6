import { Problem, type ProblemPath } from '#platform';

/** The workflow has no such step from where the draft stands. */
export class NotInState extends Problem {
  readonly kind = 'NOT_IN_STATE';
}

/** Two pairs of eyes: whoever asks is the one who wrote it, or nobody has looked yet. */
export class SecondPersonNeeded extends Problem {
  readonly kind = 'SECOND_PERSON_NEEDED';
  constructor(reason: string, path: ProblemPath) {
    super(reason, path);
  }
}

/** The review is of another revision than the one that was looked at. */
export class StaleReview extends Problem {
  readonly kind = 'STALE_REVIEW';
  constructor(
    readonly revision: number | null,
    path: ProblemPath,
  ) {
    super(
      revision === null
        ? 'It is not in review any more: look at it again.'
        : `Revision ${revision} is in review now: look at that one, and decide about it.`,
      path,
    );
  }
}

export class ReviewerNotFound extends Problem {
  readonly kind = 'REVIEWER_NOT_FOUND';
  constructor(path: ProblemPath) {
    super('Nobody with this id may approve in this language: choose somebody else, or nobody.', path);
  }
}
