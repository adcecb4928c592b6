import { Inject, Injectable } from '@nestjs/common';
import { PermissionsService } from '#access';
import type { Actor } from '#ledger';
import { type Problem, Problems, reach, UnitOfWork } from '#platform';
import { AnnouncingService } from './announcing.service.js';
import { placeOf, wordsOf } from './domain/proposal.js';
import type { PublicationRequest } from './domain/publication-request.js';
import { CannotRevert, ChangedSince, NotRevertible, PublicationNotFound } from './domain/refusals.js';
import { JudgingService } from './judging.service.js';
import { type Changed, ReversalStore } from './persistence/reversal.store.js';
import type { PublicationResult } from './publishing.service.js';

export interface RevertRequest {
  readonly seq: number;
  /** For editors; never public. */
  readonly note?: string;
}

/**
 * Takes a publication back: a new one, in which every variant that the old one changed is public again as it was before, byte for
 * byte but for the number of its edition. What was not public before goes out again. Drafts stay as they are. Refused where a
 * later publication changed one of them: that would take back more than was asked.
 */
@Injectable()
export class RevertingService {
  private readonly store: ReversalStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(JudgingService) private readonly judging: JudgingService,
    @Inject(AnnouncingService) private readonly announcing: AnnouncingService,
  ) {
    this.store = new ReversalStore(work);
  }

  async revert(actor: Actor, { seq, note }: RevertRequest): Promise<PublicationResult> {
    return this.work.run(async () => {
      await reach('revert.before-lock');
      await this.checkPublication(seq);
      const planned = await this.store.changed(seq);
      await this.permissions.require(actor, 'publication.revert', planned.length > 0 ? planned : undefined);
      const named = await this.judging.hold(takingBack(planned));
      await reach('revert.after-lock');

      // Which variants it changed, and what was before, cannot have changed while the lock was waited for; what came since can.
      const changed = await this.store.changed(seq);
      Problems.throwIfAny(changed.flatMap((variant) => conflictOf(variant, seq)));
      const judgement = await this.judging.judge({ ...named, ...takingBack(changed) });
      Problems.throwIfAny(judgement.problems.map((problem) => refusalOf(problem, changed)));
      const announced = await this.announcing.announce(actor, {
        ...judgement,
        note: wordsOf(note),
        marks: new Map(),
        reverts: seq,
        repeats: new Map(
          changed.flatMap((variant) => {
            const repeated = variant.before?.edition ?? variant.withdrawn?.seq;
            return repeated === undefined ? [] : [[`${variant.documentId} ${variant.locale}`, repeated] as const];
          }),
        ),
      });
      return {
        ...announced,
        withdrawn: judgement.withdrawals.map(({ documentId, locale }) => ({ documentId, locale })),
        unchanged: [],
      };
    });
  }

  private async checkPublication(seq: number): Promise<void> {
    const publication = Number.isSafeInteger(seq) ? await this.store.publication(seq) : null;
    if (!publication) throw new PublicationNotFound(seq, ['seq']);
    if (publication.kind !== 'PUBLISH' && publication.kind !== 'WITHDRAW')
      throw new NotRevertible(seq, publication.kind, ['seq']);
  }
}

/** The request that makes the public what it was. */
function takingBack(changed: readonly Changed[]): Required<Pick<PublicationRequest, 'publish' | 'withdraw'>> {
  return {
    publish: changed.flatMap(({ documentId, locale, before }) =>
      before === null
        ? []
        : [
            {
              documentId,
              locale,
              revision: before.revision,
              changeKind: before.changeKind,
              ...(before.note === null ? {} : { note: before.note }),
            },
          ],
    ),
    withdraw: changed.flatMap(({ documentId, locale, before, withdrawn, lastEdition }) =>
      before !== null
        ? []
        : [
            {
              documentId,
              locale,
              expectedEdition: lastEdition,
              reason: withdrawn?.reason ?? 'GONE',
              ...(withdrawn?.replacedBy ? { replacedBy: withdrawn.replacedBy } : {}),
              ...(withdrawn?.notice ? { notice: withdrawn.notice } : {}),
            },
          ],
    ),
  };
}

function conflictOf({ documentId, locale, since }: Changed, seq: number): readonly Problem[] {
  return since === null ? [] : [new ChangedSince(documentId, locale, seq, since, ['seq'])];
}

/** Publishing names places in its own request, which the caller never saw: here the document is named instead. */
function refusalOf(problem: Problem, changed: readonly Changed[]): Problem {
  const { publish, withdraw } = takingBack(changed);
  const at = [...publish, ...withdraw].findIndex((_item, index) => {
    const [list, place] = placeOf(index, publish.length);
    return problem.path[0] === list && problem.path[1] === place;
  });
  const item = [...publish, ...withdraw][at];
  return item ? new CannotRevert(item.documentId, item.locale, problem, ['seq']) : problem;
}
