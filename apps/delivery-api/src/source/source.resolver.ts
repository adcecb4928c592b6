import { Args, Query, Resolver } from '@nestjs/graphql';
import { findDocument } from '../read/find-document.js';
import { listDocuments } from '../read/list-documents.js';
import type { ReadSession } from '../read/read-session.js';
import { Session } from '../read/session.decorator.js';
import { DocumentArguments, ListArguments } from '../schema/arguments.js';
import { type Connection, SourceConnection } from '../schema/connection.js';
import { Source } from '../schema/source.js';

@Resolver(() => Source)
export class SourceResolver {
  @Query(() => Source, { nullable: true, description: 'One source; null when there is none that the caller may see.' })
  source(@Args() args: DocumentArguments, @Session() session: ReadSession): Promise<Source | null> {
    return findDocument(session, 'source', args);
  }

  @Query(() => SourceConnection, { description: 'Sources.' })
  sources(@Args() args: ListArguments, @Session() session: ReadSession): Promise<Connection<Source>> {
    return listDocuments(session, 'source', args);
  }
}
