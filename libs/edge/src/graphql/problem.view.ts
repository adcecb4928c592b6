import { Field, InterfaceType } from '@nestjs/graphql';
import { formatPath, type Problem } from '#platform';

/**
 * A refusal as a client sees it. Concrete types extend it with what a program needs to react, and are chosen by
 * `problemType` of the schema that uses them.
 */
@InterfaceType('Problem', {
  description: 'Why something was refused. Nothing of the work was kept.',
  resolveType: (view: ProblemView) => view.typename,
})
export abstract class ProblemView {
  constructor(
    readonly problem: Problem,
    /** Name of the concrete GraphQL type. */
    readonly typename: string,
  ) {}

  @Field(() => String, { description: 'Stable name of the refusal, in UPPER_SNAKE_CASE.' })
  get kind(): string {
    return this.problem.kind;
  }

  @Field(() => String, { description: 'What is wrong and what to do next.' })
  get message(): string {
    return this.problem.message;
  }

  @Field(() => String, { nullable: true, description: 'Where in the input, such as `modules[0].title`; null for the whole request.' })
  get path(): string | null {
    return this.problem.path.length === 0 ? null : formatPath(this.problem.path);
  }
}
