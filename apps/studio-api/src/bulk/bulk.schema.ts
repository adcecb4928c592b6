import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { ProblemView } from '#edge';
import { type Kind, PASSED_OVER } from '#content';
import { PlannedView } from '../publication/plan.schema.js';
import { KindEnum, register } from '../schema/enums.js';
import { Payload } from '../schema/payload.js';
import { Publication, PublishedVariant, VariantKey } from '../schema/publication.js';

const PassedOverEnum = register('PassedOverReason', 'Why a variant stays as it is.', PASSED_OVER, {
  NO_PLACE: 'Its kind has no place for such labels.',
  ALREADY_SO: 'It is so already.',
  NOT_LIVE: 'It is not public.',
  ITSELF: 'It would refer to itself.',
});

@ObjectType({ description: 'A draft that a change goes into, whatever else it says.' })
export class ChangedDraft extends VariantKey {
  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => String, { nullable: true, description: 'What names it for a person.' })
  readonly title!: string | null;

  @Field(() => String, { description: 'Who saved it last, such as `editor:<id>`.' })
  readonly savedBy!: string;

  @Field(() => Boolean, { description: 'It says something that is not public. That stays a draft.' })
  readonly unpublished!: boolean;

  @Field(() => Boolean, { description: 'It is in review or approved, and will have to be submitted again.' })
  readonly endsReview!: boolean;
}

@ObjectType({ description: 'A variant that stays as it is.' })
export class PassedOverVariant extends VariantKey {
  @Field(() => PassedOverEnum, { description: 'Why.' })
  readonly why!: string;
}

@ObjectType({ description: 'An approved release that holds what changes: it has to be approved again.' })
export class OvertakenRelease {
  @Field(() => ID, { description: 'The release.' })
  readonly releaseId!: string;

  @Field(() => String, { nullable: true, description: 'Its name; null for one that schedules a document.' })
  readonly name!: string | null;

  @Field(() => Int, { description: 'How many of its variants change.' })
  readonly variants!: number;
}

@ObjectType({ description: 'How many of each there are; the lists of a plan may show fewer.' })
export class BulkCounts {
  @Field(() => Int, { description: 'What would go live.' })
  readonly goingLive!: number;

  @Field(() => Int, { description: 'What would leave the public.' })
  readonly withdrawn!: number;

  @Field(() => Int, { description: 'Drafts that would change.' })
  readonly drafts!: number;

  @Field(() => Int, { description: 'What stays as it is, `unchanged` among it.' })
  readonly passedOver!: number;
}

@ObjectType('BulkChangePlan', { description: 'What a change of many documents would do. Nothing has been done.' })
export class BulkPlanView extends PlannedView {
  @Field(() => String, {
    nullable: true,
    description: 'Give it to `makeBulkChange`: exactly this is done, or nothing. Null when there are problems.',
  })
  readonly id!: string | null;

  @Field(() => [ChangedDraft], { description: 'Drafts that the change goes into.' })
  readonly drafts!: readonly ChangedDraft[];

  @Field(() => [PassedOverVariant], { description: 'What was named or found, and stays as it is.' })
  readonly passedOver!: readonly PassedOverVariant[];

  @Field(() => [OvertakenRelease], { description: 'Approved releases that hold what changes.' })
  readonly releases!: readonly OvertakenRelease[];

  @Field(() => BulkCounts, { description: 'How many of each there are.' })
  readonly counts!: BulkCounts;

  @Field(() => [ProblemView], {
    description:
      'Everything that stands in the way. Paths lead into the input; variants are named by the problem itself.',
  })
  readonly problems!: readonly ProblemView[];
}

@ObjectType({ description: 'What was changed, or the reasons why nothing was.' })
export class MakeBulkChangePayload extends Payload {
  @Field(() => Publication, {
    nullable: true,
    description: 'The publication; null when there are problems, and when drafts alone changed.',
  })
  readonly publication?: Publication | null;

  @Field(() => [PublishedVariant], { nullable: true, description: 'What went live.' })
  readonly published?: readonly PublishedVariant[] | null;

  @Field(() => [VariantKey], { nullable: true, description: 'What left the public.' })
  readonly withdrawn?: readonly VariantKey[] | null;

  @Field(() => [VariantKey], { nullable: true, description: 'Drafts that changed.' })
  readonly drafts?: readonly VariantKey[] | null;
}
