/** Where in the caller's input a refusal points: `['modules', 0, 'title']`. Empty when it concerns the whole request. */
export type ProblemPath = readonly (string | number)[];

/**
 * An expected refusal: data for the caller, not an entry in the error log. Subclasses carry what a program needs to react
 * (the current version, the taken slug); `message` tells a person what to do next. `kind` is stable and public.
 */
export abstract class Problem extends Error {
  /** Stable UPPER_SNAKE name; part of the public contract. */
  abstract readonly kind: string;

  /** What a program may need besides the kind and the path; shown beside them. */
  readonly details: Readonly<Record<string, boolean | number | string>> = {};

  constructor(
    message: string,
    readonly path: ProblemPath = [],
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** Several refusals found in one pass: all of them are shown at once, and none of the work is kept. */
export class Problems extends Error {
  constructor(readonly problems: readonly [Problem, ...Problem[]]) {
    super(problems.map((problem) => `${problem.kind} at ${formatPath(problem.path)}: ${problem.message}`).join('\n'));
    this.name = 'Problems';
  }

  /** Throws when the list holds anything; a service calls it once it has collected every refusal it can find. */
  static throwIfAny(problems: readonly Problem[]): void {
    const [first, ...rest] = problems;
    if (first) throw new Problems([first, ...rest]);
  }

  /** The refusals inside a thrown value, or null when it is a fault of ours. */
  static of(thrown: unknown): readonly Problem[] | null {
    if (thrown instanceof Problems) return thrown.problems;
    if (thrown instanceof Problem) return [thrown];
    return null;
  }
}

/** `modules[0].title`; `(the whole input)` for an empty path. */
export function formatPath(path: ProblemPath): string {
  if (path.length === 0) return '(the whole input)';
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/** An argument that cannot be understood, named by `path`. */
export class BadInput extends Problem {
  readonly kind = 'BAD_INPUT';
}

/** Somebody else holds what this needs, and waiting longer would hold up others. */
export class Busy extends Problem {
  readonly kind = 'BUSY';
  constructor() {
    super('Somebody else is changing the same documents just now, and nothing of this was written: try again.');
  }
}

/** The request had its time, and what ran for it in the database has been stopped. */
export class TooSlow extends Problem {
  readonly kind = 'TOO_SLOW';
  constructor() {
    super('This took too long and has been stopped: ask for less at once, or ask again later.');
  }
}

/** The machine or its settings stand in the way of starting: the message says what to do about it. */
export class CannotStart extends Problem {
  readonly kind = 'CANNOT_START';
}
