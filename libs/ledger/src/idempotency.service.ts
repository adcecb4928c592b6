import { Inject, Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import { BadInput, Clock, UnitOfWork } from '#platform';
import { type Actor, actorName } from './domain/actor.js';
import { IdempotencyKeyReused, IdempotencyKeySpent } from './domain/refusals.js';
import { IdempotencyStore } from './persistence/idempotency.store.js';

const DAY = 24 * 60 * 60 * 1000;
/** How long a request may be sent again. */
export const ANSWERS_KEPT_DAYS = 7;
const LONGEST_KEY = 200;

/** A request that its caller may send again without its being done twice. */
export interface Request {
  /** What is asked for, such as `createArticle`. */
  readonly verb: string;
  /** Chosen by the caller; without one the request is done as often as it is sent. */
  readonly key: string | null | undefined;
  /** Everything that was asked: another input with the same key is refused. */
  readonly input: object;
}

/** What was done: ids and numbers, never text, for it is kept. */
export interface Done<T> {
  readonly answer: T;
  /** Documents that it speaks of; when one of them is expunged, the answer goes. */
  readonly documents: readonly string[];
}

/**
 * Does a request once. The key is written before the work and the answer with it, in one transaction: of two that are sent at
 * once the second waits for the first; a refusal leaves nothing, so it may be mended and sent with the same key.
 */
@Injectable()
export class IdempotencyService {
  private readonly store: IdempotencyStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.store = new IdempotencyStore(work);
  }

  async once<T extends object>(actor: Actor, { verb, key, input }: Request, work: () => Promise<Done<T>>): Promise<T> {
    if (key === null || key === undefined) return (await work()).answer;
    if (key.length === 0 || key.length > LONGEST_KEY)
      throw new BadInput(`A key has 1 to ${LONGEST_KEY} characters, such as a UUID.`, ['idempotencyKey']);
    const request = { actor: actorName(actor), keyHash: digest(key), verb, inputHash: digest(canonical(input)) };
    return this.work.run(async () => {
      if (!(await this.store.begin(request, this.clock.now()))) {
        const before = await this.store.get(request);
        if (!before.answer || !before.inputHash) throw new IdempotencyKeySpent();
        if (before.verb !== verb || !before.inputHash.equals(request.inputHash)) throw new IdempotencyKeyReused();
        return before.answer as T;
      }
      const done = await work();
      await this.store.finish(request, done);
      return done.answer;
    });
  }

  /** Forgets what nobody may send again any more; for the worker. */
  async prune(): Promise<number> {
    return this.store.prune(new Date(this.clock.now().getTime() - ANSWERS_KEPT_DAYS * DAY));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** Input that is nested beyond reason ends the recursion here as it would wherever else it is looked at. */
function canonical(input: object): string {
  try {
    return canonicalize(input) ?? '';
  } catch (error) {
    if (error instanceof RangeError) throw new BadInput('This is nested too deep.', []);
    throw error;
  }
}
