import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional, MaxLength, Min } from 'class-validator';
import { DateTimeScalar } from '#edge';
import { QUEUES } from '#content';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { PageInfo, VariantView } from '../schema/variant.js';
import { ReviewView } from '../schema/workflow.js';
import { VariantKeyInput } from '../schema/publication.js';
import { Payload } from '../schema/payload.js';

export const ReviewQueueEnum = Object.fromEntries(QUEUES.map((queue) => [queue.toUpperCase(), queue]));
registerEnumType(ReviewQueueEnum, {
  name: 'ReviewQueue',
  description: 'Which reviews.',
  valuesMap: {
    MINE: { description: 'What you submitted and is under way.' },
    WAITING: { description: 'What waits for your decision.' },
    OVERDUE: { description: 'What should have been looked at by now: yours, and what waits for you.' },
  },
});

@ObjectType({ description: 'A review in a queue.' })
export class ReviewEdge {
  @Field(() => String, { description: 'Opaque place in this queue.' })
  readonly cursor!: string;

  @Field(() => ReviewView, { description: 'The review.' })
  readonly node!: ReviewView;

  @Field(() => VariantView, { description: 'The variant that it is about.' })
  readonly variant!: VariantView;
}

@ObjectType({ description: 'A page of a queue; what is due first comes first.' })
export class ReviewConnection {
  @Field(() => [ReviewEdge], { description: 'The reviews of this page, in order.' })
  readonly edges!: readonly ReviewEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@InputType({ description: 'A draft to be looked at.' })
export class SubmitDraftInput extends VariantKeyInput {
  @Field(() => Int, { description: 'The `draftVersion` that is submitted: when the draft has moved on, nothing is.' })
  @Min(1)
  readonly expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'For whoever looks at it; never public.' })
  @IsOptional()
  @MaxLength(BOUNDS.note)
  readonly note?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it should have been looked at; in three days when left out.',
  })
  readonly dueAt?: string | null;

  @Field(() => ID, { nullable: true, description: 'The editor who is asked; whoever may approve when left out.' })
  @IsOptional()
  @MaxLength(BOUNDS.id)
  readonly reviewer?: string | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ isAbstract: true })
abstract class AboutRevision extends VariantKeyInput {
  @Field(() => Int, { description: 'The revision in review: when another one is, nothing is decided.' })
  @Min(1)
  readonly revision!: number;
}

@InputType({ description: 'A submission to take back.' })
export class RecallDraftInput extends AboutRevision {}

@InputType({ description: 'A revision that was looked at, and has to be changed.' })
export class RequestChangesInput extends AboutRevision {
  @Field(() => String, { description: 'What is to be changed; for its author, never public.' })
  @MaxLength(BOUNDS.note)
  readonly note!: string;
}

@InputType({ description: 'A revision that was looked at, and may be published.' })
export class ApproveDraftInput extends AboutRevision {
  @Field(() => String, { nullable: true, description: 'For its author; never public.' })
  @IsOptional()
  @MaxLength(BOUNDS.note)
  readonly note?: string | null;
}

@ObjectType({ isAbstract: true })
abstract class ReviewPayload extends Payload {
  @Field(() => VariantView, {
    nullable: true,
    description: 'The variant as it stands now; null when there are problems.',
  })
  readonly variant?: VariantView | null;

  @Field(() => Int, { nullable: true, description: 'The revision that it is about.' })
  readonly revision?: number | null;
}

@ObjectType({ description: 'The variant in review, or the reasons why it is not.' })
export class SubmitDraftPayload extends ReviewPayload {}

@ObjectType({ description: 'The variant as a draft again, or the reasons why it is not.' })
export class RecallDraftPayload extends ReviewPayload {}

@ObjectType({ description: 'The variant back with its author, or the reasons why it is not.' })
export class RequestChangesPayload extends ReviewPayload {}

@ObjectType({ description: 'The variant with its revision approved, or the reasons why it is not.' })
export class ApproveDraftPayload extends ReviewPayload {}
