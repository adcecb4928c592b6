import { Field, ID, ObjectType } from '@nestjs/graphql';
import { ProblemView } from '#edge';

@ObjectType('Editor', { description: 'Somebody who works in the Studio.' })
export class EditorView {
  @Field(() => ID, { description: 'Their id.' })
  readonly id!: string;

  @Field(() => String, { description: 'Their name.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'Their address, when it is known.' })
  readonly email!: string | null;
}

@ObjectType({ description: 'The session has ended.' })
export class SignOutPayload {
  @Field(() => [ProblemView], { description: 'Always empty.' })
  readonly problems!: readonly ProblemView[];
}
