import { Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import type { ChangeKind, WithdrawalReason } from '#content';
import { FindingFilterInput } from '../finding/finding.schema.js';
import { LONGEST_PLAN_ID } from '../publication/plan-id.js';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { ChangeKindEnum, WithdrawalReasonEnum } from '../schema/enums.js';
import { VariantKeyInput } from '../schema/publication.js';

const MOST_NAMED = 500;
const MOST_LABELS = 50;

@InputType({ isOneOf: true, description: 'Variants: named, or found.' })
export class SelectionInput {
  @Field(() => [VariantKeyInput], { nullable: true, description: `These, at most ${MOST_NAMED}.` })
  @IsOptional()
  @ArrayMaxSize(MOST_NAMED)
  readonly variants?: readonly VariantKeyInput[] | null;

  @Field(() => FindingFilterInput, { nullable: true, description: 'All that `findVariants` finds at that moment.' })
  readonly filter?: FindingFilterInput | null;
}

@InputType({ description: 'What becomes of a list of labels: `replace` alone, or `add` and `remove`.' })
export class RelabelInput {
  @Field(() => [ID], { nullable: true, description: 'These come last, where they are not there yet.' })
  @IsOptional()
  @ArrayMaxSize(MOST_LABELS)
  @MaxLength(BOUNDS.id, { each: true })
  readonly add?: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'These go.' })
  @IsOptional()
  @ArrayMaxSize(MOST_LABELS)
  @MaxLength(BOUNDS.id, { each: true })
  readonly remove?: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'These and no others, in this order; none: no label is left.' })
  @IsOptional()
  @ArrayMaxSize(MOST_LABELS)
  @MaxLength(BOUNDS.id, { each: true })
  readonly replace?: readonly string[] | null;
}

/** What the editions say of themselves that a change makes. */
@InputType({ isAbstract: true })
abstract class EditionsInput {
  @Field(() => ChangeKindEnum, { nullable: true, description: 'MAJOR for first editions, else MINOR, when left out.' })
  readonly changeKind?: ChangeKind | null;

  @Field(() => String, { nullable: true, description: 'Public; required for CORRECTION and RETRACTION.' })
  @IsOptional()
  @MaxLength(BOUNDS.note)
  readonly note?: string | null;
}

@InputType({ description: 'Other topics or audiences for a selection, in what is public and in drafts.' })
export class RetagInput extends EditionsInput {
  @Field(() => SelectionInput, { description: 'Of these. What has no place for such labels is passed over.' })
  readonly of!: SelectionInput;

  @Field(() => RelabelInput, { nullable: true, description: 'Topics, by their ids.' })
  readonly topics?: RelabelInput | null;

  @Field(() => RelabelInput, { nullable: true, description: 'Audiences, by their keys.' })
  readonly audiences?: RelabelInput | null;
}

@InputType({ description: 'One topic becomes another, wherever it is named, and leaves the public as REPLACED.' })
export class MergeTopicsInput extends EditionsInput {
  @Field(() => ID, { description: 'The topic that goes.' })
  @MaxLength(BOUNDS.id)
  readonly topic!: string;

  @Field(() => ID, { description: 'The topic that stays, and that the other one leads to.' })
  @MaxLength(BOUNDS.id)
  readonly into!: string;
}

@InputType({ description: 'What refers to one document refers to another, in every kind, locale and text.' })
export class ReplaceReferenceInput extends EditionsInput {
  @Field(() => ID, { description: 'The document that is referred to now.' })
  @MaxLength(BOUNDS.id)
  readonly target!: string;

  @Field(() => ID, { description: 'The document that is to be referred to.' })
  @MaxLength(BOUNDS.id)
  readonly by!: string;
}

@InputType({ description: 'A selection of drafts that go live.' })
export class PublishSelectionInput extends EditionsInput {
  @Field(() => SelectionInput, { description: 'Of these. What is live exactly so stays as it is.' })
  readonly of!: SelectionInput;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Takes the drafts that must come with it into the plan, instead of naming them beside it.',
  })
  readonly withCompanions?: boolean | null;
}

@InputType({ description: 'A selection that leaves the public.' })
export class WithdrawSelectionInput {
  @Field(() => SelectionInput, { description: 'Of these. What is not live is passed over.' })
  readonly of!: SelectionInput;

  @Field(() => WithdrawalReasonEnum, { description: 'Why.' })
  readonly reason!: WithdrawalReason;

  @Field(() => ID, { nullable: true, description: 'The document that takes their place; required for REPLACED.' })
  @IsOptional()
  @MaxLength(BOUNDS.id)
  readonly replacedBy?: string | null;

  @Field(() => String, { nullable: true, description: 'Public; required for RETRACTED.' })
  @IsOptional()
  @MaxLength(BOUNDS.notice)
  readonly notice?: string | null;
}

@InputType({ isOneOf: true, description: 'One change of many documents.' })
export class BulkChangeInput {
  @Field(() => RetagInput, { nullable: true, description: 'Other topics or audiences.' })
  readonly retag?: RetagInput | null;

  @Field(() => MergeTopicsInput, { nullable: true, description: 'One topic becomes another.' })
  readonly mergeTopics?: MergeTopicsInput | null;

  @Field(() => ReplaceReferenceInput, {
    nullable: true,
    description: 'One document is referred to instead of another.',
  })
  readonly replaceReference?: ReplaceReferenceInput | null;

  @Field(() => PublishSelectionInput, { nullable: true, description: 'Drafts go live.' })
  readonly publish?: PublishSelectionInput | null;

  @Field(() => WithdrawSelectionInput, { nullable: true, description: 'Variants leave the public.' })
  readonly withdraw?: WithdrawSelectionInput | null;
}

@InputType({ description: 'A planned change to make.' })
export class MakeBulkChangeInput {
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
