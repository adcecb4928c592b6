import { Inject, Injectable } from '@nestjs/common';
import { type Actor, type Partner, PartnersService, type SeenPartner } from '#access';
import { Clock, isUuid, UnitOfWork } from '#platform';
import { EndpointGateService } from './endpoint-gate.service.js';
import { DeliveryStore } from './persistence/delivery.store.js';
import { type Endpoint, EndpointStore } from './persistence/endpoint.store.js';

/**
 * Ends a partner for good: its keys, and the endpoints at which it is told, in one transaction. The partner itself stays, closed:
 * the publications that gave it a scope, the audit, its usage and receipts name it.
 */
@Injectable()
export class PartnerClosingService {
  private readonly endpoints: EndpointStore;
  private readonly deliveries: DeliveryStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(PartnersService) private readonly partners: PartnersService,
    @Inject(EndpointGateService) private readonly gate: EndpointGateService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.endpoints = new EndpointStore(work);
    this.deliveries = new DeliveryStore(work);
  }

  close(actor: Actor, seen: SeenPartner): Promise<Partner> {
    return this.work.run(async () => {
      const told = await this.lockEndpoints(seen.partnerId);
      const partner = await this.partners.close(actor, seen);
      for (const endpoint of told) {
        await this.endpoints.remove(endpoint.id);
        await this.deliveries.giveUp(endpoint.id, this.clock.now());
        await this.gate.record(actor, 'webhook.remove', endpoint);
      }
      return partner;
    });
  }

  /** The partner first, so that none is made meanwhile; all of it before the audit head, for which others wait who hold one of them. */
  private async lockEndpoints(partnerId: string): Promise<readonly Endpoint[]> {
    const partner = isUuid(partnerId) ? await this.endpoints.lockPartner({ id: partnerId }) : null;
    return partner === null ? [] : this.endpoints.lockAllOf(partner.id);
  }
}
