import { Field, InterfaceType, ObjectType } from '@nestjs/graphql';
import type { Problem } from '#platform';

/** A refusal as a client sees it. Concrete types extend it with what a program needs to react. */
@InterfaceType('Problem', { description: 'Why something was refused. Nothing of the work was kept.' })
export abstract class ProblemView<P extends Problem = Problem> {
  constructor(readonly problem: P) {}

  @Field(() => String, { description: 'Stable name of the refusal, in UPPER_SNAKE_CASE.' })
  get kind(): string {
    return this.problem.kind;
  }

  @Field(() => String, { description: 'What is wrong and what to do next.' })
  get message(): string {
    return this.problem.message;
  }

  @Field(() => [String], {
    description: 'Where in the input, such as `["publish", "0", "fields", "title"]`; empty for the whole request.',
  })
  get path(): readonly string[] {
    return this.problem.path.map(String);
  }
}

/** For every refusal that has nothing more to tell a program than its kind. */
@ObjectType('Refusal', {
  implements: () => [ProblemView],
  description: 'A refusal that its kind, message and path describe fully.',
})
export class RefusalView extends ProblemView {}

type ProblemViewClass = new (problem: never) => ProblemView;

/** Chooses the GraphQL type of a refusal by the class of the Problem; anything that is not listed is a plain `Refusal`. */
export function problemViews(
  types: readonly (readonly [new (...args: never[]) => Problem, ProblemViewClass])[],
): (problem: Problem) => ProblemView {
  return (problem) => {
    const view = types.find(([type]) => problem instanceof type)?.[1];
    return view ? new view(problem as never) : new RefusalView(problem);
  };
}
