import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'Whom a document is for.' })
export class Audience {
  @Field(() => String, { description: 'Stable key, such as `educators`.' })
  readonly key!: string;

  @Field(() => String, { description: 'Its name in the locale of the document, else in the default one.' })
  readonly name!: string;
}
