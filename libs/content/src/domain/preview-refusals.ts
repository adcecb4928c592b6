import { Problem, type ProblemPath } from '#platform';

/** One answer for a link that has ended and for one that never was. */
export class NoSuchPreview extends Problem {
  readonly kind = 'NO_SUCH_PREVIEW';
  constructor(path: ProblemPath) {
    super('There is no such preview, or it has ended already.', path);
  }
}

export class UnknownPartner extends Problem {
  readonly kind = 'UNKNOWN_PARTNER';
  constructor(path: ProblemPath) {
    super(
      'There is no partner with this handle: `almanac partners list` names them, and "public" is everybody without a key.',
      path,
    );
  }
}
