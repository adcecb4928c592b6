import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength, Min } from 'class-validator';
import { ProblemView } from '#edge';
import type { ChangeKind, Kind, WithdrawalReason } from '#content';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { ChangeKindEnum, KindEnum, ReferenceRoleEnum, WithdrawalReasonEnum } from '../schema/enums.js';
import { LONGEST_PLAN_ID } from './plan-id.js';
import { GoingLiveInput, LeavingInput, VariantKey } from '../schema/publication.js';

@InputType({ description: 'A variant to plan the publication of: its draft as it is now, or a revision.' })
export class PlanItemInput extends GoingLiveInput {
  @Field(() => Int, { nullable: true, description: 'Number of a revision; the draft when left out.' })
  @IsOptional()
  @Min(1)
  readonly revision?: number | null;
}

@InputType({ description: 'A live variant to plan the withdrawal of.' })
export class PlanWithdrawalInput extends LeavingInput {}

@InputType({ description: 'What somebody has in mind to publish.' })
export class PublishPlanInput {
  @Field(() => [PlanItemInput], { nullable: true, description: 'What should go live.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  readonly publish?: readonly PlanItemInput[] | null;

  @Field(() => [PlanWithdrawalInput], { nullable: true, description: 'What should leave the public.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  readonly withdraw?: readonly PlanWithdrawalInput[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Takes the drafts that must come with it into the plan, instead of naming them beside it.',
  })
  readonly withCompanions?: boolean | null;
}

@ObjectType({ description: 'A variant that would go live.' })
export class PlannedEdition extends VariantKey {
  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => String, { description: 'The slug that it would have.' })
  readonly slug!: string;

  @Field(() => String, { nullable: true, description: 'What names it for a person.' })
  readonly title!: string | null;

  @Field(() => Int, { description: 'Number of the edition that it would be.' })
  readonly edition!: number;

  @Field(() => Int, { description: 'Number of the revision that the edition would show.' })
  readonly revision!: number;

  @Field(() => ChangeKindEnum, { description: 'How it would differ from the edition before.' })
  readonly changeKind!: ChangeKind;

  @Field(() => Int, { nullable: true, description: 'The edition that it takes the place of; null when none is live.' })
  readonly replaces!: number | null;

  @Field(() => Boolean, { description: 'It was not asked for, and comes because others refer to it.' })
  readonly brought!: boolean;
}

@ObjectType({ description: 'A variant that would leave the public.' })
export class PlannedWithdrawal extends VariantKey {
  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => WithdrawalReasonEnum, { description: 'Why.' })
  readonly reason!: WithdrawalReason;
}

@ObjectType('CompanionDraft', { description: 'A draft that nobody asked for and without which the plan cannot be.' })
export class CompanionDraftView extends VariantKey {
  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => String, { nullable: true, description: 'What names it for a person.' })
  readonly title!: string | null;

  @Field(() => [VariantKey], { description: 'What refers to it.' })
  readonly neededBy!: readonly VariantKey[];
}

@ObjectType('DependentVariant', { description: 'A live variant that refers to something that a plan changes.' })
export class DependentVariantView extends VariantKey {
  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => String, { description: 'Its slug.' })
  readonly slug!: string;

  @Field(() => [ReferenceRoleEnum], {
    description: 'In what roles it refers to it; empty where only others that it shows do.',
  })
  readonly roles!: readonly string[];

  @Field(() => Boolean, { description: 'Its own page shows what changes.' })
  readonly shows!: boolean;
}

@ObjectType({ description: 'How far a plan goes.' })
export class PlanReach {
  @Field(() => Int, { description: 'Live variants whose readers see something else afterwards.' })
  readonly documents!: number;

  @Field(() => Int, { description: 'Partners that may see any of it; those without a key count as one.' })
  readonly partners!: number;

  @Field(() => Int, { description: 'Bytes of what would go live, as JSON.' })
  readonly bytes!: number;
}

/** What every plan says of the public. */
@ObjectType({ isAbstract: true })
export abstract class PlannedView {
  @Field(() => [PlannedEdition], { description: 'What would go live.' })
  readonly goingLive!: readonly PlannedEdition[];

  @Field(() => [PlannedWithdrawal], { description: 'What would leave the public.' })
  readonly withdrawn!: readonly PlannedWithdrawal[];

  @Field(() => [VariantKey], { description: 'What was asked for, and is live exactly so.' })
  readonly unchanged!: readonly VariantKey[];

  @Field(() => [CompanionDraftView], {
    description: 'Drafts that must come with it, and that it does not take: ask again with `withCompanions`.',
  })
  readonly companions!: readonly CompanionDraftView[];

  @Field(() => [DependentVariantView], {
    description: 'Live variants that refer to what changes, the first hundred; those that show it come first.',
  })
  readonly dependents!: readonly DependentVariantView[];

  @Field(() => Int, { description: 'How many there are.' })
  readonly dependentCount!: number;

  @Field(() => PlanReach, { description: 'How far it goes.' })
  readonly touches!: PlanReach;
}

@ObjectType('PublicationPlan', { description: 'What a publication would do. Nothing has been done.' })
export class PublicationPlanView extends PlannedView {
  @Field(() => String, {
    nullable: true,
    description: 'Give it to `publishPlanned`: exactly this is done, or nothing. Null when there are problems.',
  })
  readonly id!: string | null;

  @Field(() => [ProblemView], {
    description:
      'Everything that stands in the way. Paths lead into the input; of companions that were taken, they go on after its items.',
  })
  readonly problems!: readonly ProblemView[];
}

@InputType({ description: 'A plan to carry out.' })
export class PublishPlannedInput {
  @Field(() => String, { description: 'The `id` of the plan.' })
  @MaxLength(LONGEST_PLAN_ID)
  readonly planId!: string;

  @Field(() => String, { nullable: true, description: 'For editors; never public.' })
  @IsOptional()
  @MaxLength(BOUNDS.note)
  readonly note?: string | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'A publication to take back.' })
export class RevertPublicationInput {
  @Field(() => Int, { description: 'Its number.' })
  @Min(0)
  readonly seq!: number;

  @Field(() => String, { nullable: true, description: 'For editors; never public.' })
  @IsOptional()
  @MaxLength(BOUNDS.note)
  readonly note?: string | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}
