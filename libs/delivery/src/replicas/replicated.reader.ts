import { type Attempt, Deadline, isServerAway, ServerAway } from '#platform';
import { DeliveryReader, type DocumentKey } from '../delivery.reader.js';
import type { Portion } from '../domain/portion.js';
import type { PartnerIdentity, Snapshot, View } from '../domain/view.js';
import { firstAnswer } from './first-answer.js';
import type { NewestHead } from './newest-head.js';
import type { Replica } from './replica.js';

const PUBLIC = 'public';
/** Milliseconds in which a primary that was away is not asked what a standby may answer. */
const TRY_PRIMARY_AGAIN = 1_000;
/** Standbys that are asked before the primary is: each may cost the patience that one has with it. */
const MOST_ASKED = 2;

/** Reads in place of the primary, as of the last head that it is known to have had. */
type StandIn<T> = (head: Snapshot) => Promise<T>;

type Reads<K extends keyof DeliveryReader> = ReturnType<DeliveryReader[K]>;
type Asked<K extends keyof DeliveryReader> = Parameters<DeliveryReader[K]>;

/**
 * Reads as of S from standbys that have S, in turn, and from the primary when there is none. Who asks, what the head is
 * and what a scope of today allows is asked of the primary alone, so that a revoked key and a smaller scope hold at once.
 *
 * Reads are pure: one that fails because its server went away is asked of the next, and so is one that its server keeps silent
 * about, beside it. While the primary is away or silent, whoever comes without a key reads as of the last head that it is
 * known to have had; a key opens nothing.
 */
export class ReplicatedReader extends DeliveryReader {
  private turn = 0;
  private awaySince: number | null = null;

  constructor(
    private readonly primary: DeliveryReader,
    private readonly replicas: readonly Replica[],
    private readonly newest: NewestHead,
    /** Milliseconds that a server may keep silent before another one is asked as well. */
    private readonly patience: number,
  ) {
    super();
  }

  async identify(key: string | null): Promise<PartnerIdentity> {
    return this.orElse(
      () => this.primary.identify(key),
      key === null ? (head) => this.fromStandbys([head], (reader) => reader.identify(null)) : null,
    );
  }

  async head(): Promise<Snapshot> {
    return this.orElse(
      async () => {
        const head = await this.primary.head();
        this.newest.see(head);
        return head;
      },
      (head) => this.fromStandbys([head], () => Promise.resolve(head)),
    );
  }

  snapshotAt(instant: string): Promise<Snapshot | null> {
    return this.orElse(
      () => this.primary.snapshotAt(instant),
      (head) => this.fromStandbys([head], (reader) => reader.snapshotAt(instant)),
    );
  }

  snapshotOf(seq: number, mark: string): Promise<Snapshot | null> {
    return this.orElse(
      () => this.primary.snapshotOf(seq, mark),
      (head) => this.fromStandbys([head], (reader) => reader.snapshotOf(seq, mark)),
    );
  }

  view(partner: PartnerIdentity, snapshot: Snapshot): Promise<View> {
    return this.orElse(
      () => this.primary.view(partner, snapshot),
      partner.handle === PUBLIC
        ? (head) => this.fromStandbys([head, snapshot], (reader) => reader.view(partner, snapshot))
        : null,
    );
  }

  byKeys(view: View, keys: readonly DocumentKey[], portion?: Portion): Reads<'byKeys'> {
    return this.asOf(view, (reader) => reader.byKeys(view, keys, portion));
  }

  bySlugs(view: View, keys: Asked<'bySlugs'>[1], portion?: Portion): Reads<'bySlugs'> {
    return this.asOf(view, (reader) => reader.bySlugs(view, keys, portion));
  }

  byReference(view: View, keys: Asked<'byReference'>[1], portion?: Portion): Reads<'byReference'> {
    return this.asOf(view, (reader) => reader.byReference(view, keys, portion));
  }

  lists(view: View, requests: Asked<'lists'>[1], portion?: Portion): Reads<'lists'> {
    return this.asOf(view, (reader) => reader.lists(view, requests, portion));
  }

  topicMythFacts(view: View, requests: Asked<'topicMythFacts'>[1], portion?: Portion): Reads<'topicMythFacts'> {
    return this.asOf(view, (reader) => reader.topicMythFacts(view, requests, portion));
  }

  narrowerTopics(view: View, keys: Asked<'narrowerTopics'>[1], portion?: Portion): Reads<'narrowerTopics'> {
    return this.asOf(view, (reader) => reader.narrowerTopics(view, keys, portion));
  }

  notices(view: View, requests: Asked<'notices'>[1]): Reads<'notices'> {
    return this.asOf(view, (reader) => reader.notices(view, requests));
  }

  withdrawals(view: View, keys: Asked<'withdrawals'>[1]): Reads<'withdrawals'> {
    return this.asOf(view, (reader) => reader.withdrawals(view, keys));
  }

  tombstones(view: View, keys: Asked<'tombstones'>[1]): Reads<'tombstones'> {
    return this.asOf(view, (reader) => reader.tombstones(view, keys));
  }

  repeatedMyths(view: View, requests: Asked<'repeatedMyths'>[1]): Reads<'repeatedMyths'> {
    return this.asOf(view, (reader) => reader.repeatedMyths(view, requests));
  }

  audienceLabels(view: View, keys: Asked<'audienceLabels'>[1]): Reads<'audienceLabels'> {
    return this.asOf(view, (reader) => reader.audienceLabels(view, keys));
  }

  recentEditions(view: View, request: Asked<'recentEditions'>[1]): Reads<'recentEditions'> {
    return this.asOf(view, (reader) => reader.recentEditions(view, request));
  }

  recentRetractions(view: View, request: Asked<'recentRetractions'>[1]): Reads<'recentRetractions'> {
    return this.asOf(view, (reader) => reader.recentRetractions(view, request));
  }

  corrections(view: View, keys: Asked<'corrections'>[1]): Reads<'corrections'> {
    return this.asOf(view, (reader) => reader.corrections(view, keys));
  }

  addresses(view: View, request: Asked<'addresses'>[1]): Reads<'addresses'> {
    return this.asOf(view, (reader) => reader.addresses(view, request));
  }

  delta(view: View, request: Asked<'delta'>[1]): Reads<'delta'> {
    return this.asOf(view, (reader) => reader.delta(view, request));
  }

  deltaLines(view: View, request: Asked<'deltaLines'>[1]): Reads<'deltaLines'> {
    // A standby that falls silent in the middle of them is none that has answered.
    return this.asOf(view, async (reader) => {
      const page = await reader.deltaLines(view, request);
      await page.lines;
      return page;
    });
  }

  proof(view: View): Reads<'proof'> {
    return this.asOf(view, (reader) => reader.proof(view));
  }

  oldestCopy(): Reads<'oldestCopy'> {
    return this.orElse(
      () => this.primary.oldestCopy(),
      (head) => this.fromStandbys([head], (reader) => reader.oldestCopy()),
    );
  }

  search(view: View, request: Asked<'search'>[1]): Reads<'search'> {
    return this.asOf(view, (reader) => reader.search(view, request));
  }

  highlights(view: View, requests: Asked<'highlights'>[1]): Reads<'highlights'> {
    return this.asOf(view, (reader) => reader.highlights(view, requests));
  }

  /** From a standby that has S, and the head whose scope the view was made with: what is expunged there is expunged. */
  private async asOf<T>(view: View, work: (reader: DeliveryReader) => Promise<T>): Promise<T> {
    const needed = [view.head, view.snapshot];
    const able = await this.able(needed);
    if (able.length === 0) return work(this.primary);
    return this.ask(able, needed, work, [() => Deadline.attempt(() => work(this.primary))]);
  }

  private async fromStandbys<T>(needed: readonly Snapshot[], work: (reader: DeliveryReader) => Promise<T>): Promise<T> {
    const able = await this.able(needed);
    if (able.length === 0) throw new ServerAway('No standby has the publication.');
    return this.ask(able, needed, work, []);
  }

  private ask<T>(
    able: readonly Replica[],
    needed: readonly Snapshot[],
    work: (reader: DeliveryReader) => Promise<T>,
    others: readonly (() => Attempt<T>)[],
  ): Promise<T> {
    const asked = able.slice(0, MOST_ASKED);
    return firstAnswer([...asked.map((replica) => () => replica.read(needed, work)), ...others], {
      patience: this.patience,
      silent: (place) => asked[place]?.suspect(),
    });
  }

  /** Standbys that have all of it, the one whose turn it is first. */
  private async able(needed: readonly Snapshot[]): Promise<readonly Replica[]> {
    const able: Replica[] = [];
    const unknown: Promise<Replica>[] = [];
    for (const replica of this.replicas) {
      const has = replica.has(needed);
      if (has === true) able.push(replica);
      else if (has !== false)
        unknown.push(has.then((known) => (known ? replica : Promise.reject(new Error('behind')))));
    }
    // Nobody waits to hear from one standby what another is known to have.
    if (able.length === 0 && unknown.length > 0) able.push(...(await firstOf(unknown)));
    else for (const each of unknown) each.catch(() => undefined);
    const begin = this.turn++ % Math.max(1, able.length);
    return [...able.slice(begin), ...able.slice(0, begin)];
  }

  /** The primary did not answer the last time it was asked: what is read now may be behind it. */
  get isPrimaryAway(): boolean {
    return this.awaySince !== null;
  }

  /** `standIn` null: nobody may answer in its place. */
  private orElse<T>(work: () => Promise<T>, standIn: StandIn<T> | null): Promise<T> {
    const head = this.newest.current;
    const atPrimary = () => this.atPrimary(work);
    if (head === null || standIn === null) return atPrimary();
    const primary = () => Deadline.attempt(atPrimary);
    const inItsPlace = () => Deadline.attempt(() => standIn(head));
    // A server that swallows what is sent to it costs everybody's patience, so not everybody tries.
    const waits = this.awaySince !== null && performance.now() - this.awaySince < TRY_PRIMARY_AGAIN;
    if (waits) return firstAnswer([inItsPlace, primary], { patience: this.patience });
    return firstAnswer([primary, inItsPlace], {
      patience: this.patience,
      silent: () => (this.awaySince = performance.now()),
    });
  }

  private async atPrimary<T>(work: () => Promise<T>): Promise<T> {
    try {
      const value = await work();
      this.awaySince = null;
      return value;
    } catch (error) {
      if (isServerAway(error)) this.awaySince = performance.now();
      throw error;
    }
  }
}

/** The first that comes, or none. */
function firstOf<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  return Promise.any(promises).then(
    (one) => [one],
    () => [],
  );
}
