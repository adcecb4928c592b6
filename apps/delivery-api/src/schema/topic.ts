import { Field, ObjectType } from '@nestjs/graphql';
import { ContentDocument } from './content-document.js';
import { Node } from './node.js';

@ObjectType({ implements: () => [ContentDocument, Node], description: 'A topic.' })
export class Topic extends ContentDocument<'topic'> {
  @Field(() => String, { description: 'Name.' })
  get name(): string {
    return this.body.name ?? '';
  }

  @Field(() => String, { nullable: true, description: 'Description.' })
  get description(): string | null {
    return this.body.description ?? null;
  }
}
