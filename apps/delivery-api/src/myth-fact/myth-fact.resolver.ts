import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { findDocument } from '../read/find-document.js';
import { linkedOf } from '../read/linked-documents.js';
import { listDocuments } from '../read/list-documents.js';
import type { ReadSession } from '../read/read-session.js';
import { Session } from '../read/session.decorator.js';
import { DocumentArguments, ListArguments } from '../schema/arguments.js';
import { type Connection, MythFactConnection } from '../schema/connection.js';
import { MythFact } from '../schema/myth-fact.js';
import { Source } from '../schema/source.js';
import { Topic } from '../schema/topic.js';

@Resolver(() => MythFact)
export class MythFactResolver {
  @Query(() => MythFact, {
    nullable: true,
    description: 'One myth/fact pair; null when there is none that the caller may see.',
  })
  mythFact(@Args() args: DocumentArguments, @Session() session: ReadSession): Promise<MythFact | null> {
    return findDocument(session, 'myth-fact', args);
  }

  @Query(() => MythFactConnection, { description: 'Myth/fact pairs.' })
  mythFacts(@Args() args: ListArguments, @Session() session: ReadSession): Promise<Connection<MythFact>> {
    return listDocuments(session, 'myth-fact', args);
  }

  @ResolveField(() => [Topic], { description: 'Topics, most important first.' })
  topics(@Parent() pair: MythFact): Promise<Topic[]> {
    return linkedOf(pair, 'topic', pair.body.topics, { carried: false });
  }

  @ResolveField(() => [Source], { description: 'Where it comes from.' })
  sources(@Parent() pair: MythFact): Promise<Source[]> {
    return linkedOf(pair, 'source', pair.body.sources, { carried: true });
  }
}
