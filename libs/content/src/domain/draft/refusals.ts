import { Problem, type ProblemPath } from '#platform';

/** Somebody has asked the others to wait. Nothing but another lock is refused by it. */
export class LockedByOther extends Problem {
  readonly kind = 'LOCKED_BY_OTHER';
  constructor(
    readonly who: string,
    readonly holder: string | null,
    readonly until: string,
    path: ProblemPath,
  ) {
    super(`${holder ?? 'Somebody else'} is at work on this draft: wait until they are done, or take over.`, path);
  }
}

export class CommentNotFound extends Problem {
  readonly kind = 'COMMENT_NOT_FOUND';
  constructor() {
    super('There is no thread with this id: it may have gone with its document.', ['thread']);
  }
}

/** Somebody else was quicker. */
export class CommentSettled extends Problem {
  readonly kind = 'COMMENT_SETTLED';
  constructor(
    /** Whether it is settled already, or open already. */
    readonly settled: boolean,
  ) {
    super(`The thread is ${settled ? 'settled' : 'open'} already: there is nothing to do.`, ['thread']);
  }
}
