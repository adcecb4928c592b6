import { Problem } from '#platform';

/** A key stands for one request of one actor: another one with it is a mistake of the program that sends it. */
export class IdempotencyKeyReused extends Problem {
  readonly kind = 'IDEMPOTENCY_KEY_REUSED';
  constructor() {
    super('This key has been used for another request: make a new key for each thing that is to be done once.', [
      'idempotencyKey',
    ]);
  }
}

/** It was done, and what it was done to must not exist any more. */
export class IdempotencyKeySpent extends Problem {
  readonly kind = 'IDEMPOTENCY_KEY_SPENT';
  constructor() {
    super('What was done with this key has been expunged since, and is not done again: use another key.', [
      'idempotencyKey',
    ]);
  }
}
