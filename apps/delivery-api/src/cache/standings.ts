import { setTimeout } from 'node:timers/promises';
import { type DeliveryReader, HeadTracker, KeyRing, type PartnerIdentity } from '#delivery';
import { type Clock, Deadline, type ReadPool } from '#platform';
import { closeAsOf } from '../read/public-read.js';
import type { Reading } from '../read/reading.js';
import type { ReadRules } from '../read/rules.js';
import { STALE_IF_ERROR } from './answer-headers.js';
import { Standing } from './standing.js';

/** Milliseconds without a word from the database after which a key must be confirmed before it opens anything. */
const KEY_TRUST = 1_000;
/** Milliseconds without a word from the database after which public answers are marked. */
const FRESH = 2_000;
/** Milliseconds that a start waits for the database. */
const PATIENCE = 2_000;
/** Milliseconds in which a caller is found out here; one for whom it takes longer is answered behind the front. */
const FIND_WITHIN = 1_000;
/** Milliseconds after which a connection to the primary that says nothing is given up, so that another is asked about the head. */
const ANSWER_WITHIN = 2_000;
/** Partners of whom it is known how they stand. */
const MOST = 10_000;

export interface StandingsParts {
  readonly reader: DeliveryReader;
  readonly reading: Reading;
  readonly rules: ReadRules;
  readonly pool: ReadPool;
  readonly clock: Clock;
  /** Called when every answer may differ: let go of all of them. */
  readonly drop: () => void;
}

/** Who asks and as of what, known without a statement once it has been found out. */
export class Standings {
  readonly tracker: HeadTracker;
  private readonly known = new Map<string, Standing>();
  /** Of its own, so that looking at the head never waits for those who read. */
  private readonly pool: ReadPool;
  private readonly keys: KeyRing;
  private public: PartnerIdentity | null = null;

  constructor(private readonly parts: StandingsParts) {
    this.pool = parts.pool.apart({ max: 2, statementTimeout: ANSWER_WITHIN, answerTimeout: ANSWER_WITHIN });
    this.keys = new KeyRing(parts.reader, this.pool, parts.clock);
    this.tracker = new HeadTracker(this.pool, this.keys, parts.drop, parts.reading.newest);
  }

  /** Does not wait long for a database that is away. */
  async begin(): Promise<void> {
    this.tracker.start();
    await Promise.race([this.find(null).catch(() => null), setTimeout(PATIENCE, null, { ref: false })]);
  }

  async end(): Promise<void> {
    await this.tracker.end();
    await this.pool.end();
  }

  /** Something can be answered: a head is known. */
  get areKnown(): boolean {
    return this.tracker.head !== null;
  }

  /** The database can be asked, or a standby that stands in for it. */
  canRead({ stale }: Standing): boolean {
    return !stale || this.parts.reading.hasStandIn;
  }

  /** Who asks, without a statement; null when that must be found out. */
  of(key: string | null): Standing | null {
    const partner = key === null ? this.public : this.keys.known(key);
    if (!partner) return null;
    const { head, age } = this.tracker;
    if (!head || age > STALE_IF_ERROR * 1_000) return null;
    if (key !== null && age > KEY_TRUST) return null;
    const stale = age > FRESH;
    const before = this.known.get(partner.id);
    if (before?.head === head && before.stale === stale && before.partner === partner) return before;
    if (this.known.size >= MOST) this.known.clear();
    const standing = new Standing(this.parts.reader, partner, head, closeAsOf(this.parts.rules, head), stale);
    this.known.set(partner.id, standing);
    return standing;
  }

  /** Calls `take` with who asks, at once if that is known; with null when nobody can tell. */
  seat(key: string | null, take: (standing: Standing | null) => void): void {
    const known = this.of(key);
    if (known) return take(known);
    const search = new Deadline(FIND_WITHIN);
    const found = search.bound(this.find(key)).finally(() => search.end());
    found.then(
      // Looked up in the same turn as the answer: a head that moved in between must not label what was read before it.
      (holder) => take(this.of(holder)),
      () => take(null),
    );
  }

  /** Whose key it is, at once if that is known. */
  holderOf(key: string): PartnerIdentity | Promise<PartnerIdentity> {
    return this.keys.known(key) ?? this.keys.identify(key);
  }

  /** Finds out whose key it is; what comes back is the key by which that is now known, null for the public. */
  private async find(key: string | null): Promise<string | null> {
    if (this.tracker.age > KEY_TRUST) await this.tracker.refresh();
    const partner = await this.keys.identify(key);
    if (partner.handle !== 'public') return key;
    this.public = partner;
    return null;
  }
}
