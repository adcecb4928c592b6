import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { ReadSession } from '../read/read-session.js';
import { Session } from '../read/session.decorator.js';
import { ContentDocument } from '../schema/content-document.js';
import { documentOf } from '../schema/documents.js';
import {
  AudienceFacet,
  SearchArguments,
  SearchConnection,
  SearchEdge,
  SearchFacets,
  SearchHighlight,
  TopicFacet,
} from '../schema/search.js';
import { Topic } from '../schema/topic.js';
import { searchDocuments } from './search-documents.js';

@Resolver(() => SearchConnection)
export class SearchResolver {
  @Query(() => SearchConnection, {
    description:
      'Published documents by their words, best first; always as they are now. Typing mistakes in words that occur nowhere are forgiven.',
  })
  search(@Args() args: SearchArguments, @Session() session: ReadSession): Promise<SearchConnection> {
    return searchDocuments(session, args);
  }
}

@Resolver(() => SearchEdge)
export class SearchEdgeResolver {
  @ResolveField(() => ContentDocument, { description: 'The document.' })
  node(@Parent() edge: SearchEdge): ContentDocument {
    return edge.node;
  }

  @ResolveField(() => [SearchHighlight], { description: 'Where in its own words it was found, in reading order.' })
  async highlights(@Parent() { hit, sought, node }: SearchEdge): Promise<SearchHighlight[]> {
    return [...(await node.read.load.highlights.load({ document: hit.document, sought }))];
  }
}

/** Topics that a search names; rarer ones are left out. */
const MOST_TOPICS = 50;

@Resolver(() => SearchFacets)
export class SearchFacetsResolver {
  @ResolveField(() => [TopicFacet], {
    description: 'By topic, the 50 most frequent ones that the caller may see, the most frequent first.',
  })
  async topics(@Parent() { counts, read, locale }: SearchFacets): Promise<TopicFacet[]> {
    const facets = await Promise.all(
      counts.topics.slice(0, MOST_TOPICS).map(async ({ value, count }) => {
        const found = await read.load.byReference.load({ target: value, locale, carried: false });
        const topic = found && documentOf(found, read);
        return topic instanceof Topic ? [{ topic, count }] : [];
      }),
    );
    return facets.flat();
  }

  @ResolveField(() => [AudienceFacet], { description: 'By audience, the most frequent first.' })
  async audiences(@Parent() { counts, read, locale }: SearchFacets): Promise<AudienceFacet[]> {
    return Promise.all(
      counts.audiences.map(async ({ value: key, count }) => ({
        audience: { key, name: (await read.load.audienceLabels.load({ key, locale })) ?? key },
        count,
      })),
    );
  }
}
