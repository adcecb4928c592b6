import { Inject, Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { Clock, Secrets, UnitOfWork } from '#platform';
import { networkOf } from './domain/network.js';
import { TooManyAttempts } from './domain/refusals.js';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
export const ATTEMPT_WINDOW = 15 * MINUTE;
/** How often in a window somebody may try. A whole office may sit behind one address. */
export const MOST_ATTEMPTS = { account: 10, address: 100 } as const;

/** Who knocks: for an account, from an address. Either may be unknown. */
export interface Knock {
  /** As it was typed, whether there is such an account or not. */
  readonly email?: string;
  /** Of the network, as the server sees it. */
  readonly address?: string;
}

/**
 * Counts attempts to come in, per account and per address, before anything is compared: of many at once none slips through.
 * The table holds keyed hashes; those of addresses change every day, so that no address can be followed.
 */
@Injectable()
export class AttemptsService {
  private readonly key: Buffer;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Secrets) secrets: Secrets,
  ) {
    this.key = secrets.derive('sign-in attempts');
  }

  /** Counts, or throws TooManyAttempts. Committed at once, whatever comes of the attempt. */
  async count(verb: string, knock: Knock): Promise<void> {
    const now = this.clock.now();
    const buckets = this.buckets(verb, knock);
    if (buckets.length === 0) return;
    const windowStart = new Date(now.getTime() - ATTEMPT_WINDOW);
    const counted = await this.work.run(() =>
      this.work.rows<{ bucket: Buffer; count: number; since: Date }>(
        `insert into access.attempt as a (bucket, count, since) select decode(b, 'hex'), 1, $2::timestamptz from unnest($1::text[]) as b order by b
         on conflict (bucket) do update set
           count = case when a.since > $3 then a.count + 1 else 1 end,
           since = case when a.since > $3 then a.since else $2 end
         returning bucket, count, since`,
        [buckets.map(({ bucket }) => bucket), now, windowStart],
      ),
    );
    for (const { bucket, count, since } of counted) {
      const most = buckets.find((each) => each.bucket === bucket.toString('hex'))?.most ?? 0;
      if (count > most)
        throw new TooManyAttempts(
          Math.ceil((since.getTime() + ATTEMPT_WINDOW - now.getTime()) / 1000),
          count === most + 1,
        );
    }
  }

  /** Who was let in has not been guessing. */
  async forgive(verb: string, knock: Knock): Promise<void> {
    await this.work.rows(
      `update access.attempt set count = greatest(0, count - case when bucket = decode($2, 'hex') then count else 1 end)
       where bucket in (select decode(b, 'hex') from unnest($1::text[]) as b)`,
      [this.buckets(verb, knock).map(({ bucket }) => bucket), this.account(verb, knock.email ?? '')],
    );
  }

  async prune(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - DAY);
    return (await this.work.rows('delete from access.attempt where since < $1 returning 1', [before])).length;
  }

  /** In one order, so that two who count the same ones do not wait for each other. */
  private buckets(verb: string, { email, address }: Knock): readonly { bucket: string; most: number }[] {
    const day = this.clock.now().toISOString().slice(0, 10);
    const all = [];
    if (email !== undefined) all.push({ bucket: this.account(verb, email), most: MOST_ATTEMPTS.account });
    if (address !== undefined)
      all.push({ bucket: this.hashed(verb, 'address', day, networkOf(address)), most: MOST_ATTEMPTS.address });
    return all;
  }

  private account(verb: string, email: string): string {
    return this.hashed(verb, 'account', email.trim().toLowerCase());
  }

  private hashed(...parts: readonly string[]): string {
    return createHmac('sha256', this.key).update(JSON.stringify(parts)).digest('hex');
  }
}
