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
  constructor(path: ProblemPath = ['thread']) {
    super('There is no comment with this id: it may have gone with its document.', path);
  }
}

/** Its author has put it in other words since, somewhere else. */
export class StaleComment extends Problem {
  readonly kind = 'STALE_COMMENT';
  constructor(
    readonly expectedVersion: number,
    readonly currentVersion: number,
  ) {
    super(
      `The comment was edited since you read it (you expected version ${expectedVersion}, it is ${currentVersion}): read it again, and decide.`,
      ['expectedVersion'],
    );
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
