import { Inject, Injectable } from '@nestjs/common';
import { type Backlog, Clock, Ids, JobQueue, UnitOfWork } from '#platform';
import { DeliveryReader } from '../delivery.reader.js';
import type { PartnerIdentity, Snapshot } from '../domain/view.js';
import { selected } from '../sync/delta.js';
import type { DeltaPosition } from '../sync/delta.js';
import { type Message, messageOfHead, messageOfRemoval, messageOfUpsert, told } from './domain/event.js';
import { jobOf, SEND_WEBHOOK } from './jobs.js';
import { AnnouncementStore } from './persistence/announcement.store.js';
import { DeliveryStore } from './persistence/delivery.store.js';
import { EndpointStore } from './persistence/endpoint.store.js';

/** Documents that one statement looks at. */
const AT_ONCE = 500;
/** A publication of a whole site is looked through once for each partner: longer than what people wait for. */
const LIMITS = { lockTimeout: 10_000, statementTimeout: 300_000 };

/**
 * Turns a publication into messages for whoever wants to hear of it. What a partner is told is what its copy would be sent: the
 * difference between two publications in its scope, read with the login of the public side. An announcement and its messages are
 * one transaction, and two workers never hold the same one: each message is made once, under one name for good.
 */
@Injectable()
export class FanOutService {
  private readonly announcements: AnnouncementStore;
  private readonly endpoints: EndpointStore;
  private readonly deliveries: DeliveryStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(DeliveryReader) private readonly reader: DeliveryReader,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Ids) private readonly ids: Ids,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.announcements = new AnnouncementStore(work);
    this.endpoints = new EndpointStore(work);
    this.deliveries = new DeliveryStore(work);
  }

  /** Handles what was announced longest ago, if nobody else has it in hand; how many messages it became, null when nothing waits. */
  async next(): Promise<number | null> {
    return this.work.run(async () => {
      const now = this.clock.now();
      // Looked up before those who listen: whoever was there when one of these was published is among them.
      const newest = await this.announcements.newest();
      if (newest === null) return null;
      const listening = await this.endpoints.listening();
      if (listening.length === 0) return (await this.announcements.passOver(newest, now)) > 0 ? 0 : null;
      const announced = await this.announcements.take(newest);
      if (announced === null) return null;
      const { seq, before, snapshot } = announced;
      let made = 0;
      const concerned = listening.filter(({ fromSeq }) => fromSeq < seq);
      for (const group of Map.groupBy(concerned, ({ partner }) => partner.id).values()) {
        const [first] = group;
        if (!first) continue;
        const messages = await this.messagesFor(first.partner, before, snapshot);
        for (const { id, events } of group) {
          const own = messages
            .filter(({ event }) => events.includes(event))
            .map((message) => ({ ...message, id: this.ids.next() }));
          await this.deliveries.insert(id, seq, own, now);
          await this.jobs.addEach(
            SEND_WEBHOOK,
            own.map((message) => jobOf(message.id)),
          );
          made += own.length;
        }
      }
      await this.announcements.handled(announced.id, now);
      return made;
    }, LIMITS);
  }

  /** Publications that have not been made into messages. */
  backlog(): Promise<Backlog> {
    return this.announcements.backlog(this.clock.now());
  }

  private async messagesFor(
    partner: PartnerIdentity,
    before: Snapshot | null,
    snapshot: Snapshot,
  ): Promise<readonly Message[]> {
    const everything = { kinds: null, locales: null };
    const to = selected(await this.reader.view(partner, snapshot), everything);
    const from = before && selected(await this.reader.view(partner, before), everything);
    const changes: Message[] = [];
    let after: DeltaPosition | null = null;
    do {
      const page = await this.reader.delta(to, { from, after, first: AT_ONCE });
      // Only whoever keeps a copy can tell, and has to make it anew.
      if (page === null) return [messageOfHead(null)];
      changes.push(...page.upserts.map((upsert) => messageOfUpsert(upsert, snapshot.seq)));
      changes.push(...page.removals.map(messageOfRemoval));
      after = page.next;
    } while (after !== null);
    return told(changes);
  }
}
