import { Inject, Injectable } from '@nestjs/common';
import { type Actor, PermissionsService } from '#access';
import { actorName, LedgerService } from '#ledger';
import { Clock, UnitOfWork } from '#platform';
import { LockedByOther } from './domain/draft/refusals.js';
import { DraftingService } from './drafting.service.js';
import type { VariantKey } from './persistence/draft.store.js';
import { type Lock, PresenceStore, type Present } from './persistence/presence.store.js';

export interface Attendance {
  readonly present: readonly Present[];
  readonly lock: Lock | null;
}

/**
 * Who is at a draft, and who asked the others to wait. Advice for people: a save is never refused by it, since its hashes
 * protect every word, and scripts need not know of it.
 */
@Injectable()
export class PresenceService {
  private readonly store: PresenceStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(DraftingService) private readonly drafting: DraftingService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.store = new PresenceStore(work);
  }

  async look(key: VariantKey): Promise<Attendance> {
    const at = this.clock.now();
    return { present: await this.store.present(key, at), lock: await this.store.lockOf(key, at) };
  }

  /** A sign of life, to be sent again within a minute. */
  async appear(actor: Actor, key: VariantKey, place: { field?: string; block?: string } = {}): Promise<Attendance> {
    return this.work.run(async () => {
      const { documentId, locale } = await this.drafting.get(key.documentId, key.locale);
      const { field = null, block = null } = place;
      await this.store.appear({ documentId, locale }, { who: actorName(actor), field, block }, this.clock.now());
      return this.look(key);
    });
  }

  /** Gone, and a lock of theirs with them. */
  async leave(actor: Actor, key: VariantKey): Promise<Attendance> {
    return this.work.run(async () => {
      const { documentId, locale } = await this.drafting.get(key.documentId, key.locale);
      await this.store.leave({ documentId, locale }, actorName(actor));
      return this.look(key);
    });
  }

  /** Asks the others to wait. Lasts two minutes from the last call or save, and whatever is saved meanwhile. */
  async lock(actor: Actor, key: VariantKey): Promise<Attendance> {
    return this.take(actor, key, null);
  }

  /** Takes it from whoever holds it, by choice: the caller says from whom, so that two who take over do not take from each other. */
  async takeOver(actor: Actor, key: VariantKey, from: string): Promise<Attendance> {
    return this.take(actor, key, from);
  }

  private async take(actor: Actor, key: VariantKey, from: string | null): Promise<Attendance> {
    return this.work.run(async () => {
      await this.permissions.require(actor, 'draft.save', [{ locale: key.locale, path: ['locale'] }]);
      const { documentId, locale } = await this.drafting.get(key.documentId, key.locale);
      const [who, at] = [actorName(actor), this.clock.now()];
      const before = await this.store.lockOf(key, at);
      if (!(await this.store.take({ documentId, locale }, who, from, at))) {
        const { lock } = await this.look(key);
        throw new LockedByOther(lock?.who ?? '', lock?.name ?? null, lock?.until ?? '', ['locale']);
      }
      // Locks come and go, and are no business of an auditor; taking one from somebody is done to them.
      if (from !== null && before !== null && before.who === from && from !== who)
        await this.ledger.record(actor, [{ verb: 'draft.take-over', subject: documentId, data: { locale, from } }]);
      return this.look(key);
    });
  }
}
