import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { Problems, Seal, Secrets, UnitOfWork } from '#platform';
import {
  PlanningService,
  type PlanRequest,
  type PublicationPlan,
  type PublicationRequest,
  PublishingService,
  RevertingService,
} from '#content';
import { PartnerReach } from '#delivery';
import { checkInput } from '../schema/check-input.js';
import { showProblem } from '../schema/problems.js';
import { PublishDocumentsPayload } from '../schema/publication.js';
import { Acting } from '../session/studio-context.js';
import { given } from '../schema/given.js';
import {
  PlanItemInput,
  PlanWithdrawalInput,
  PublicationPlanView,
  PublishPlanInput,
  PublishPlannedInput,
  RevertPublicationInput,
} from './plan.schema.js';
import { closePlan, openPlan } from './plan-id.js';
import { publishOnce } from './publish-once.js';
import { showPlanned } from './show-planned.js';

/** Seeing a publication before it is made, making exactly that one, and taking one back. */
@Resolver()
export class PlanResolver {
  private readonly seal: Seal;
  private readonly reach: PartnerReach;

  constructor(
    @Inject(PlanningService) private readonly planning: PlanningService,
    @Inject(PublishingService) private readonly publishing: PublishingService,
    @Inject(RevertingService) private readonly reverting: RevertingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(Secrets) secrets: Secrets,
  ) {
    this.seal = new Seal(secrets.derive('publication plan'), 'publication plan');
    this.reach = new PartnerReach(work);
  }

  @Query(() => PublicationPlanView, {
    description: 'What a publication would do, everything that stands in its way, and how far it would go.',
  })
  async publishPlan(
    @Args('input', { description: 'What should go live and what should leave.' }) input: PublishPlanInput,
  ): Promise<PublicationPlanView> {
    const publish = input.publish ?? [];
    const withdraw = input.withdraw ?? [];
    Problems.throwIfAny([
      ...checkInput(PublishPlanInput, input),
      ...publish.flatMap((item, index) => checkInput(PlanItemInput, item, ['publish', index])),
      ...withdraw.flatMap((item, index) => checkInput(PlanWithdrawalInput, item, ['withdraw', index])),
    ]);
    return this.show(await this.planning.plan(asked(input)));
  }

  @Mutation(() => PublishDocumentsPayload, {
    description: 'Does exactly what a plan showed, or nothing: refused with what changed when anything moved since.',
  })
  publishPlanned(
    @Args('input', { description: 'Which plan.' }) input: PublishPlannedInput,
    @Acting() actor: Actor,
  ): Promise<PublishDocumentsPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(PublishPlannedInput, input));
      const request = { ...openPlan<PublicationRequest>(this.seal, input.planId), ...given('note', input.note) };
      return publishOnce(this.idempotency, actor, 'publishPlanned', input, () =>
        this.publishing.publish(actor, request),
      );
    });
  }

  @Mutation(() => PublishDocumentsPayload, {
    description:
      'Takes a publication back: what it changed is public again as it was, under new edition numbers. Drafts stay as they are.',
  })
  revertPublication(
    @Args('input', { description: 'Which publication.' }) input: RevertPublicationInput,
    @Acting() actor: Actor,
  ): Promise<PublishDocumentsPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(RevertPublicationInput, input));
      return publishOnce(this.idempotency, actor, 'revertPublication', input, () =>
        this.reverting.revert(actor, { seq: input.seq, ...given('note', input.note) }),
      );
    });
  }

  private async show(plan: PublicationPlan): Promise<PublicationPlanView> {
    return {
      ...(await showPlanned(plan, this.reach)),
      id: plan.problems.length > 0 ? null : closePlan(this.seal, plan.request),
      problems: plan.problems.map(showProblem),
    };
  }
}

function asked({ publish, withdraw, withCompanions }: PublishPlanInput): PlanRequest {
  return {
    closure: withCompanions === true ? 'taken' : 'offered',
    publish: (publish ?? []).map(({ documentId, locale, revision, changeKind, note }) => ({
      documentId,
      locale,
      ...given('revision', revision),
      ...given('changeKind', changeKind),
      ...given('note', note),
    })),
    withdraw: (withdraw ?? []).map(({ documentId, locale, reason, replacedBy, notice }) => ({
      documentId,
      locale,
      reason,
      ...given('replacedBy', replacedBy),
      ...given('notice', notice),
    })),
  };
}
