import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { audiencesOf } from '../document/audiences.js';
import { findDocument } from '../read/find-document.js';
import { linked, linkedOf } from '../read/linked-documents.js';
import { listDocuments } from '../read/list-documents.js';
import type { ReadSession } from '../read/read-session.js';
import { Session } from '../read/session.decorator.js';
import { DocumentArguments, ListArguments } from '../schema/arguments.js';
import { Audience } from '../schema/audience.js';
import { type Connection, CourseConnection } from '../schema/connection.js';
import { ContentDocument } from '../schema/content-document.js';
import { Course, LessonUse } from '../schema/course.js';
import { documentOf } from '../schema/documents.js';
import { Topic } from '../schema/topic.js';

@Resolver(() => Course)
export class CourseResolver {
  @Query(() => Course, { nullable: true, description: 'One course; null when there is none that the caller may see.' })
  course(@Args() args: DocumentArguments, @Session() session: ReadSession): Promise<Course | null> {
    return findDocument(session, 'course', args);
  }

  @Query(() => CourseConnection, { description: 'Courses.' })
  courses(@Args() args: ListArguments, @Session() session: ReadSession): Promise<Connection<Course>> {
    return listDocuments(session, 'course', args);
  }

  @ResolveField(() => [Topic], { description: 'Topics, most important first.' })
  topics(@Parent() course: Course): Promise<Topic[]> {
    return linkedOf(course, 'topic', course.body.topics, { carried: false });
  }

  @ResolveField(() => [Audience], { description: 'Whom it is for; none means everyone.' })
  audiences(@Parent() course: Course): Promise<Audience[]> {
    return audiencesOf(course, course.body.audiences);
  }

  @ResolveField(() => [Course], { description: 'Courses to take first.' })
  prerequisites(@Parent() course: Course): Promise<Course[]> {
    return linkedOf(course, 'course', course.body.prerequisites, { carried: false });
  }
}

@Resolver(() => LessonUse)
export class LessonUseResolver {
  @ResolveField(() => ContentDocument, {
    nullable: true,
    description: 'The document; null when the caller may not see it (any more).',
  })
  async document(@Parent() { host, use }: LessonUse): Promise<ContentDocument | null> {
    if (use.document === undefined || use.locale === undefined || use.edition === undefined)
      return linked(host, use.document, { carried: false });
    const published = await host.read.load.byKey.load({
      documentId: use.document,
      locale: use.locale,
      edition: use.edition,
    });
    return published && documentOf(published, host.read, true);
  }
}
