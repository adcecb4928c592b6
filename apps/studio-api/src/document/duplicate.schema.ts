import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { Payload } from '../schema/payload.js';
import { VariantView } from '../schema/variant.js';

@InputType({ description: 'A document to make another one of.' })
export class DuplicateDocumentInput {
  @Field(() => ID, { description: 'The document.' })
  @MaxLength(BOUNDS.id)
  readonly documentId!: string;

  @Field(() => [String], { nullable: true, description: 'Its drafts in these locales; in all when left out.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  @MaxLength(BOUNDS.locale, { each: true })
  readonly locales?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@ObjectType({ description: 'The new document, or the reasons why there is none.' })
export class DuplicateDocumentPayload extends Payload {
  @Field(() => [VariantView], {
    nullable: true,
    description: 'Its drafts, which are not public; null when there are problems.',
  })
  readonly variants?: readonly VariantView[] | null;
}
