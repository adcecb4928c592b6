import { Problem, type ProblemPath } from '#platform';

export class ReleaseNotFound extends Problem {
  readonly kind = 'RELEASE_NOT_FOUND';
  constructor(path: ProblemPath) {
    super('There is no release with this id: check it.', path);
  }
}

/** Somebody changed it in between: nothing was written. */
export class StaleRelease extends Problem {
  readonly kind = 'STALE_RELEASE';
  constructor(
    readonly expectedVersion: number,
    readonly currentVersion: number,
    path: ProblemPath,
  ) {
    super(
      `The release is at version ${currentVersion}, not ${expectedVersion}: look at what is in it now, and decide again.`,
      path,
    );
  }
}

/** What was asked for is no step from the state that it is in. */
export class WrongReleaseState extends Problem {
  readonly kind = 'WRONG_RELEASE_STATE';
}

export class EmptyRelease extends Problem {
  readonly kind = 'EMPTY_RELEASE';
  constructor() {
    super('There is nothing in the release: put something in first.');
  }
}

/** Whoever approves says what they looked at: what was saved since is not approved by accident. */
export class DraftNotSeen extends Problem {
  readonly kind = 'DRAFT_NOT_SEEN';
  constructor(documentId: string, locale: string, path: ProblemPath) {
    super(
      `Approving freezes the draft of ${documentId} in "${locale}": say in "seen" at which version you looked at it.`,
      path,
    );
  }
}

export class ScheduleNotFound extends Problem {
  readonly kind = 'SCHEDULE_NOT_FOUND';
  constructor(path: ProblemPath) {
    super('There is no schedule with this id: check it.', path);
  }
}

export class StaleSchedule extends Problem {
  readonly kind = 'STALE_SCHEDULE';
  constructor(
    readonly expectedVersion: number,
    readonly currentVersion: number,
    path: ProblemPath,
  ) {
    super(
      `The schedule is at version ${currentVersion}, not ${expectedVersion}: look at it again, and decide again.`,
      path,
    );
  }
}

export class AlreadyScheduled extends Problem {
  readonly kind = 'ALREADY_SCHEDULED';
  constructor(
    readonly scheduleId: string,
    path: ProblemPath,
  ) {
    super(`The release waits for its hour already (schedule ${scheduleId}): move that one, or cancel it.`, path);
  }
}

export class ScheduleEnded extends Problem {
  readonly kind = 'SCHEDULE_ENDED';
  constructor(state: string, path: ProblemPath) {
    super(`The schedule is ${state} and ends nothing and begins nothing any more: make a new one.`, path);
  }
}

export class TimeHasPassed extends Problem {
  readonly kind = 'TIME_HAS_PASSED';
  constructor(instant: string, path: ProblemPath) {
    super(`That moment (${instant}) has passed: choose a later one, or publish now.`, path);
  }
}

/** It could not be tried: not a refusal of the content. */
export class CouldNotBeTried extends Problem {
  readonly kind = 'COULD_NOT_BE_TRIED';
  constructor(attempts: number) {
    super(
      `Publishing failed ${attempts} times on our side, and nothing changed: the log of the worker says why. Move the schedule to try again.`,
    );
  }
}
