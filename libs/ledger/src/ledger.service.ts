import { Inject, Injectable } from '@nestjs/common';
import { reach, UnitOfWork } from '#platform';
import { type Actor, actorName, auditName } from './domain/actor.js';
import type { EventFact } from './domain/event-chain.js';
import type { EventQuery, RecordedEvent } from './domain/event-query.js';
import type { Publication, PublicationKind } from './domain/publication.js';
import { LedgerStore } from './persistence/ledger.store.js';

export interface Fact {
  readonly verb: string;
  readonly subject: string | null;
  /** Ids and hashes, never text. Of what changed, `before` and `after`: its `stateHash` or its revision's, null where there was none. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Announcement {
  readonly kind: PublicationKind;
  readonly note: string | null;
  readonly reverts?: number;
  /** What happened; the first fact is the one that the publication names. */
  readonly facts: readonly [Fact, ...Fact[]];
}

/** The counter, the audit chain and the outbox: what every write that the public or an auditor can see goes through. */
@Injectable()
export class LedgerService {
  private readonly store: LedgerStore;
  /** Recorded in a transaction that still runs, by its manager. */
  private readonly waiting = new WeakMap<object, EventFact[]>();

  constructor(@Inject(UnitOfWork) private readonly work: UnitOfWork) {
    this.store = new LedgerStore(work);
  }

  /**
   * Records what an actor did, in the caller's transaction. It is written with the next publication of the transaction, else
   * before its commit: the audit head comes after the documents in the order of locks, and whoever holds it holds up everybody.
   */
  async record(actor: Actor, facts: readonly Fact[]): Promise<void> {
    if (facts.length === 0) return;
    await this.work.run(() => {
      const { manager } = this.work;
      const waiting = this.waiting.get(manager) ?? [];
      if (!this.waiting.has(manager)) {
        this.waiting.set(manager, waiting);
        this.work.beforeCommit(async () => void (await this.append([])));
      }
      waiting.push(...facts.map((fact) => ({ ...fact, actor: auditName(actor) })));
      return Promise.resolve();
    });
  }

  /**
   * As `record`, written now: for what the database does only once the audit says it. Must run inside the transaction that has
   * already locked its documents; the audit head stays locked until it ends.
   */
  async recordAtOnce(actor: Actor, facts: readonly Fact[]): Promise<void> {
    if (!this.work.isActive) throw new Error('recordAtOnce needs a running unit of work');
    await this.append(facts.map((fact) => ({ ...fact, actor: auditName(actor) })));
  }

  /**
   * Writes the audit, takes the next seq, lets `write` write what becomes visible under it, and posts to the outbox. Must run
   * inside the transaction that has already locked its documents; after this no other document may be locked.
   */
  async publish(
    actor: Actor,
    announcement: Announcement,
    write: (publication: Publication) => Promise<Readonly<Record<string, unknown>>>,
  ): Promise<Publication> {
    if (!this.work.isActive) throw new Error('publish needs a running unit of work');
    const [event] = await this.append(announcement.facts.map((fact) => ({ ...fact, actor: auditName(actor) })));
    if (event === undefined) throw new Error('a publication needs at least one fact');
    await reach('publish.before-counter');
    const publication = await this.store.count({
      kind: announcement.kind,
      actor: actorName(actor),
      note: announcement.note,
      reverts: announcement.reverts ?? null,
      event,
    });
    const payload = await write(publication);
    await this.store.post(publication.seq, announcement.kind.toLowerCase(), payload);
    await reach('publish.before-commit');
    this.work.afterCommit(() => reach('publish.after-commit'));
    return publication;
  }

  /** Numbers of the given facts, which are written after those that wait. */
  private async append(facts: readonly EventFact[]): Promise<readonly number[]> {
    const waiting = this.waiting.get(this.work.manager)?.splice(0) ?? [];
    if (waiting.length + facts.length === 0) return [];
    return (await this.store.append([...waiting, ...facts])).slice(waiting.length);
  }

  /** Who may read them is the caller's to judge. */
  events(query: EventQuery): Promise<readonly RecordedEvent[]> {
    return this.store.events(query);
  }

  head(): Promise<Publication> {
    return this.store.head();
  }
}
