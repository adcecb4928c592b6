import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType({
  description:
    'Whom content is to be credited to, and the terms under which it may be shown. Show it where you show the content.',
})
export class Attribution {
  @Field(() => String, { description: 'The credit, as it is to be shown.' })
  readonly text!: string;

  @Field(() => String, { nullable: true, description: 'Where the credit is to lead; null: nowhere.' })
  readonly url!: string | null;

  @Field(() => String, { nullable: true, description: 'Address of the licence; null: ask the publisher.' })
  readonly licence!: string | null;
}
