import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { findDocument } from '../read/find-document.js';
import { embeddedAll, linkedAll, linkedOf, ofKind } from '../read/linked-documents.js';
import { listDocuments } from '../read/list-documents.js';
import type { ReadSession } from '../read/read-session.js';
import { Session } from '../read/session.decorator.js';
import { audiencesOf } from '../document/audiences.js';
import { embeddedTargets } from '../rich-text/embeds.js';
import { DocumentArguments, ListArguments } from '../schema/arguments.js';
import { Article } from '../schema/article.js';
import { Audience } from '../schema/audience.js';
import { ArticleConnection, type Connection } from '../schema/connection.js';
import { ContentDocument } from '../schema/content-document.js';
import { MythFact } from '../schema/myth-fact.js';
import { Source } from '../schema/source.js';
import { Topic } from '../schema/topic.js';

@Resolver(() => Article)
export class ArticleResolver {
  @Query(() => Article, {
    nullable: true,
    description: 'One article; null when there is none that the caller may see.',
  })
  article(@Args() args: DocumentArguments, @Session() session: ReadSession): Promise<Article | null> {
    return findDocument(session, 'article', args);
  }

  @Query(() => ArticleConnection, { description: 'Articles.' })
  articles(@Args() args: ListArguments, @Session() session: ReadSession): Promise<Connection<Article>> {
    return listDocuments(session, 'article', args);
  }

  @ResolveField(() => [Topic], { description: 'Topics, most important first.' })
  topics(@Parent() article: Article): Promise<Topic[]> {
    return linkedOf(article, 'topic', article.body.topics, { carried: false });
  }

  @ResolveField(() => [Audience], { description: 'Whom it is for; none means everyone.' })
  audiences(@Parent() article: Article): Promise<Audience[]> {
    return audiencesOf(article, article.body.audiences);
  }

  @ResolveField(() => [Source], { description: 'Where it comes from.' })
  sources(@Parent() article: Article): Promise<Source[]> {
    return linkedOf(article, 'source', article.body.sources, { carried: true });
  }

  @ResolveField(() => [MythFact], { description: 'The myth/fact pairs in its text, in reading order.' })
  async mythFacts(@Parent() article: Article): Promise<MythFact[]> {
    return ofKind('myth-fact', await embeddedAll(article, embeddedTargets(article.body.body, ['mythFactEmbed'])));
  }

  @ResolveField(() => [ContentDocument], { description: 'Further reading, in order.' })
  related(@Parent() article: Article): Promise<ContentDocument[]> {
    return linkedAll(article, article.body.related, { carried: false });
  }
}
