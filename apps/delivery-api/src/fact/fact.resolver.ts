import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { findDocument } from '../read/find-document.js';
import { linked, linkedOf } from '../read/linked-documents.js';
import { listDocuments } from '../read/list-documents.js';
import type { ReadSession } from '../read/read-session.js';
import { Session } from '../read/session.decorator.js';
import { DocumentArguments, ListArguments } from '../schema/arguments.js';
import { type Connection, FactConnection } from '../schema/connection.js';
import { Citation, Fact } from '../schema/fact.js';
import { Source } from '../schema/source.js';

@Resolver(() => Fact)
export class FactResolver {
  @Query(() => Fact, { nullable: true, description: 'One fact; null when there is none that the caller may see.' })
  fact(@Args() args: DocumentArguments, @Session() session: ReadSession): Promise<Fact | null> {
    return findDocument(session, 'fact', args);
  }

  @Query(() => FactConnection, { description: 'Facts.' })
  facts(@Args() args: ListArguments, @Session() session: ReadSession): Promise<Connection<Fact>> {
    return listDocuments(session, 'fact', args);
  }

  @ResolveField(() => Fact, { nullable: true, description: 'The fact that replaces it.' })
  async supersededBy(@Parent() fact: Fact): Promise<Fact | null> {
    const target = await linked(fact, fact.body.supersededBy, { carried: false });
    return target instanceof Fact ? target : null;
  }
}

@Resolver(() => Citation)
export class CitationResolver {
  @ResolveField(() => Source, { nullable: true, description: 'The source; null when it has been withdrawn.' })
  async source(@Parent() { host, citation }: Citation): Promise<Source | null> {
    const [source] = await linkedOf(host, 'source', citation.source === undefined ? [] : [citation.source], {
      carried: true,
    });
    return source ?? null;
  }
}
