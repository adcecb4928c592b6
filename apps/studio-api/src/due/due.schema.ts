import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, Min } from 'class-validator';
import { PageInfo, VariantView } from '../schema/variant.js';
import { VariantKeyInput } from '../schema/publication.js';
import { Payload } from '../schema/payload.js';

@ObjectType({ description: 'A live variant that somebody must look at again.' })
export class DueEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => String, { description: 'The day by which.' })
  readonly dueOn!: string;

  @Field(() => Int, { description: 'The edition that is public: confirm this one.' })
  readonly edition!: number;

  @Field(() => VariantView, { description: 'The variant.' })
  readonly node!: VariantView;
}

@ObjectType({ description: 'A page of what has to be looked at again; what is due first comes first.' })
export class DueConnection {
  @Field(() => [DueEdge], { description: 'The variants of this page, in order.' })
  readonly edges!: readonly DueEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@InputType({ description: 'An edition that was looked at and still holds.' })
export class ConfirmDocumentInput extends VariantKeyInput {
  @Field(() => Int, { description: 'The edition that was looked at: when another one is live, nothing is confirmed.' })
  @Min(1)
  readonly expectedEdition!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The day by which somebody must look again, such as 2027-01-31; left out: never.',
  })
  @IsOptional()
  readonly dueOn?: string | null;
}

@ObjectType({ description: 'The variant as it stands now, or the reasons why nothing was confirmed.' })
export class ConfirmDocumentPayload extends Payload {
  @Field(() => VariantView, { nullable: true, description: 'The variant; null when there are problems.' })
  readonly variant?: VariantView | null;
}
