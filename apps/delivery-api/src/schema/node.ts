import { Field, ID, InterfaceType } from '@nestjs/graphql';

/** Resolved by instance: every class of a kind is one GraphQL type. */
@InterfaceType('Node', { description: 'Anything that can be fetched again by its id.' })
export abstract class Node {
  @Field(() => ID, {
    description:
      'Opaque. Names what was returned: document and locale, the edition when it was pinned, and the as-of value when `asOf` was given.',
  })
  readonly id!: string;
}
