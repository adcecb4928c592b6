import type {
  Actor,
  IssuedKey,
  KeysService,
  NewPartner,
  Partner,
  PartnersService,
  ScopeRule,
  SeenPartner,
  Site,
} from '#access';
import type { Publication } from '#ledger';

/** Partners by handle, through the real services: what a test that is about something else needs of them. */
export class GivenPartners {
  constructor(
    readonly service: PartnersService,
    private readonly keys: KeysService,
  ) {}

  create(actor: Actor, partner: NewPartner): Promise<Partner> {
    return this.service.create(actor, partner);
  }

  async seen(actor: Actor, handle: string): Promise<SeenPartner> {
    const { id, version } = await this.service.getByHandle(actor, handle);
    return { partnerId: id, expectedVersion: version };
  }

  async setScope(actor: Actor, handle: string, scope: ScopeRule): Promise<Publication> {
    return (await this.service.changeScope(actor, await this.seen(actor, handle), scope)).publication;
  }

  async setSite(actor: Actor, handle: string, site: Site | null): Promise<Publication> {
    return (await this.service.changeSite(actor, await this.seen(actor, handle), site)).publication;
  }

  async allowOrigins(actor: Actor, handle: string, origins: readonly string[] | null): Promise<Partner> {
    return this.service.allowOrigins(actor, await this.seen(actor, handle), origins);
  }

  async issueKey(actor: Actor, handle: string, expiresAt: Date | null): Promise<IssuedKey> {
    return this.keys.issue(actor, (await this.seen(actor, handle)).partnerId, expiresAt);
  }

  async revokeKey(actor: Actor, keyId: string): Promise<void> {
    await this.keys.revoke(actor, keyId);
  }
}
