import { Inject, Injectable } from '@nestjs/common';
import { type Actor, PermissionsService } from '#access';
import { LedgerService, stateHash } from '#ledger';
import { isUuid, UnitOfWork } from '#platform';
import { EndpointNotFound, StaleEndpoint } from './domain/refusals.js';
import { type Endpoint, EndpointStore } from './persistence/endpoint.store.js';

export interface EndpointRef {
  readonly endpointId: string;
  readonly expectedVersion: number;
}

/** What every change of an endpoint has in common: who may, that nobody else did in between, and the audit. */
@Injectable()
export class EndpointGateService {
  private readonly store: EndpointStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
  ) {
    this.store = new EndpointStore(work);
  }

  require(actor: Actor, verb: 'webhook.read' | 'webhook.change'): Promise<void> {
    return this.permissions.require(actor, verb);
  }

  changing(
    actor: Actor,
    { endpointId, expectedVersion }: EndpointRef,
    verb: string,
    change: (endpoint: Endpoint) => Promise<void>,
  ): Promise<Endpoint> {
    return this.work.run(async () => {
      await this.require(actor, 'webhook.change');
      const before = isUuid(endpointId) ? await this.store.lock(endpointId) : null;
      if (!before || before.state === 'REMOVED') throw new EndpointNotFound();
      if (before.version !== expectedVersion) throw new StaleEndpoint(expectedVersion, before.version);
      await change(before);
      return this.record(actor, verb, before);
    });
  }

  /** Writes what happened into the audit, and answers how the endpoint stands now. */
  async record(actor: Actor, verb: string, before: Endpoint | { readonly id: string }): Promise<Endpoint> {
    const after = await this.store.find(before.id);
    if (!after) throw new Error(`the endpoint ${before.id} is not there`);
    const data = { endpoint: after.id, before: 'url' in before ? hashOf(before) : null, after: hashOf(after) };
    await this.ledger.record(actor, [{ verb, subject: after.partnerId, data }]);
    return after;
  }
}

function hashOf({ url, contact, events, state, previousUntil, version }: Endpoint): string {
  return stateHash({ url, contact, events, state, previousUntil: previousUntil?.toISOString() ?? null, version });
}
