import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { preparedPassword } from './domain/credentials.js';
import { TooManyAtOnce } from './domain/refusals.js';

/** What OWASP recommends for argon2id: 19 MiB and two passes, about a thirtieth of a second. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** More would take memory and processors from editing; whoever floods the door waits outside it. */
const AT_ONCE = 2;
const QUEUE = 50;

/** Argon2id, never more than a few at once. */
@Injectable()
export class Passwords {
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private decoy: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return this.inTurn(async () => (await argon2()).hash(preparedPassword(password), COST));
  }

  /** Whether the password belongs to the hash. Without a hash the answer is no, and takes as long. */
  async matches(hash: string | null, password: string): Promise<boolean> {
    this.decoy ??= this.hash(randomBytes(16).toString('hex'));
    const compared = hash ?? (await this.decoy);
    const same = await this.inTurn(async () => (await argon2()).verify(compared, preparedPassword(password)));
    return same && hash !== null;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) {
      if (this.queue.length >= QUEUE) throw new TooManyAtOnce();
      await new Promise<void>((resolve) => this.queue.push(resolve));
    } else this.running++;
    try {
      return await work();
    } finally {
      // Whoever waits takes the place over, so that nobody slips in between.
      const next = this.queue.shift();
      if (next) next();
      else this.running--;
    }
  }
}

/** Native code that most processes never need. */
function argon2() {
  return import('@node-rs/argon2');
}
