import { Inject, Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { Clock, JobQueue, UnitOfWork } from '#platform';
import { DEAD_AFTER, pauseAfter } from './domain/patience.js';
import { jobOf, SEND_WEBHOOK, SEND_WEBHOOK_NOTICE } from './jobs.js';
import { type Delivery, DeliveryStore } from './persistence/delivery.store.js';
import { type Endpoint, EndpointStore, type PauseReason } from './persistence/endpoint.store.js';
import { type Answered, post } from './post.js';
import { Postage } from './postage.js';

/** What became of one run of the job. */
export type Sent = 'DELIVERED' | 'FAILED' | 'GIVEN_UP' | 'LATER' | 'NOTHING_TO_DO';

/** Messages that are on their way to one endpoint at once: one that never answers must not hold up everybody's. */
const AT_ONCE = 2;
/** Milliseconds until a message that found its endpoint busy is tried; up to as much again by chance. */
const SOON = 5_000;
const GONE = 410;

/**
 * Sends one message, at least once: what was sent and could not be noted is sent again under the same name. A message waits longer
 * after each attempt that failed, and is given up after ten within three days; another message of the same endpoint never waits for it.
 */
@Injectable()
export class SendingService {
  private readonly deliveries: DeliveryStore;
  private readonly endpoints: EndpointStore;
  private readonly underWay = new Map<string, number>();

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(Postage) private readonly postage: Postage,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.deliveries = new DeliveryStore(work);
    this.endpoints = new EndpointStore(work);
  }

  async send(deliveryId: string): Promise<Sent> {
    const delivery = await this.deliveries.find(deliveryId);
    if (delivery?.state !== 'PENDING') return 'NOTHING_TO_DO';
    const endpoint = await this.endpoints.find(delivery.endpointId);
    if (endpoint?.state === 'REMOVED') return this.giveUp(deliveryId);
    if (!endpoint?.isTold) return 'NOTHING_TO_DO';
    // Asked to wait after this job was added.
    if (delivery.dueAt > this.clock.now()) return this.later(deliveryId, delivery.dueAt);
    if (!this.enter(endpoint.id)) return this.later(deliveryId, this.in(SOON + randomInt(SOON)));
    const at = this.clock.now();
    let answered: Answered;
    try {
      const envelope = this.postage.envelope(delivery, await this.endpoints.secretsOf(endpoint.id), at);
      if (envelope === null) return await this.stop(endpoint, 'UNREADABLE_SECRET');
      answered = await post(endpoint.url, envelope, this.postage.own);
    } finally {
      this.leave(endpoint.id);
    }
    return this.work.run(() => this.note(deliveryId, at, answered));
  }

  /** Looks and takes in one step: whoever waits in between would find the place taken by several. */
  private enter(endpointId: string): boolean {
    const busy = this.underWay.get(endpointId) ?? 0;
    if (busy >= AT_ONCE) return false;
    this.underWay.set(endpointId, busy + 1);
    return true;
  }

  private leave(endpointId: string): void {
    const left = (this.underWay.get(endpointId) ?? 1) - 1;
    if (left > 0) this.underWay.set(endpointId, left);
    else this.underWay.delete(endpointId);
  }

  private async note(deliveryId: string, at: Date, answered: Answered): Promise<Sent> {
    const delivery = await this.deliveries.lock(deliveryId);
    const endpoint = delivery && (await this.endpoints.lock(delivery.endpointId));
    // Pruned, or told by another worker meanwhile.
    if (!endpoint || delivery.state !== 'PENDING') return 'NOTHING_TO_DO';
    const number = delivery.attempts + 1;
    await this.deliveries.noteAttempt(deliveryId, { ...answered, number, at });
    if (answered.error === null) {
      await this.deliveries.end(deliveryId, 'DELIVERED', this.clock.now());
      if (endpoint.failingSince !== null) await this.endpoints.noteFailing(endpoint.id, null);
      return 'DELIVERED';
    }
    return this.failed(delivery, endpoint, number, answered);
  }

  private async failed(delivery: Delivery, endpoint: Endpoint, number: number, { status }: Answered): Promise<Sent> {
    const now = this.clock.now();
    const since = endpoint.failingSince ?? now;
    if (endpoint.failingSince === null) await this.endpoints.noteFailing(endpoint.id, now);
    const pause = pauseAfter(number - delivery.attemptsBefore, randomInt(1_001) / 1_000);
    if (pause === null) await this.deliveries.end(delivery.id, 'DEAD', now);
    else await this.later(delivery.id, new Date(now.getTime() + pause));
    const isDead = pause === null && now.getTime() - since.getTime() >= DEAD_AFTER;
    if (endpoint.state === 'ACTIVE' && (status === GONE || isDead))
      await this.stop(endpoint, status === GONE ? 'GONE' : 'FAILING');
    return pause === null ? 'GIVEN_UP' : 'FAILED';
  }

  /** Made while its endpoint was removed. */
  private async giveUp(deliveryId: string): Promise<Sent> {
    await this.work.run(() => this.deliveries.end(deliveryId, 'DEAD', this.clock.now()));
    return 'GIVEN_UP';
  }

  /** Until somebody resumes it. Whoever is to be told of that is written to by a job of its own. */
  private async stop(endpoint: Endpoint, because: PauseReason): Promise<Sent> {
    await this.work.run(async () => {
      await this.endpoints.pause(endpoint.id, because);
      await this.jobs.add(SEND_WEBHOOK_NOTICE, { endpointId: endpoint.id }, { key: `webhook notice ${endpoint.id}` });
    });
    return 'NOTHING_TO_DO';
  }

  private async later(deliveryId: string, at: Date): Promise<'LATER'> {
    await this.work.run(async () => {
      await this.deliveries.postpone(deliveryId, at);
      const { key, payload } = jobOf(deliveryId);
      await this.jobs.add(SEND_WEBHOOK, payload, { key, at });
    });
    return 'LATER';
  }

  private in(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}
