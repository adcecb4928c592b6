import type { Type } from '@nestjs/common';
import { Field, ID, Int, InterfaceType, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '#edge';
import { type Kind, KINDS, type Revision, titleOf } from '#content';
import { KindEnum } from './enums.js';
import { DRAFT_TYPES, shownBody } from './field-types.js';
import { forEachKind, KIND_NAMES } from './kind-names.js';

@InterfaceType('Revision', {
  description: 'A numbered, frozen, full snapshot of a variant.',
  resolveType: (revision: RevisionView) => `${KIND_NAMES[revision.kind]}Revision`,
})
export abstract class RevisionView {
  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => String, { description: 'BCP 47 tag of the locale.' })
  readonly locale!: string;

  @Field(() => Int, { description: 'Number in its version line, from 1, without gaps.' })
  readonly number!: number;

  @Field(() => String, { description: 'The slug that was frozen with it.' })
  readonly slug!: string;

  @Field(() => String, { nullable: true, description: 'What names it for a person.' })
  readonly title!: string | null;

  @Field(() => String, { description: 'SHA-256 of what was frozen, in hexadecimal digits.' })
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

/** `ArticleRevision` and so on: what all revisions have, and the body of the kind. */
export const REVISION_TYPES: Readonly<Record<Kind, Type<RevisionView>>> = forEachKind(KINDS, (kind) => {
  @ObjectType(`${KIND_NAMES[kind]}Revision`, {
    implements: () => [RevisionView],
    description: `A revision of the kind ${kind}.`,
  })
  class KindRevision extends RevisionView {
    @Field(() => DRAFT_TYPES[kind], { description: 'What was frozen.' })
    readonly body!: object;
  }
  return KindRevision;
});

export function showRevision(revision: Revision): RevisionView {
  return {
    ...revision,
    title: titleOf(revision.kind, revision.body),
    body: shownBody(revision.kind, revision.body),
  } as RevisionView;
}
