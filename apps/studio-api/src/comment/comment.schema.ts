import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength, Min } from 'class-validator';
import { DateTimeScalar } from '#edge';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { PageInfo } from '../schema/variant.js';
import { VariantKeyInput } from '../schema/publication.js';
import { Payload } from '../schema/payload.js';

const WORDS = 5_000;

@ObjectType({ description: 'What an editor said. Never public.' })
export class Comment {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;

  @Field(() => String, { description: 'What was said: plain text.' })
  readonly words!: string;

  @Field(() => String, { description: 'Who said it, such as `editor:<id>`.' })
  readonly author!: string;

  @Field(() => String, { nullable: true, description: 'Their name; null when it was no editor.' })
  readonly authorName!: string | null;

  @Field(() => DateTimeScalar, { description: 'When.' })
  readonly at!: string;

  @Field(() => Int, { description: 'Give it as `expectedVersion` when you edit it.' })
  readonly version!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its author last edited it; null when never.' })
  readonly editedAt!: string | null;
}

@ObjectType({ description: 'A comment on a draft, and what was answered.' })
export class CommentThread extends Comment {
  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'Its locale.' })
  readonly locale!: string;

  @Field(() => String, { nullable: true, description: 'The field that it is about; null: the draft as a whole.' })
  readonly field!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The `_key` of the entry that it is about; null: the field as a whole.',
  })
  readonly block!: string | null;

  @Field(() => Boolean, { description: 'What it is about is in the draft as it is now.' })
  readonly present!: boolean;

  @Field(() => String, { nullable: true, description: 'What stood there when the thread began: for when it is gone.' })
  readonly quote!: string | null;

  @Field(() => [Comment], { description: 'What was answered, in order.' })
  readonly replies!: readonly Comment[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was settled; null while it is open.' })
  readonly resolvedAt!: string | null;

  @Field(() => String, { nullable: true, description: 'Who settled it, such as `editor:<id>`.' })
  readonly resolvedBy!: string | null;
}

@ObjectType({ description: 'A thread in a list.' })
export class CommentThreadEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => CommentThread, { description: 'The thread.' })
  readonly node!: CommentThread;
}

@ObjectType({ description: 'A page of the threads of a draft, oldest first.' })
export class CommentThreadConnection {
  @Field(() => [CommentThreadEdge], { description: 'The threads of this page, in order.' })
  readonly edges!: readonly CommentThreadEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@InputType({ description: 'A comment that begins a thread.' })
export class AddCommentInput extends VariantKeyInput {
  @Field(() => String, {
    nullable: true,
    description: 'The field that it is about; the draft as a whole when left out.',
  })
  @IsOptional()
  @MaxLength(BOUNDS.locale)
  readonly field?: string | null;

  @Field(() => String, { nullable: true, description: 'The `_key` of the entry that it is about.' })
  @IsOptional()
  @MaxLength(BOUNDS.id)
  readonly block?: string | null;

  @Field(() => String, { description: 'What you say: plain text of at most 5,000 characters.' })
  @MaxLength(WORDS)
  readonly words!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'An answer in a thread.' })
export class ReplyToCommentInput {
  @Field(() => ID, { description: 'The comment that began the thread.' })
  readonly thread!: string;

  @Field(() => String, { description: 'What you say: plain text of at most 5,000 characters.' })
  @MaxLength(WORDS)
  readonly words!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'A comment or an answer of your own, in other words.' })
export class EditCommentInput {
  @Field(() => ID, { description: 'The comment.' })
  @MaxLength(BOUNDS.id)
  readonly comment!: string;

  @Field(() => Int, { description: 'Its `version` that was looked at.' })
  @Min(1)
  readonly expectedVersion!: number;

  @Field(() => String, { description: 'What it says from now on: plain text of at most 5,000 characters.' })
  @MaxLength(WORDS)
  readonly words!: string;
}

@InputType({ description: 'A thread that is settled.' })
export class ResolveCommentInput {
  @Field(() => ID, { description: 'The comment that began the thread.' })
  readonly thread!: string;
}

@InputType({ description: 'A thread that is to be open again.' })
export class ReopenCommentInput extends ResolveCommentInput {}

@ObjectType({ isAbstract: true })
abstract class ThreadPayload extends Payload {
  @Field(() => CommentThread, { nullable: true, description: 'The thread as it is now; null when there are problems.' })
  readonly thread?: CommentThread | null;
}

@ObjectType({ description: 'The new thread, or the reasons why there is none.' })
export class AddCommentPayload extends ThreadPayload {}

@ObjectType({ description: 'The thread with the answer, or the reasons why there is none.' })
export class ReplyToCommentPayload extends ThreadPayload {}

@ObjectType({ description: 'The thread with the comment as it is now, or the reasons why nothing was changed.' })
export class EditCommentPayload extends ThreadPayload {}

@ObjectType({ description: 'The settled thread, or the reasons why it is not.' })
export class ResolveCommentPayload extends ThreadPayload {}

@ObjectType({ description: 'The open thread, or the reasons why it is not.' })
export class ReopenCommentPayload extends ThreadPayload {}
