import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { audiencesOf } from '../document/audiences.js';
import { findDocument } from '../read/find-document.js';
import { linkedAll } from '../read/linked-documents.js';
import { listDocuments } from '../read/list-documents.js';
import type { ReadSession } from '../read/read-session.js';
import { Session } from '../read/session.decorator.js';
import { DocumentArguments, ListArguments } from '../schema/arguments.js';
import { Audience } from '../schema/audience.js';
import { Collection, CollectionSection } from '../schema/collection.js';
import { CollectionConnection, type Connection } from '../schema/connection.js';
import { ContentDocument } from '../schema/content-document.js';

@Resolver(() => Collection)
export class CollectionResolver {
  @Query(() => Collection, {
    nullable: true,
    description: 'One collection; null when there is none that the caller may see.',
  })
  collection(@Args() args: DocumentArguments, @Session() session: ReadSession): Promise<Collection | null> {
    return findDocument(session, 'collection', args);
  }

  @Query(() => CollectionConnection, { description: 'Collections.' })
  collections(@Args() args: ListArguments, @Session() session: ReadSession): Promise<Connection<Collection>> {
    return listDocuments(session, 'collection', args);
  }

  @ResolveField(() => [Audience], { description: 'Whom it is for; none means everyone.' })
  audiences(@Parent() collection: Collection): Promise<Audience[]> {
    return audiencesOf(collection, collection.body.audiences);
  }
}

@Resolver(() => CollectionSection)
export class CollectionSectionResolver {
  @ResolveField(() => [ContentDocument], {
    description: 'Documents, in order; what the caller may not see is left out.',
  })
  items(@Parent() { host, section }: CollectionSection): Promise<ContentDocument[]> {
    return linkedAll(host, section.items, { carried: false });
  }
}
