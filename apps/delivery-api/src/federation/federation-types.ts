import { CustomScalar, createUnionType, Field, ObjectType, Scalar } from '@nestjs/graphql';
import { type ValueNode, valueFromASTUntyped } from 'graphql';
import { BadInput } from '#platform';
import { DOCUMENT_TYPES } from '../schema/documents.js';

/** Names and shapes are those of the Apollo Federation subgraph specification. */
export type Representation = Readonly<Record<string, unknown>> & { readonly __typename: string };

@Scalar('_Any')
export class AnyScalar implements CustomScalar<unknown, Representation> {
  description = 'What a federation gateway knows of a document: its type and the fields of one of its keys.';

  parseValue(value: unknown): Representation {
    if (typeof value === 'object' && value !== null && '__typename' in value && typeof value.__typename === 'string')
      return value as Representation;
    throw new BadInput('A representation must be an object with a member "__typename".', ['representations']);
  }

  parseLiteral(node: ValueNode): Representation {
    return this.parseValue(valueFromASTUntyped(node));
  }

  serialize(value: unknown): unknown {
    return value;
  }
}

@ObjectType('_Service', { description: 'This API as a subgraph.' })
export class Service {
  @Field(() => String, { description: 'The schema with the directives of Apollo Federation 2.' })
  readonly sdl!: string;
}

export const Entity = createUnionType({
  name: '_Entity',
  description: 'What other subgraphs may refer to.',
  types: () => Object.values(DOCUMENT_TYPES) as (typeof DOCUMENT_TYPES)['article'][],
  resolveType: (value: object) => value.constructor,
});
