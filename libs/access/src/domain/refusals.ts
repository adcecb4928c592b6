import { Problem, type ProblemPath } from '#platform';
import type { Verb } from './permission.js';

/** Somebody is known, and may not do this there. */
export class NotAllowed extends Problem {
  readonly kind = 'NOT_ALLOWED';
  constructor(
    readonly verb: Verb,
    readonly locale: string | null,
    reason: string,
    path: ProblemPath,
  ) {
    super(reason, path);
  }
}

/** One answer for a link that is wrong, used or too old: nobody learns which. */
export class SignInRefused extends Problem {
  readonly kind = 'SIGN_IN_REFUSED';
  constructor() {
    super(
      'This sign-in link does not work: it may have been used, or be older than 24 hours. Make a new one with `npm run almanac -- editors link`.',
      ['token'],
    );
  }
}

export class PartnerNotFound extends Problem {
  readonly kind = 'PARTNER_NOT_FOUND';
  constructor(readonly handle: string) {
    super(`There is no partner "${handle}": list them with \`npm run almanac -- partners list\`.`, ['handle']);
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
    super(`The partner "${handle}" already has two active keys: revoke one first.`, ['handle']);
  }
}

export class KeyNotFound extends Problem {
  readonly kind = 'KEY_NOT_FOUND';
  constructor(readonly keyId: string) {
    super(`There is no active key "${keyId}": list keys with \`npm run almanac -- keys list\`.`, ['keyId']);
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
