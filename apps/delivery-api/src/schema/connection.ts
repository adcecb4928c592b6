import type { Type } from '@nestjs/common';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Article } from './article.js';
import { Collection } from './collection.js';
import type { ContentDocument } from './content-document.js';
import { Course } from './course.js';
import { Fact } from './fact.js';
import { MythFact } from './myth-fact.js';
import { Source } from './source.js';
import { Topic } from './topic.js';

@ObjectType({ description: 'Where a page stands in its list (Relay). Lists are read forwards.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'More follow after `endCursor`.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Always false: lists are read forwards.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge; null when there is none.' })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last edge; give it as `after` for the next page.',
  })
  readonly endCursor!: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
  readonly position: number | null;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: PageInfo;
}

/** `XConnection` and `XEdge` as Relay names them. */
function connectionOf<T extends ContentDocument>(node: Type<T>): Type<Connection<T>> {
  @ObjectType(`${node.name}Edge`, { description: `A ${node.name} in a list.` })
  class EdgeOf {
    @Field(() => String, { description: 'Opaque place in this list.' })
    readonly cursor!: string;

    @Field(() => node, { description: 'The document.' })
    readonly node!: T;

    readonly position!: number | null;
  }

  @ObjectType(`${node.name}Connection`, { description: `A page of a list of ${node.name} documents.` })
  class ConnectionOf {
    @Field(() => [EdgeOf], { description: 'The documents of this page, in order.' })
    readonly edges!: readonly EdgeOf[];

    @Field(() => PageInfo, { description: 'Where this page stands.' })
    readonly pageInfo!: PageInfo;
  }
  return ConnectionOf;
}

export const ArticleConnection = connectionOf(Article);
export const MythFactConnection = connectionOf(MythFact);
export const CourseConnection = connectionOf(Course);
export const FactConnection = connectionOf(Fact);
export const SourceConnection = connectionOf(Source);
export const TopicConnection = connectionOf(Topic);
export const CollectionConnection = connectionOf(Collection);

@ObjectType({ description: 'A myth/fact pair in the list of a topic.' })
export class TopicMythFactEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => MythFact, { description: 'The pair.' })
  readonly node!: MythFact;

  @Field(() => Int, {
    nullable: true,
    description: 'Place that the topic gives it, from 1; null for pairs that are only filed under it.',
  })
  readonly position!: number | null;
}

@ObjectType({
  description:
    'A page of the myth/fact pairs of a topic: first those that the topic puts in order, then the others, newest first.',
})
export class TopicMythFactConnection {
  @Field(() => [TopicMythFactEdge], { description: 'The pairs of this page, in order.' })
  readonly edges!: readonly TopicMythFactEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}
