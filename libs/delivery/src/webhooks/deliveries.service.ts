import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#access';
import { type Backlog, Clock, isUuid, JobQueue, Problems, UnitOfWork } from '#platform';
import { DeliveryNotFound } from './domain/refusals.js';
import { EndpointGateService, type EndpointRef } from './endpoint-gate.service.js';
import { jobOf, SEND_WEBHOOK } from './jobs.js';
import { type Attempt, type Delivery, type DeliveryState, DeliveryStore } from './persistence/delivery.store.js';
import type { Endpoint } from './persistence/endpoint.store.js';

const MINUTE = 60 * 1_000;
const DAY = 24 * 60 * MINUTE;
/** How long is kept what was sent, and when, and what came back. */
export const DELIVERIES_KEPT_DAYS = 90;
/** Milliseconds after which a message that is due is taken for forgotten: the queue keeps the jobs of a worker that was killed for hours. */
const FORGOTTEN = 2 * MINUTE;
const AT_ONCE = 1_000;

/** What a replay tells again. */
export type Replay =
  | { readonly deliveryIds: readonly string[] }
  /** From this publication on; what arrived as well, if that is asked for. */
  | { readonly sinceSeq: number; readonly states: readonly DeliveryState[] };

/** The log of what was sent to an endpoint, and sending it again. */
@Injectable()
export class DeliveriesService {
  private readonly store: DeliveryStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(EndpointGateService) private readonly gate: EndpointGateService,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.store = new DeliveryStore(work);
  }

  /** Newest first, with every attempt. */
  async list(
    actor: Actor,
    page: {
      readonly endpointId: string;
      readonly states: readonly DeliveryState[] | null;
      readonly first: number;
      readonly before: string | null;
    },
  ): Promise<readonly (Delivery & { readonly log: readonly Attempt[] })[]> {
    await this.gate.require(actor, 'webhook.read');
    if (!isUuid(page.endpointId)) return [];
    const found = await this.store.list(page);
    const attempts = await this.store.attemptsOf(found.map(({ id }) => id));
    return found.map((delivery) => ({ ...delivery, log: attempts.get(delivery.id) ?? [] }));
  }

  /** Tells it again, under the same names: how many messages. */
  async replay(actor: Actor, ref: EndpointRef, replay: Replay): Promise<{ endpoint: Endpoint; replayed: number }> {
    let replayed = 0;
    const endpoint = await this.gate.changing(actor, ref, 'webhook.replay', async ({ id, isTold }) => {
      const which = 'deliveryIds' in replay ? { ids: replay.deliveryIds.filter(isUuid) } : replay;
      const revived = await this.store.revive(id, which, this.clock.now());
      if ('deliveryIds' in replay) {
        const found = new Set(revived);
        Problems.throwIfAny(
          replay.deliveryIds.flatMap((given, index) => (found.has(given) ? [] : [new DeliveryNotFound(index)])),
        );
      }
      // What is paused is sent when it is resumed.
      if (isTold) await this.jobs.addEach(SEND_WEBHOOK, revived.map(jobOf));
      replayed = revived.length;
    });
    return { endpoint, replayed };
  }

  /** Queues what is due and was lost with the worker that had it; how many. */
  async queueForgotten(): Promise<number> {
    return this.work.run(async () => {
      const forgotten = await this.store.overdue(new Date(this.clock.now().getTime() - FORGOTTEN), AT_ONCE);
      await this.jobs.addEach(SEND_WEBHOOK, forgotten.map(jobOf));
      return forgotten.length;
    });
  }

  /** Messages on their way, of endpoints that are told. */
  backlog(): Promise<Backlog> {
    return this.store.backlog(this.clock.now());
  }

  async prune(): Promise<number> {
    return this.store.prune(new Date(this.clock.now().getTime() - DELIVERIES_KEPT_DAYS * DAY));
  }
}
