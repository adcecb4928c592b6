import { Problem, type ProblemPath } from '#platform';
import type { Verb } from './permission.js';

/** Somebody is known, and may not do this there. */
export class NotAllowed extends Problem {
  readonly kind = 'NOT_ALLOWED';
  constructor(
    /** Null: reading. */
    readonly verb: Verb | null,
    readonly locale: string | null,
    reason: string,
    path: ProblemPath,
  ) {
    super(reason, path);
  }
}

/** One answer for a link that is wrong, used or too old, and one for every address and password: nobody learns which it was. */
export class SignInRefused extends Problem {
  readonly kind = 'SIGN_IN_REFUSED';
  constructor(by: 'LINK' | 'PASSWORD') {
    super(
      by === 'LINK'
        ? 'This link does not work: it may have been used, or be too old. Ask an admin for another, or make one with `npm run almanac -- editors link`.'
        : 'This address and this password do not belong together: check both, or choose a new password.',
      by === 'LINK' ? ['token'] : [],
    );
  }
}

export class TooManyAttempts extends Problem {
  readonly kind = 'TOO_MANY_ATTEMPTS';
  constructor(
    /** Seconds. */
    readonly retryAfter: number,
    /** Whether this attempt is the first of its window that is one too many. */
    readonly first: boolean,
  ) {
    super(`There were too many attempts: try again in ${Math.ceil(retryAfter / 60)} minutes, or come in by a link.`);
  }
}

export class TooManyAtOnce extends Problem {
  readonly kind = 'BUSY';
  constructor() {
    super('Too many people are signing in just now: try again in a moment.');
  }
}

export class PartnerNotFound extends Problem {
  readonly kind = 'PARTNER_NOT_FOUND';
  constructor(
    /** Its handle or its id, as it was asked for. */
    readonly asked: string,
    path: ProblemPath = ['partnerId'],
  ) {
    super(
      `There is no partner "${asked.slice(0, 80)}": list them, for instance with \`npm run almanac -- partners list\`.`,
      path,
    );
  }
}

/** Somebody else changed the partner in between: nothing was written. */
export class StalePartner extends Problem {
  readonly kind = 'STALE_PARTNER';
  constructor(
    readonly expectedVersion: number,
    readonly currentVersion: number,
  ) {
    super(`The partner is at version ${currentVersion}, not ${expectedVersion}: look at it again, and decide anew.`, [
      'expectedVersion',
    ]);
  }
}

export class HandleTaken extends Problem {
  readonly kind = 'HANDLE_TAKEN';
  constructor(readonly handle: string) {
    super(`There is already a partner "${handle}": choose another handle.`, ['handle']);
  }
}

export class TooManyKeys extends Problem {
  readonly kind = 'TOO_MANY_KEYS';
  constructor(handle: string) {
    super(`The partner "${handle}" already has two active keys: revoke one first.`, ['partnerId']);
  }
}

export class KeyNotFound extends Problem {
  readonly kind = 'KEY_NOT_FOUND';
  constructor(readonly keyId: string) {
    super(
      `There is no key "${keyId.slice(0, 40)}" that still works: list those of the partner, for instance with \`npm run almanac -- keys list\`.`,
      ['keyId'],
    );
  }
}

export class EmailTaken extends Problem {
  readonly kind = 'EMAIL_TAKEN';
  constructor() {
    super('Another editor has this address: give each editor one of their own.', ['email']);
  }
}

export class EditorNotFound extends Problem {
  readonly kind = 'EDITOR_NOT_FOUND';
  constructor() {
    super('There is no such editor: list them with `npm run almanac -- editors list`.', ['editor']);
  }
}

/** Somebody else changed the editor in between: nothing was written. */
export class StaleEditor extends Problem {
  readonly kind = 'STALE_EDITOR';
  constructor(
    readonly expectedVersion: number,
    readonly currentVersion: number,
  ) {
    super(`The editor is at version ${currentVersion}, not ${expectedVersion}: look at them again, and decide anew.`, [
      'expectedVersion',
    ]);
  }
}

export class LastAdmin extends Problem {
  readonly kind = 'LAST_ADMIN';
  constructor() {
    super('Nobody else is an admin, and then nobody could make one: make somebody else an admin first.', ['editorId']);
  }
}

export class TokenNotFound extends Problem {
  readonly kind = 'TOKEN_NOT_FOUND';
  constructor() {
    super('There is no such token that still works: list the tokens, and check the id.', ['tokenId']);
  }
}

export class TooManyTokens extends Problem {
  readonly kind = 'TOO_MANY_TOKENS';
  constructor(most: number) {
    super(`You have ${most} tokens that work: revoke those that no script uses any more.`);
  }
}

/** Somebody sends this id already and means another text. */
export class OperationTaken extends Problem {
  readonly kind = 'OPERATION_TAKEN';
  constructor(readonly id: string) {
    super(
      `The id "${id}" is registered with another text: give the changed operation another id, or remove the old one with \`npm run almanac -- operations remove ${id}\`.`,
      ['id'],
    );
  }
}

export class OperationNotFound extends Problem {
  readonly kind = 'OPERATION_NOT_FOUND';
  constructor(readonly id: string) {
    super(`No operation "${id}" is registered: list them with \`npm run almanac -- operations list\`.`, ['id']);
  }
}

export class TooManyOperations extends Problem {
  readonly kind = 'TOO_MANY_OPERATIONS';
  constructor(most: number) {
    super(`No more than ${most} operations can be registered: remove those that no client sends any more.`);
  }
}
