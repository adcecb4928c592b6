import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength, Min } from 'class-validator';
import { DateTimeScalar } from '#edge';
import type { ChangeKind, WithdrawalReason } from '#content';
import { BOUNDS, IDEMPOTENCY_KEY } from './check-input.js';
import { ChangeKindEnum, PublicationKindEnum, WithdrawalReasonEnum } from './enums.js';
import { Payload } from './payload.js';

@InputType({ description: 'A variant.' })
export class VariantKeyInput {
  @Field(() => ID, { description: 'The document.' })
  @MaxLength(BOUNDS.id)
  readonly documentId!: string;

  @Field(() => String, { description: 'Its locale.' })
  @MaxLength(BOUNDS.locale)
  readonly locale!: string;
}

/** How a variant goes live, whatever it is that does: its draft or a revision, now, with a plan or with a release. */
@InputType({ isAbstract: true })
export abstract class GoingLiveInput extends VariantKeyInput {
  @Field(() => ChangeKindEnum, { nullable: true, description: 'MAJOR for a first edition, else MINOR, when left out.' })
  readonly changeKind?: ChangeKind | null;

  @Field(() => String, { nullable: true, description: 'Public; required for CORRECTION and RETRACTION.' })
  @IsOptional()
  @MaxLength(BOUNDS.note)
  readonly note?: string | null;
}

/** How a variant leaves the public, whenever it does. */
@InputType({ isAbstract: true })
export abstract class LeavingInput extends VariantKeyInput {
  @Field(() => WithdrawalReasonEnum, { description: 'Why.' })
  readonly reason!: WithdrawalReason;

  @Field(() => ID, { nullable: true, description: 'The document that takes its place; required for REPLACED.' })
  @IsOptional()
  @MaxLength(BOUNDS.id)
  readonly replacedBy?: string | null;

  @Field(() => String, { nullable: true, description: 'Public; required for RETRACTED.' })
  @IsOptional()
  @MaxLength(BOUNDS.notice)
  readonly notice?: string | null;
}

@InputType({ description: 'A draft to make public.' })
export class PublishItemInput extends GoingLiveInput {
  @Field(() => Int, { description: 'The `draftVersion` that was looked at before publishing.' })
  @Min(1)
  readonly expectedVersion!: number;
}

@InputType({ description: 'A live variant to take out of public.' })
export class WithdrawItemInput extends LeavingInput {
  @Field(() => Int, { description: 'The `draftVersion` that was looked at before withdrawing.' })
  @Min(1)
  readonly expectedVersion!: number;
}

@InputType({ description: 'One publication over any number of documents: all of it happens, or none.' })
export class PublishDocumentsInput {
  @Field(() => [PublishItemInput], { nullable: true, description: 'What goes live.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  readonly publish?: readonly PublishItemInput[] | null;

  @Field(() => [WithdrawItemInput], { nullable: true, description: 'What leaves the public.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  readonly withdraw?: readonly WithdrawItemInput[] | null;

  @Field(() => String, { nullable: true, description: 'For editors; never public.' })
  @IsOptional()
  @MaxLength(BOUNDS.note)
  readonly note?: string | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'A withdrawal of one variant, in a publication of its own.' })
export class WithdrawDocumentInput extends WithdrawItemInput {
  @Field(() => String, { nullable: true, description: 'For editors; never public.' })
  @IsOptional()
  @MaxLength(BOUNDS.note)
  readonly note?: string | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@ObjectType({ description: 'One step of the public: everything in it became visible at once.' })
export class Publication {
  @Field(() => Int, { description: 'Its number. The public as of this publication can be read for ever.' })
  readonly seq!: number;

  @Field(() => DateTimeScalar, { description: 'When.' })
  readonly at!: string;

  @Field(() => PublicationKindEnum, { description: 'What it did.' })
  readonly kind!: string;
}

@ObjectType({ description: 'A variant.' })
export class VariantKey {
  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'Its locale.' })
  readonly locale!: string;
}

@ObjectType({ description: 'A variant that went live.' })
export class PublishedVariant extends VariantKey {
  @Field(() => Int, { description: 'Number of its new edition.' })
  readonly edition!: number;

  @Field(() => Int, { description: 'Number of the revision that the edition shows.' })
  readonly revision!: number;
}

@ObjectType({ description: 'What was published, or the reasons why nothing was.' })
export class PublishDocumentsPayload extends Payload {
  @Field(() => Publication, { nullable: true, description: 'The publication; null when there are problems.' })
  readonly publication?: Publication | null;

  @Field(() => [PublishedVariant], { nullable: true, description: 'What went live.' })
  readonly published?: readonly PublishedVariant[] | null;

  @Field(() => [VariantKey], { nullable: true, description: 'What left the public.' })
  readonly withdrawn?: readonly VariantKey[] | null;

  @Field(() => [VariantKey], {
    nullable: true,
    description: 'What was named but is already live exactly as its draft stands.',
  })
  readonly unchanged?: readonly VariantKey[] | null;
}

@ObjectType({ description: 'The withdrawal, or the reasons why it was refused.' })
export class WithdrawDocumentPayload extends Payload {
  @Field(() => Publication, { nullable: true, description: 'The publication; null when there are problems.' })
  readonly publication?: Publication | null;
}
