import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#access';
import { Clock, JobQueue, Problems, UnitOfWork } from '#platform';
import { type EndpointWish, strangeWish, tidy } from './domain/endpoint-wish.js';
import { EndpointGateService, type EndpointRef } from './endpoint-gate.service.js';
import { jobOf, SEND_WEBHOOK } from './jobs.js';
import { DeliveryStore } from './persistence/delivery.store.js';
import { type Endpoint, EndpointStore } from './persistence/endpoint.store.js';
import { Postage } from './postage.js';

/** Where an endpoint is, and whether it is told just now. What is pending for a paused one, or one of a paused partner, waits. */
@Injectable()
export class EndpointChangesService {
  private readonly store: EndpointStore;
  private readonly deliveries: DeliveryStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(EndpointGateService) private readonly gate: EndpointGateService,
    @Inject(Postage) private readonly postage: Postage,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.store = new EndpointStore(work);
    this.deliveries = new DeliveryStore(work);
  }

  change(actor: Actor, ref: EndpointRef, wish: EndpointWish): Promise<Endpoint> {
    return this.gate.changing(actor, ref, 'webhook.change', async ({ id }) => {
      Problems.throwIfAny(strangeWish(wish, (url) => this.postage.forbidden(url)));
      await this.store.change(id, tidy(wish));
    });
  }

  pause(actor: Actor, ref: EndpointRef): Promise<Endpoint> {
    return this.gate.changing(actor, ref, 'webhook.pause', ({ id }) => this.store.pause(id, 'ASKED'));
  }

  /** What waited for it is sent at once. */
  resume(actor: Actor, ref: EndpointRef): Promise<Endpoint> {
    return this.gate.changing(actor, ref, 'webhook.resume', async ({ id }) => {
      await this.store.resume(id);
      await this.jobs.addEach(SEND_WEBHOOK, (await this.deliveries.hurry(id, this.clock.now())).map(jobOf));
    });
  }

  /** Nothing is sent there any more, what was pending neither; what was sent stays known. */
  async remove(actor: Actor, ref: EndpointRef): Promise<void> {
    await this.gate.changing(actor, ref, 'webhook.remove', async ({ id }) => {
      await this.store.remove(id);
      await this.deliveries.giveUp(id, this.clock.now());
    });
  }
}
