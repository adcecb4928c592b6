import { Problem, type ProblemPath } from '#platform';
import type { Kind } from '../kinds/kinds.js';
import { MOST_CHANGED } from './bulk-change.js';

/** A variant stands in the way of a bulk change. Its own refusal says why. */
export class VariantInTheWay extends Problem {
  readonly kind = 'VARIANT_IN_THE_WAY';
  /** Kind of the refusal. */
  readonly because: string;
  constructor(
    readonly documentId: string,
    readonly locale: string,
    refusal: Problem,
    path: ProblemPath,
  ) {
    super(`${documentId} in "${locale}" stands in the way. ${refusal.message}`, path);
    this.because = refusal.kind;
  }
}

/** Something that a plan named has gone out of it since. */
export class PlanOutdated extends Problem {
  readonly kind = 'PLAN_OUTDATED';
  constructor(gone: number, path: ProblemPath) {
    super(
      `${gone === 1 ? 'One of the variants' : `${gone} of the variants`} that the plan showed would not be changed any more: make the plan again.`,
      path,
    );
  }
}

export class TooManyToChange extends Problem {
  readonly kind = 'TOO_MANY_TO_CHANGE';
  constructor(path: ProblemPath) {
    super(
      `This touches more than ${MOST_CHANGED} variants: do it in parts, such as one locale or kind at a time.`,
      path,
    );
  }
}

export class NotATopic extends Problem {
  readonly kind = 'NOT_A_TOPIC';
  constructor(documentId: string, found: Kind, path: ProblemPath) {
    super(`${documentId} is a ${found}: name a topic.`, path);
  }
}

export class MergedWithItself extends Problem {
  readonly kind = 'MERGED_WITH_ITSELF';
  constructor(path: ProblemPath) {
    super('It would take its own place: name another document.', path);
  }
}

/** Merging would take from partners everything that they may see under a topic. */
export class TopicInScope extends Problem {
  readonly kind = 'TOPIC_IN_SCOPE';
  constructor(
    /** Handles. */
    readonly partners: readonly string[],
    path: ProblemPath,
  ) {
    super(
      `The scope of ${partners.join(', ')} names this topic and not the other one, so that what is filed under it would be lost to them: add the other topic to their scope first.`,
      path,
    );
  }
}

export class NothingToChange extends Problem {
  readonly kind = 'NOTHING_TO_CHANGE';
  constructor(path: ProblemPath) {
    super('Everything is so already: nothing would change.', path);
  }
}
