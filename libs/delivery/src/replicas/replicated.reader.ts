import { isPastDeadline, isServerAway, Problems } from '#platform';
import { DeliveryReader, type DocumentKey } from '../delivery.reader.js';
import type { Portion } from '../domain/portion.js';
import type { PartnerIdentity, Snapshot, View } from '../domain/view.js';
import type { NewestHead } from './newest-head.js';
import type { Replica } from './replica.js';

const PUBLIC = 'public';
/** Milliseconds in which a primary that was away is not asked what a standby may answer. */
const TRY_PRIMARY_AGAIN = 1_000;

type Reads<K extends keyof DeliveryReader> = ReturnType<DeliveryReader[K]>;
type Asked<K extends keyof DeliveryReader> = Parameters<DeliveryReader[K]>;

/**
 * Reads as of S from standbys that have S, in turn, and from the primary when there is none. Who asks, what the head is
 * and what a scope of today allows is asked of the primary alone, so that a revoked key and a smaller scope hold at once.
 *
 * Reads are pure: one that fails because its server went away is asked of the next. While the primary is away, whoever
 * comes without a key reads as of the last head that it is known to have had; a key opens nothing.
 */
export class ReplicatedReader extends DeliveryReader {
  private turn = 0;
  private awaySince: number | null = null;

  constructor(
    private readonly primary: DeliveryReader,
    private readonly replicas: readonly Replica[],
    private readonly newest: NewestHead,
  ) {
    super();
  }

  async identify(key: string | null): Promise<PartnerIdentity> {
    return this.orElse(
      () => this.primary.identify(key),
      key === null ? (head) => this.tryReplicas([head], (reader) => reader.identify(null)) : null,
    );
  }

  async head(): Promise<Snapshot> {
    return this.orElse(
      async () => {
        const head = await this.primary.head();
        this.newest.see(head);
        return head;
      },
      (head) => this.tryReplicas([head], () => Promise.resolve(head)),
    );
  }

  snapshotAt(instant: string): Promise<Snapshot | null> {
    return this.orElse(
      () => this.primary.snapshotAt(instant),
      (head) => this.tryReplicas([head], (reader) => reader.snapshotAt(instant)),
    );
  }

  snapshotOf(seq: number, mark: string): Promise<Snapshot | null> {
    return this.orElse(
      () => this.primary.snapshotOf(seq, mark),
      (head) => this.tryReplicas([head], (reader) => reader.snapshotOf(seq, mark)),
    );
  }

  view(partner: PartnerIdentity, snapshot: Snapshot): Promise<View> {
    return this.orElse(
      () => this.primary.view(partner, snapshot),
      partner.handle === PUBLIC
        ? (head) => this.tryReplicas([head, snapshot], (reader) => reader.view(partner, snapshot))
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

  proof(view: View): Reads<'proof'> {
    return this.asOf(view, (reader) => reader.proof(view));
  }

  oldestCopy(): Reads<'oldestCopy'> {
    return this.orElse(
      () => this.primary.oldestCopy(),
      (head) => this.tryReplicas([head], (reader) => reader.oldestCopy()),
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
    const found = await this.tryReplicas([view.head, view.snapshot], work);
    return found ? found.value : work(this.primary);
  }

  /** The primary did not answer the last time it was asked: what is read now may be behind it. */
  get isPrimaryAway(): boolean {
    return this.awaySince !== null;
  }

  /** `other` gets the last head of the primary; null: nobody may answer in its place. */
  private async orElse<T>(
    work: () => Promise<T>,
    other: ((head: Snapshot) => Promise<{ readonly value: T } | null>) | null,
  ): Promise<T> {
    // A server that swallows what is sent to it costs its whole deadline, so not everybody tries.
    const waits = this.awaySince !== null && performance.now() - this.awaySince < TRY_PRIMARY_AGAIN;
    const early = waits ? await this.inItsPlace(other) : null;
    if (early) return early.value;
    try {
      const value = await work();
      this.awaySince = null;
      return value;
    } catch (error) {
      if (!isServerAway(error)) throw error;
      this.awaySince = performance.now();
      const found = await this.inItsPlace(other);
      if (found) return found.value;
      throw error;
    }
  }

  private async inItsPlace<T>(
    other: ((head: Snapshot) => Promise<{ readonly value: T } | null>) | null,
  ): Promise<{ readonly value: T } | null> {
    const head = this.newest.current;
    return head === null || other === null ? null : other(head);
  }

  private async tryReplicas<T>(
    needed: readonly Snapshot[],
    work: (reader: DeliveryReader) => Promise<T>,
  ): Promise<{ readonly value: T } | null> {
    const begin = this.turn++;
    for (let step = 0; step < this.replicas.length; step++) {
      const replica = this.replicas[(begin + step) % this.replicas.length];
      if (!replica || !(await hasAll(replica, needed))) continue;
      try {
        return { value: await replica.read(work) };
      } catch (error) {
        // A refusal is an answer, and a deadline would only pass again; for the rest, others are asked.
        if (Problems.of(error) || isPastDeadline(error)) throw error;
      }
    }
    return null;
  }
}

async function hasAll(replica: Replica, needed: readonly Snapshot[]): Promise<boolean> {
  for (const snapshot of needed) if (!(await replica.has(snapshot))) return false;
  return true;
}
