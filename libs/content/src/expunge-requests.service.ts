import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { NotAllowed, PermissionsService } from '#access';
import { type Actor, LedgerService } from '#ledger';
import { BadInput, Clock, UnitOfWork } from '#platform';
import type { ExpungeReason } from './domain/expunging.js';
import { ExpungeRequestClosed, ExpungeRequestNotFound } from './domain/refusals.js';
import { type Expunged, ExpungingService } from './expunging.service.js';
import { type AskedExpunge, ExpungeRequestStore } from './persistence/expunge-request.store.js';

export { type AskedExpunge, EXPUNGE_OUTCOMES, type ExpungeOutcome } from './persistence/expunge-request.store.js';

export interface NewExpungeRequest {
  readonly documentId: string;
  readonly locale?: string;
  readonly reason: ExpungeReason;
}

/** Long enough for somebody to come back from a weekend; what nobody confirmed by then is asked for again. */
export const EXPUNGE_REQUEST_LIFETIME = 7 * 24 * 60 * 60 * 1000;

/**
 * Expunging in the Studio takes two people: one asks, another looks and confirms, and what they confirm is done in the same
 * transaction. Whoever has the machine's command line needs nobody: they could delete the database.
 */
@Injectable()
export class ExpungeRequestsService {
  private readonly store: ExpungeRequestStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(ExpungingService) private readonly expunging: ExpungingService,
  ) {
    this.store = new ExpungeRequestStore(work);
  }

  /** Asked twice, it is the same request. */
  async request(actor: Actor, { documentId, locale, reason }: NewExpungeRequest): Promise<AskedExpunge> {
    return this.work.run(async () => {
      const place = locale ?? null;
      await this.permissions.require(actor, 'expunge.request', [{ locale: place }]);
      const by = personOf(actor, 'expunge.request');
      // From here on the document is locked, so of two who ask at once the second finds the request of the first.
      const found = await this.expunging.look({ documentId, ...(locale === undefined ? {} : { locale }) });
      if (found.variants.length === 0)
        throw new BadInput('It has been expunged before: there is nothing left to ask for.', ['documentId']);
      const now = this.clock.now();
      const open = await this.store.findOpen(found.documentId, place);
      if (open && open.expiresAt > now) return open;
      if (open) await this.store.decide(open.id, 'EXPIRED', null, now);
      const id = randomUUID();
      const expiresAt = new Date(now.getTime() + EXPUNGE_REQUEST_LIFETIME);
      await this.store.insert({
        id,
        documentId: found.documentId,
        locale: place,
        reason,
        requestedBy: by,
        requestedAt: now,
        expiresAt,
      });
      await this.ledger.record(actor, [
        { verb: 'expunge.request', subject: found.documentId, data: { request: id, locale: place, reason } },
      ]);
      return this.get(id);
    });
  }

  /** `documentId` once more: who confirms has looked at which document it is. */
  async confirm(actor: Actor, id: string, documentId: string): Promise<{ request: AskedExpunge; expunged: Expunged }> {
    return this.work.run(async () => {
      const asked = await this.get(id);
      await this.permissions.require(actor, 'expunge.confirm', [{ locale: asked.locale }]);
      const by = personOf(actor, 'expunge.confirm');
      if (by === asked.requestedBy)
        throw new NotAllowed(
          'expunge.confirm',
          asked.locale,
          'You asked for this yourself: somebody else who is an admin has to confirm it.',
          ['requestId'],
        );
      if (asked.documentId !== documentId.toLowerCase())
        throw new BadInput('This is not the document that the request is about: look at it again.', ['documentId']);
      const target = { documentId: asked.documentId, ...(asked.locale === null ? {} : { locale: asked.locale }) };
      // Documents come first in the order of locks; who waits here finds out that it has been decided.
      await this.expunging.look(target);
      await this.close(asked, 'EXPUNGED', by);
      await this.ledger.record(actor, [
        { verb: 'expunge.confirm', subject: asked.documentId, data: { request: id, requestedBy: asked.requestedBy } },
      ]);
      const expunged = await this.expunging.expunge(actor, { ...target, reason: asked.reason });
      return { request: await this.get(id), expunged };
    });
  }

  /** Whoever asked takes it back; an admin says no. */
  async decline(actor: Actor, id: string): Promise<AskedExpunge> {
    return this.work.run(async () => {
      const asked = await this.get(id);
      const own = actor.type === 'editor' && actor.id === asked.requestedBy;
      const verb = own ? 'expunge.request' : 'expunge.confirm';
      await this.permissions.require(actor, verb, [{ locale: asked.locale }]);
      const outcome = own ? 'CANCELLED' : 'DECLINED';
      await this.close(asked, outcome, personOf(actor, verb));
      await this.ledger.record(actor, [
        { verb: 'expunge.decline', subject: asked.documentId, data: { request: id, outcome } },
      ]);
      return this.get(id);
    });
  }

  async list(page: { open: boolean; first: number; after: string | null }): Promise<readonly AskedExpunge[]> {
    return this.store.list({ ...page, now: this.clock.now() });
  }

  private async close(asked: AskedExpunge, outcome: 'EXPUNGED' | 'DECLINED' | 'CANCELLED', by: string): Promise<void> {
    const now = this.clock.now();
    if (asked.expiresAt <= now || !(await this.store.decide(asked.id, outcome, by, now)))
      throw new ExpungeRequestClosed();
  }

  /** One that there is. */
  async get(id: string): Promise<AskedExpunge> {
    const asked = await this.store.find(id);
    if (!asked) throw new ExpungeRequestNotFound();
    return asked;
  }
}

/** The system may everything, but two people are two people. */
function personOf(actor: Actor, verb: 'expunge.request' | 'expunge.confirm'): string {
  if (actor.type === 'editor') return actor.id;
  throw new NotAllowed(verb, null, 'This takes an editor who is signed in: `almanac expunge` is for the machine.', []);
}
