import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LedgerService, type Publication, stateHash } from '#ledger';
import { BadInput, Clock, Ids, Problems, UnitOfWork } from '#platform';
import {
  closed,
  type NewPartner,
  type Partner,
  type PartnerQuotas,
  type SeenPartner,
  strangeOrigins,
  strangePartner,
  strangeQuotas,
  strangeTopics,
} from './domain/partner.js';
import { PartnerNotFound, StalePartner } from './domain/refusals.js';
import { EVERYTHING, PUBLIC_PARTNER, type ScopeRule } from './domain/scope-rule.js';
import { type Site, strangeSite } from './domain/site.js';
import { KeyStore } from './persistence/key.store.js';
import { PartnerStore, type Period } from './persistence/partner.store.js';
import { PermissionsService } from './permissions.service.js';

/** A partner, and the publication by which it changed. */
export interface Moved {
  readonly partner: Partner;
  readonly publication: Publication;
}

interface Fact {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Partners, and what each may see. A scope is temporal on the same counter as content, so that a change of it is a
 * publication; what only decides who may read, and from where, takes effect everywhere within a second.
 */
@Injectable()
export class PartnersService {
  private readonly store: PartnerStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {
    this.store = new PartnerStore(work);
  }

  /** A partner is made with its scope, so that there is no moment at which it has none. */
  async create(actor: Actor, asked: NewPartner): Promise<Partner> {
    return this.work.run(async () => {
      await this.permissions.require(actor, 'partner.change');
      Problems.throwIfAny([...strangePartner(asked), ...strangeTopics(asked.scope)]);
      const { handle, name, region, scope } = asked;
      const id = this.ids.next();
      const createdAt = this.clock.now();
      await this.store.insert({ id, handle, name: name.trim(), createdAt });
      const rule = ruleOf(scope);
      await this.openPeriod(actor, id, { verb: 'partner.create', data: rule }, { ...rule, region });
      return this.get(id);
    });
  }

  async changeScope(actor: Actor, seen: SeenPartner, scope: ScopeRule): Promise<Moved> {
    return this.move(actor, seen, () => {
      Problems.throwIfAny(strangeTopics(scope));
      const rule = ruleOf(scope);
      return [{ verb: 'partner.scope', data: rule }, rule];
    });
  }

  /** Where its own site shows documents, from now on; null: nowhere. A publication, because answers change with it. */
  async changeSite(actor: Actor, seen: SeenPartner, site: Site | null): Promise<Moved> {
    return this.move(actor, seen, () => {
      Problems.throwIfAny(strangeSite(site ?? {}));
      return [{ verb: 'partner.site', data: { site } }, { site }];
    });
  }

  /**
   * What it is called, and where it is. Another region is a publication: answers show other notices from then on, and those as of
   * the past the ones that they showed. A copy holds the notices of all regions, so it hears nothing of that.
   */
  async describe(
    actor: Actor,
    seen: SeenPartner,
    { name, region }: Pick<Partner, 'name' | 'region'>,
  ): Promise<Partner> {
    return this.work.run(async () => {
      const { id, handle } = await this.lock(actor, seen);
      Problems.throwIfAny(strangePartner({ handle, name, region }));
      await this.store.setName(id, name.trim());
      const isMoving = (await this.store.period(id))?.region !== region;
      if (isMoving)
        return (await this.move(actor, seen, () => [{ verb: 'partner.change', data: { region } }, { region }])).partner;
      return this.change(actor, seen, { verb: 'partner.change', data: {} }, () => Promise.resolve());
    });
  }

  /** Its keys end, everywhere within a second, and nothing of it changes any more. What tells it of changes has to end with it. */
  async close(actor: Actor, seen: SeenPartner): Promise<Partner> {
    return this.work.run(async () => {
      const before = await this.lock(actor, seen);
      if (before.id === PUBLIC_PARTNER.id)
        throw new BadInput('The partner "public" is everybody: narrow its scope instead.', ['partnerId']);
      const now = this.clock.now();
      await this.store.setClosed(before.id, now);
      const keys = await new KeyStore(this.work).revokeAll(before.id, now);
      await this.store.countUp(before.id);
      const after = await this.get(before.id);
      await this.ledger.record(actor, [
        { verb: 'partner.close', subject: before.id, data: { keys, before: hashOf(before), after: hashOf(after) } },
      ]);
      return after;
    });
  }

  async allowOrigins(actor: Actor, seen: SeenPartner, origins: readonly string[] | null): Promise<Partner> {
    return this.change(actor, seen, { verb: 'partner.origins', data: { origins } }, async ({ id }) => {
      Problems.throwIfAny(strangeOrigins(origins));
      // Whoever has no key is everybody, on any page.
      if (id === PUBLIC_PARTNER.id)
        throw new BadInput('The partner "public" has no keys: give origins to another.', ['partnerId']);
      await this.store.setOrigins(id, origins);
    });
  }

  async changeQuotas(actor: Actor, seen: SeenPartner, quotas: PartnerQuotas): Promise<Partner> {
    return this.change(actor, seen, { verb: 'partner.quotas', data: { ...quotas } }, async ({ id }) => {
      Problems.throwIfAny(strangeQuotas(quotas));
      if (id === PUBLIC_PARTNER.id)
        throw new BadInput('Callers without a key are limited each by its address: set ALMANAC_PUBLIC_PER_MINUTE.', [
          'partnerId',
        ]);
      await this.store.setQuotas(id, quotas);
    });
  }

  /** Its keys open nothing until it is resumed: whoever sends one is the partner `public`. */
  async pause(actor: Actor, seen: SeenPartner): Promise<Partner> {
    return this.change(actor, seen, { verb: 'partner.pause', data: {} }, async ({ id, pausedAt }) => {
      if (id === PUBLIC_PARTNER.id)
        throw new BadInput('The partner "public" has no keys to pause: narrow its scope instead.', ['partnerId']);
      if (pausedAt !== null) throw new BadInput('The partner is paused already.', ['partnerId']);
      await this.store.setPaused(id, this.clock.now());
      await this.store.tellKeys(id);
    });
  }

  async resume(actor: Actor, seen: SeenPartner): Promise<Partner> {
    return this.change(actor, seen, { verb: 'partner.resume', data: {} }, async ({ id, pausedAt }) => {
      if (pausedAt === null) throw new BadInput('The partner is not paused.', ['partnerId']);
      await this.store.setPaused(id, null);
    });
  }

  async find(actor: Actor, partnerId: string): Promise<Partner | null> {
    await this.permissions.require(actor, 'partner.read');
    return this.store.find(partnerId);
  }

  async getByHandle(actor: Actor, handle: string): Promise<Partner> {
    await this.permissions.require(actor, 'partner.read');
    const partner = await this.store.findByHandle(handle);
    if (!partner) throw new PartnerNotFound(handle, ['handle']);
    return partner;
  }

  /** By handle; without a page all of them. */
  async list(
    actor: Actor,
    page: { readonly first: number | null; readonly after: string | null } = { first: null, after: null },
  ): Promise<readonly Partner[]> {
    await this.permissions.require(actor, 'partner.read');
    return this.store.list(page);
  }

  private async get(partnerId: string): Promise<Partner> {
    const partner = await this.store.find(partnerId);
    if (!partner) throw new PartnerNotFound(partnerId);
    return partner;
  }

  /** In the order of locks the partner comes first, the audit head and the counter last. */
  private async lock(actor: Actor, { partnerId, expectedVersion }: SeenPartner): Promise<Partner> {
    await this.permissions.require(actor, 'partner.change');
    const partner = await this.store.lock(partnerId);
    if (!partner) throw new PartnerNotFound(partnerId);
    if (partner.closedAt !== null) throw closed();
    if (partner.version !== expectedVersion) throw new StalePartner(expectedVersion, partner.version);
    return partner;
  }

  private async change(
    actor: Actor,
    seen: SeenPartner,
    { verb, data }: Fact,
    write: (partner: Partner) => Promise<void>,
  ): Promise<Partner> {
    return this.work.run(async () => {
      const before = await this.lock(actor, seen);
      await write(before);
      await this.store.countUp(before.id);
      const after = await this.get(before.id);
      await this.ledger.record(actor, [
        { verb, subject: before.id, data: { ...data, before: hashOf(before), after: hashOf(after) } },
      ]);
      return after;
    });
  }

  private async move(
    actor: Actor,
    seen: SeenPartner,
    decide: () => readonly [fact: Fact, change: Partial<Period>],
  ): Promise<Moved> {
    return this.work.run(async () => {
      const { id } = await this.lock(actor, seen);
      const [fact, change] = decide();
      await this.store.countUp(id);
      const publication = await this.openPeriod(actor, id, fact, change);
      return { partner: await this.get(id), publication };
    });
  }

  /** Closes the partner's period and opens one that differs by `change`. */
  private async openPeriod(actor: Actor, partnerId: string, fact: Fact, change: Partial<Period>): Promise<Publication> {
    const before = await this.store.period(partnerId);
    const after = { ...EVERYTHING, site: null, region: null, ...before, ...change };
    const data = { ...fact.data, before: before ? stateHash(before) : null, after: stateHash(after) };
    return this.ledger.publish(
      actor,
      { kind: 'SCOPE', note: null, facts: [{ verb: fact.verb, subject: partnerId, data }] },
      async ({ seq }) => {
        await this.store.openPeriod(partnerId, seq, after);
        return { seq, partner: partnerId };
      },
    );
  }
}

/** Members of a scope and no others. */
function ruleOf({ kinds, topics, audiences, locales }: ScopeRule) {
  return { kinds, topics, audiences, locales };
}

function hashOf({ id, name, origins, quotas, pausedAt, closedAt, version }: Partner): string {
  return stateHash({ id, name, origins, quotas, paused: pausedAt !== null, closed: closedAt !== null, version });
}
