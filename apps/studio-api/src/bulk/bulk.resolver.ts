import { Inject } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { type ProblemView, settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { BadInput, type Problem, Problems, Seal, Secrets, UnitOfWork } from '#platform';
import {
  type AgreedChange,
  BulkChangingService,
  type BulkPlan,
  BulkPlanningService,
  MOST_CHANGED,
  packChecks,
} from '#content';
import { PartnerReach } from '#delivery';
import { closePlan, openPlan } from '../publication/plan-id.js';
import { showPlanned } from '../publication/show-planned.js';
import { checkInput } from '../schema/check-input.js';
import { given } from '../schema/given.js';
import { showProblem, showProblemAt } from '../schema/problems.js';
import { Acting } from '../session/studio-context.js';
import { bulkChange, MEMBERS } from './bulk-change.js';
import { BulkChangeInput, MakeBulkChangeInput } from './bulk-inputs.schema.js';
import { BulkPlanView, MakeBulkChangePayload } from './bulk.schema.js';

const SHOWN = 200;

/** Seeing what a change of many documents would do, and making exactly that change. */
@Resolver()
export class BulkResolver {
  private readonly seal: Seal;
  private readonly reach: PartnerReach;

  constructor(
    @Inject(BulkPlanningService) private readonly planning: BulkPlanningService,
    @Inject(BulkChangingService) private readonly changing: BulkChangingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(Secrets) secrets: Secrets,
  ) {
    this.seal = new Seal(secrets.derive('bulk change plan'), 'bulk change plan');
    this.reach = new PartnerReach(work);
  }

  @Query(() => BulkPlanView, {
    description:
      'What one change of many documents would do, everything that stands in its way, and how far it would go.',
  })
  async bulkChangePlan(
    @Args('input', { description: 'Which change.' }) input: BulkChangeInput,
    @Acting() actor: Actor,
    @Args('show', {
      type: () => Int,
      nullable: true,
      defaultValue: SHOWN,
      description: `Entries of each list: 1 to ${MOST_CHANGED}. \`counts\` has them all.`,
    })
    show?: number | null,
  ): Promise<BulkPlanView> {
    const most = show ?? SHOWN;
    if (most < 1 || most > MOST_CHANGED) throw new BadInput(`"show" is 1 to ${MOST_CHANGED}.`, ['show']);
    return this.show(await this.planning.plan(actor, bulkChange(input)), most);
  }

  @Mutation(() => MakeBulkChangePayload, {
    description:
      'Makes exactly the change that a plan showed, in one publication, or nothing when anything moved since.',
  })
  makeBulkChange(
    @Args('input', { description: 'Which plan.' }) input: MakeBulkChangeInput,
    @Acting() actor: Actor,
  ): Promise<MakeBulkChangePayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(MakeBulkChangeInput, input));
      const agreed = openPlan<AgreedChange>(this.seal, input.planId);
      return this.idempotency.once(actor, { verb: 'makeBulkChange', key: input.idempotencyKey, input }, async () => {
        const answer = await this.changing.make(actor, { ...agreed, ...given('note', input.note) });
        const named = [...answer.published, ...answer.withdrawn, ...answer.drafts];
        return { answer, documents: [...new Set(named.map(({ documentId }) => documentId))] };
      });
    });
  }

  private async show(plan: BulkPlan, most: number): Promise<BulkPlanView> {
    const { change, drafts, passedOver, releases, problems, checks } = plan;
    const planned = await showPlanned(plan.publication, this.reach);
    const agreed: AgreedChange = { change, checks: packChecks(checks) };
    return {
      ...planned,
      goingLive: planned.goingLive.slice(0, most),
      withdrawn: planned.withdrawn.slice(0, most),
      unchanged: planned.unchanged.slice(0, most),
      id: problems.length > 0 ? null : closePlan(this.seal, agreed),
      drafts: drafts.slice(0, most).map((draft) => ({ ...draft, endsReview: draft.endsReview !== null })),
      passedOver: passedOver.slice(0, most),
      releases,
      counts: {
        goingLive: planned.goingLive.length,
        withdrawn: planned.withdrawn.length,
        drafts: drafts.length,
        passedOver: passedOver.length + planned.unchanged.length,
      },
      problems: problems.slice(0, most).map(inInput(MEMBERS[change.what])),
    };
  }
}

/** The service names places in the change; the input names it by its member. */
function inInput(member: string): (problem: Problem) => ProblemView {
  return showProblemAt(({ path }) => (path.length === 0 ? path : [member, ...path]));
}
