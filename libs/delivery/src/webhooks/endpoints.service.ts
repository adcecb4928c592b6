import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { type Actor, PartnerNotFound, PUBLIC_PARTNER } from '#access';
import { BadInput, Clock, Ids, isUuid, Problems, UnitOfWork } from '#platform';
import { strangeWish, tidy, type EndpointWish } from './domain/endpoint-wish.js';
import { formatSecret } from './domain/envelope.js';
import { TooManyEndpoints } from './domain/refusals.js';
import { EndpointGateService, type EndpointRef } from './endpoint-gate.service.js';
import { type Endpoint, EndpointStore, type PartnerName } from './persistence/endpoint.store.js';
import { Postage } from './postage.js';

export interface EndpointWithSecret {
  readonly endpoint: Endpoint;
  /** Shown once. */
  readonly secret: string;
}

export const MOST_ENDPOINTS = 10;
const HOUR = 60 * 60 * 1_000;
/** Hours for which the secret before may stay valid. */
export const LONGEST_OVERLAP = 7 * 24;

/** Where partners want to be told, and the secrets by which they know that it is we who tell. */
@Injectable()
export class EndpointsService {
  private readonly store: EndpointStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(EndpointGateService) private readonly gate: EndpointGateService,
    @Inject(Postage) private readonly postage: Postage,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {
    this.store = new EndpointStore(work);
  }

  /** Told is what is published from now on. */
  async create(actor: Actor, name: PartnerName, wish: EndpointWish): Promise<EndpointWithSecret> {
    return this.work.run(async () => {
      await this.gate.require(actor, 'webhook.change');
      Problems.throwIfAny(strangeWish(wish, (url) => this.postage.forbidden(url)));
      const partner = name.id === undefined || isUuid(name.id) ? await this.store.lockPartner(name) : null;
      if (partner === null) throw new PartnerNotFound(name.handle ?? name.id ?? '');
      const { id: partnerId } = partner;
      if (partnerId === PUBLIC_PARTNER.id)
        throw new BadInput('The partner "public" is everybody: make a partner for whoever is to be told.', ['partner']);
      if ((await this.store.count(partnerId)) >= MOST_ENDPOINTS) throw new TooManyEndpoints(MOST_ENDPOINTS);
      const id = this.ids.next();
      const secret = newSecret();
      const createdAt = this.clock.now();
      await this.store.insert({ id, partnerId, ...tidy(wish), secret: this.postage.seal(secret), createdAt });
      return { endpoint: await this.gate.record(actor, 'webhook.create', { id }), secret };
    });
  }

  /**
   * A new secret, while the one before signs as well for some hours: receivers change over without losing a message. Two are
   * valid at most, so while they are, only a secret that ends both at once takes their place.
   */
  async rotate(actor: Actor, ref: EndpointRef, overlapHours: number): Promise<EndpointWithSecret> {
    const secret = newSecret();
    const endpoint = await this.gate.changing(actor, ref, 'webhook.rotate', async ({ id, previousUntil: before }) => {
      if (!(overlapHours >= 0 && overlapHours <= LONGEST_OVERLAP))
        throw new BadInput(`The secret before stays valid for 0 to ${LONGEST_OVERLAP} hours.`, ['overlapHours']);
      const now = this.clock.now();
      if (overlapHours > 0 && before !== null && before > now)
        throw new BadInput(
          `The secret before this one is valid until ${before.toISOString()}: rotate then, or with an overlap of 0 hours, which ends both at once.`,
          ['overlapHours'],
        );
      const previousUntil = new Date(now.getTime() + overlapHours * HOUR);
      await this.store.rotate(id, { secret: this.postage.seal(secret), previousUntil });
    });
    return { endpoint, secret };
  }

  /** Oldest first; of a partner, or of all. */
  async list(
    actor: Actor,
    page: { readonly partner: PartnerName | null; readonly first: number; readonly after: string | null },
  ): Promise<readonly Endpoint[]> {
    await this.gate.require(actor, 'webhook.read');
    return this.store.list(page);
  }

  async find(actor: Actor, endpointId: string): Promise<Endpoint | null> {
    await this.gate.require(actor, 'webhook.read');
    const found = isUuid(endpointId) ? await this.store.find(endpointId) : null;
    return found?.state === 'REMOVED' ? null : found;
  }
}

function newSecret(): string {
  return formatSecret(randomBytes(32));
}
