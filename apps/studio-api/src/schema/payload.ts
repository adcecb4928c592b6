import { Field, ObjectType } from '@nestjs/graphql';
import { ProblemView } from '#edge';

/** What every mutation answers besides what it made. */
@ObjectType({ isAbstract: true })
export abstract class Payload {
  @Field(() => [ProblemView], {
    description: 'Every reason found, with its place in the input; empty when it was done.',
  })
  readonly problems!: readonly ProblemView[];
}
