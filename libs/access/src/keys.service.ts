import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LedgerService, stateHash } from '#ledger';
import { BadInput, Clock, UnitOfWork } from '#platform';
import { closed, type Partner } from './domain/partner.js';
import { KeyNotFound, PartnerNotFound, TooManyKeys } from './domain/refusals.js';
import { PUBLIC_PARTNER } from './domain/scope-rule.js';
import { KeyMaker } from './key-maker.js';
import { KeyStore, type PartnerKey } from './persistence/key.store.js';
import { PartnerStore } from './persistence/partner.store.js';
import { PermissionsService } from './permissions.service.js';

export type { PartnerKey } from './persistence/key.store.js';

export interface IssuedKey {
  readonly id: string;
  /** Shown once: only a hash is kept. */
  readonly key: string;
}

export const ACTIVE_KEYS = 2;

/**
 * Keys of partners. Two work at once, so that a partner changes over without a gap. A key only ever comes closer to its end:
 * two who change it at once need not know of each other, and what was taken away never comes back.
 */
@Injectable()
export class KeysService {
  private readonly store: KeyStore;
  private readonly partners: PartnerStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(KeyMaker) private readonly maker: KeyMaker,
  ) {
    this.store = new KeyStore(work);
    this.partners = new PartnerStore(work);
  }

  async issue(actor: Actor, partnerId: string, expiresAt: Date | null): Promise<IssuedKey> {
    return this.work.run(async () => {
      await this.permissions.require(actor, 'key.change');
      const partner = await this.partners.lock(partnerId);
      if (!partner) throw new PartnerNotFound(partnerId);
      return this.add(actor, partner, expiresAt);
    });
  }

  /** A new key in the place of one that works; the old one goes on until `oldEndsAt`. Both, or neither. */
  async rotate(
    actor: Actor,
    keyId: string,
    { oldEndsAt, expiresAt }: { readonly oldEndsAt: Date; readonly expiresAt: Date | null },
  ): Promise<IssuedKey> {
    return this.work.run(async () => {
      const { key, partner } = await this.lock(actor, keyId);
      const issued = await this.add(actor, partner, expiresAt);
      await this.bringForward(actor, key, oldEndsAt, ['oldEndsAt']);
      return issued;
    });
  }

  async end(actor: Actor, keyId: string, at: Date): Promise<PartnerKey> {
    return this.work.run(async () => {
      const { key } = await this.lock(actor, keyId);
      if (key.expiresAt !== null && key.expiresAt < at)
        throw new BadInput(
          `This key ends at ${key.expiresAt.toISOString()}, before that: rotate it to have one that works longer.`,
          ['endsAt'],
        );
      return this.bringForward(actor, key, at, ['endsAt']);
    });
  }

  async revoke(actor: Actor, keyId: string): Promise<PartnerKey> {
    return this.work.run(async () => {
      const { key } = await this.lock(actor, keyId);
      const revoked = { ...key, revokedAt: this.clock.now() };
      await this.store.revoke(keyId, revoked.revokedAt);
      await this.record(actor, 'key.revoke', key, revoked);
      return revoked;
    });
  }

  /** Newest first, ended ones too; without a page all of them. */
  async list(
    actor: Actor,
    partnerId: string,
    page: { readonly first: number | null; readonly after: string | null } = { first: null, after: null },
  ): Promise<readonly PartnerKey[]> {
    await this.permissions.require(actor, 'partner.read');
    return this.store.list(partnerId, page);
  }

  async find(actor: Actor, keyId: string): Promise<PartnerKey | null> {
    await this.permissions.require(actor, 'partner.read');
    return this.store.find(keyId);
  }

  private async add(actor: Actor, partner: Partner, expiresAt: Date | null): Promise<IssuedKey> {
    const now = this.clock.now();
    if (partner.id === PUBLIC_PARTNER.id)
      throw new BadInput('The partner "public" is whoever has no key: give keys to another.', ['partnerId']);
    if (partner.closedAt !== null) throw closed();
    if (expiresAt !== null && !(expiresAt > now))
      throw new BadInput('A key ends in the future: give a later time, or none.', ['expiresAt']);
    if ((await this.store.countActive(partner.id, now)) >= ACTIVE_KEYS) throw new TooManyKeys(partner.handle);
    const { id, key, hash } = this.maker.make();
    const issued = { id, partnerId: partner.id, createdAt: now, expiresAt, revokedAt: null };
    await this.store.insert({ ...issued, hash });
    await this.record(actor, 'key.issue', null, issued);
    return { id, key };
  }

  /** A key that works, with its partner locked. */
  private async lock(actor: Actor, keyId: string): Promise<{ key: PartnerKey; partner: Partner }> {
    await this.permissions.require(actor, 'key.change');
    const found = await this.store.find(keyId);
    const partner = found && (await this.partners.lock(found.partnerId));
    const key = partner && (await this.store.find(keyId));
    const isOver = key?.expiresAt && key.expiresAt <= this.clock.now();
    if (!key || key.revokedAt !== null || isOver) throw new KeyNotFound(keyId);
    return { key, partner };
  }

  private async bringForward(actor: Actor, key: PartnerKey, at: Date, path: readonly string[]): Promise<PartnerKey> {
    if (!(at > this.clock.now()))
      throw new BadInput('A key ends in the future: give a later time, or revoke the key.', path);
    // It would have ended before.
    if (key.expiresAt !== null && key.expiresAt <= at) return key;
    const ended = { ...key, expiresAt: at };
    await this.store.setEnd(key.id, at);
    await this.record(actor, 'key.end', key, ended);
    return ended;
  }

  private async record(actor: Actor, verb: string, before: PartnerKey | null, after: PartnerKey): Promise<void> {
    await this.ledger.record(actor, [
      {
        verb,
        subject: after.partnerId,
        data: { key: after.id, before: before && hashOf(before), after: hashOf(after) },
      },
    ]);
  }
}

function hashOf({ id, partnerId, expiresAt, revokedAt }: PartnerKey): string {
  return stateHash({
    id,
    partner: partnerId,
    expiresAt: expiresAt?.toISOString() ?? null,
    revoked: revokedAt !== null,
  });
}
