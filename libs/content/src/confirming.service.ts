import { Inject, Injectable } from '@nestjs/common';
import { type Actor, PermissionsService } from '#access';
import { actorName, LedgerService } from '#ledger';
import { BadInput, Clock, type Problem, Problems, UnitOfWork } from '#platform';
import { NotLive, StaleEdition } from './domain/refusals.js';
import type { Variant } from './domain/variant.js';
import type { VariantKey } from './persistence/draft.store.js';
import { type Due, type DuePosition, DueStore, type PublicDates } from './persistence/due.store.js';
import { WorkflowService } from './workflow.service.js';

export interface Confirming extends VariantKey {
  /** The edition that was looked at. */
  readonly expectedEdition: number;
  /** The day by which somebody must look again; null: never. */
  readonly dueOn: string | null;
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/**
 * Keeps what is public under watch: what says that somebody must look at it again, and that somebody did. Confirming changes
 * nothing that readers see, so it is no publication; an edition that says another day says it anew.
 */
@Injectable()
export class ConfirmingService {
  private readonly store: DueStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(WorkflowService) private readonly workflow: WorkflowService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.store = new DueStore(work);
  }

  /** Says that an edition still holds. */
  async confirm(actor: Actor, { documentId, locale, expectedEdition, dueOn }: Confirming): Promise<Variant> {
    return this.work.run(async () => {
      await this.permissions.require(actor, 'review.confirm', [{ locale, path: ['locale'] }]);
      const variant = await this.workflow.hold({ documentId, locale });
      const now = this.clock.now();
      const problems: Problem[] = [];
      if (variant.liveEdition === null) problems.push(new NotLive(documentId, locale, ['documentId']));
      else if (variant.liveEdition !== expectedEdition)
        problems.push(new StaleEdition(documentId, locale, expectedEdition, variant.liveEdition, ['expectedEdition']));
      if (dueOn !== null && !(isDay(dueOn) && dueOn > now.toISOString().slice(0, 10)))
        problems.push(new BadInput('Give a day to come, such as 2027-01-31, or null for never.', ['dueOn']));
      Problems.throwIfAny(problems);
      const who = actorName(actor);
      await this.store.confirm(variant, { edition: expectedEdition, at: now, who, dueOn });
      await this.ledger.record(actor, [
        { verb: 'review.confirm', subject: documentId, data: { locale, edition: expectedEdition, dueOn } },
      ]);
      return this.workflow.hold(variant);
    });
  }

  /** Live variants that fall due by a day, what is due first first. */
  async due(
    locale: string,
    until: string,
    page: { readonly first: number; readonly after: DuePosition | null },
  ): Promise<readonly Due[]> {
    if (!isDay(until)) throw new BadInput('Give a day, such as 2027-01-31.', ['until']);
    return this.store.list(locale, until, page);
  }

  async dates(keys: readonly VariantKey[]): Promise<readonly (VariantKey & PublicDates)[]> {
    return keys.length === 0 ? [] : this.store.dates(keys);
  }
}

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}
