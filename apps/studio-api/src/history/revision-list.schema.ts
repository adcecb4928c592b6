import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '#edge';
import { PageInfo } from '../schema/variant.js';

@ObjectType('RevisionSummary', { description: 'What there is to know of a revision without opening it.' })
export class RevisionSummaryView {
  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'Its locale.' })
  readonly locale!: string;

  @Field(() => Int, { description: 'Number in its version line, from 1, without gaps.' })
  readonly number!: number;

  @Field(() => String, { nullable: true, description: 'The slug that was frozen with it; null when it had none yet.' })
  readonly slug!: string | null;

  @Field(() => String, { description: 'SHA-256 of what was frozen, in hexadecimal digits: equal means unchanged.' })
  readonly hash!: string;

  @Field(() => String, { description: 'Who froze it, such as `editor:<id>`.' })
  readonly author!: string;

  @Field(() => String, { nullable: true, description: 'What its author said about it.' })
  readonly note!: string | null;

  @Field(() => Int, { nullable: true, description: 'Number of the revision that it grew from; null for the first.' })
  readonly basedOn!: number | null;

  @Field(() => DateTimeScalar, { description: 'When it was frozen.' })
  readonly createdAt!: string;

  @Field(() => [Int], { description: 'Numbers of the editions in which it was public.' })
  readonly editions!: readonly number[];
}

@ObjectType({ description: 'A revision in a list.' })
export class RevisionEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => RevisionSummaryView, { description: 'The revision.' })
  readonly node!: RevisionSummaryView;
}

@ObjectType({ description: 'A page of the revisions of a variant, newest first.' })
export class RevisionConnection {
  @Field(() => [RevisionEdge], { description: 'The revisions of this page, in order.' })
  readonly edges!: readonly RevisionEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}
