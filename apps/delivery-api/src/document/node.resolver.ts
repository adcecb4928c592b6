import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLError } from 'graphql';
import { BadInput } from '#platform';
import { orGone } from '../read/expunged.js';
import { findNode } from '../read/find-node.js';
import type { ReadSession } from '../read/read-session.js';
import { Session } from '../read/session.decorator.js';
import { AsOf } from '../schema/arguments.js';
import { Node } from '../schema/node.js';

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description:
      'What an id names, as it was read when the id was returned; null when the caller may not see it (any more).',
  })
  async node(
    @Args('id', { type: () => ID, description: 'An id that this API returned.' }) id: string,
    @Session() session: ReadSession,
  ): Promise<Node | null> {
    return findNode(session, id, ['id']);
  }

  @Query(() => [Node], { nullable: 'items', description: 'Several nodes, in the order of the ids.' })
  async nodes(
    @Args('ids', { type: () => [ID], description: 'Up to 100 ids that this API returned.' }) ids: string[],
    @Args('asOf', {
      type: () => AsOf,
      nullable: true,
      description: 'Read ids that carry no moment as of one in the past; an id that carries another is refused.',
    })
    asOf: AsOf | null,
    @Session() session: ReadSession,
  ): Promise<(Node | null | GraphQLError)[]> {
    if (ids.length > 100) throw new BadInput('"ids" may hold up to 100.', ['ids']);
    return Promise.all(ids.map((id, index) => orGone(findNode(session, id, ['ids', index], asOf))));
  }
}
