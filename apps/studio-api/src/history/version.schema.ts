import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength, Min } from 'class-validator';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { VariantView } from '../schema/variant.js';
import { VariantKeyInput } from '../schema/publication.js';
import { Payload } from '../schema/payload.js';

@InputType({ description: 'A draft to keep as it is.' })
export class SaveVersionInput extends VariantKeyInput {
  @Field(() => Int, { description: 'The `draftVersion` that is to be kept.' })
  @Min(1)
  readonly expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'What there is to say about this version; never public.' })
  @IsOptional()
  @MaxLength(BOUNDS.note)
  readonly note?: string | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@ObjectType({ description: 'The version that was kept, or the reasons why it was not.' })
export class SaveVersionPayload extends Payload {
  @Field(() => Int, { nullable: true, description: 'Number of the revision; null when there are problems.' })
  readonly revision?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'False when a revision said exactly this already: then that one is named.',
  })
  readonly isNew?: boolean | null;
}

@InputType({ description: 'A revision to bring back as the draft.' })
export class RestoreRevisionInput extends VariantKeyInput {
  @Field(() => Int, { description: 'The `draftVersion` of the draft that gives way.' })
  @Min(1)
  readonly expectedVersion!: number;

  @Field(() => Int, { description: 'Number of the revision.' })
  @Min(1)
  readonly revision!: number;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@ObjectType('UnmappedPart', {
  description: 'Something that an old revision said and a draft of today has no place for.',
})
export class UnmappedPartView {
  @Field(() => [String], { description: 'Where in the revision it stood.' })
  readonly path!: readonly string[];

  @Field(() => String, { description: 'Why it has no place.' })
  readonly reason!: string;

  @Field(() => String, { description: 'What it said, as JSON.' })
  readonly value!: string;
}

@ObjectType({ description: 'The new draft, or the reasons why it stayed as it was.' })
export class RestoreRevisionPayload extends Payload {
  @Field(() => VariantView, {
    nullable: true,
    description: 'The variant with its new draft; null when there are problems.',
  })
  readonly variant?: VariantView | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of the revision that holds the draft which gave way: restore it to undo this.',
  })
  readonly displaced?: number | null;

  @Field(() => [UnmappedPartView], { nullable: true, description: 'What could not be brought back.' })
  readonly unmapped?: readonly UnmappedPartView[] | null;
}
