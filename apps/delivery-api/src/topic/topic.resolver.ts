import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { findDocument } from '../read/find-document.js';
import { linked } from '../read/linked-documents.js';
import { listDocuments, listTopicMythFacts, listUnderTopic } from '../read/list-documents.js';
import type { ReadSession } from '../read/read-session.js';
import { Session } from '../read/session.decorator.js';
import { DocumentArguments, ListArguments, PageArguments, TopicListArguments } from '../schema/arguments.js';
import type { Article } from '../schema/article.js';
import {
  ArticleConnection,
  type Connection,
  CourseConnection,
  TopicConnection,
  TopicMythFactConnection,
} from '../schema/connection.js';
import type { Course } from '../schema/course.js';
import { documentOf } from '../schema/documents.js';
import type { MythFact } from '../schema/myth-fact.js';
import { Topic } from '../schema/topic.js';

@Resolver(() => Topic)
export class TopicResolver {
  @Query(() => Topic, { nullable: true, description: 'One topic; null when there is none that the caller may see.' })
  topic(@Args() args: DocumentArguments, @Session() session: ReadSession): Promise<Topic | null> {
    return findDocument(session, 'topic', args);
  }

  @Query(() => TopicConnection, { description: 'Topics.' })
  topics(@Args() args: ListArguments, @Session() session: ReadSession): Promise<Connection<Topic>> {
    return listDocuments(session, 'topic', args);
  }

  @ResolveField(() => Topic, { nullable: true, description: 'The topic that contains this one.' })
  async broader(@Parent() topic: Topic): Promise<Topic | null> {
    const target = await linked(topic, topic.body.broader, { carried: false });
    return target instanceof Topic ? target : null;
  }

  @ResolveField(() => [Topic], { description: 'Topics directly below this one.' })
  async narrower(@Parent() topic: Topic): Promise<Topic[]> {
    const { documentId: topicId, locale, read } = topic;
    const nearest = read.nearest === null ? {} : { nearest: read.nearest };
    const found = await read.load.narrowerTopics.load({ topicId, locale, ...nearest });
    return found.map((narrower) => documentOf(narrower, topic.read));
  }

  @ResolveField(() => ArticleConnection, { description: 'Articles under this topic or under topics below it.' })
  articles(@Parent() topic: Topic, @Args() args: TopicListArguments): Promise<Connection<Article>> {
    return listUnderTopic(topic.read, 'article', topic, args);
  }

  @ResolveField(() => TopicMythFactConnection, {
    description: 'Its myth/fact pairs: first in the order that the topic gives them, then others filed under it.',
  })
  mythFacts(@Parent() topic: Topic, @Args() args: PageArguments): Promise<Connection<MythFact>> {
    return listTopicMythFacts(topic.read, topic, args);
  }

  @ResolveField(() => CourseConnection, { description: 'Courses under this topic or under topics below it.' })
  courses(@Parent() topic: Topic, @Args() args: TopicListArguments): Promise<Connection<Course>> {
    return listUnderTopic(topic.read, 'course', topic, args);
  }
}
