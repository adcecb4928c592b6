import type { Type } from '@nestjs/common';
import { Field, ID, Int, InterfaceType, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '#edge';
import { type Kind, KINDS, type Revision, type RevisionReference, titleOf } from '#content';
import { KindEnum, ReferenceRoleEnum } from './enums.js';
import { DRAFT_TYPES, shownBody } from './field-types.js';
import { forEachKind, KIND_NAMES } from './kind-names.js';

@ObjectType('ReferenceThen', { description: 'How a document stood in public at some moment.' })
export class ReferenceThenView {
  @Field(() => String, { description: 'The locale in which it was shown.' })
  readonly locale!: string;

  @Field(() => Int, { description: 'The edition that was shown.' })
  readonly edition!: number;

  @Field(() => String, { description: 'Its slug then.' })
  readonly slug!: string;

  @Field(() => String, { nullable: true, description: 'What it was called then.' })
  readonly title!: string | null;
}

@ObjectType('RevisionReference', { description: 'A reference of a revision to another document.' })
export class RevisionReferenceView {
  @Field(() => [String], { description: 'Where in the body it stands.' })
  readonly path!: readonly string[];

  @Field(() => ReferenceRoleEnum, { description: 'What it is for.' })
  readonly role!: string;

  @Field(() => ID, { description: 'The document referred to.' })
  readonly target!: string;

  @Field(() => KindEnum, { description: 'What sort of document that is.' })
  readonly kind!: Kind;

  @Field(() => String, { nullable: true, description: 'Locale of a pinned use; null for all others.' })
  readonly pinLocale!: string | null;

  @Field(() => Int, { nullable: true, description: 'Edition of a pinned use; null for all others.' })
  readonly pinEdition!: number | null;

  @Field(() => ReferenceThenView, {
    nullable: true,
    description: 'How it stood when the revision was frozen; null when it was not public then.',
  })
  readonly then!: ReferenceThenView | null;
}

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

  @Field(() => String, {
    nullable: true,
    description: 'The slug that was frozen with it; null when it had none yet.',
  })
  readonly slug!: string | null;

  @Field(() => String, { nullable: true, description: 'What names it for a person.' })
  readonly title!: string | null;

  @Field(() => Int, { description: 'Number of the format in which it was stored. It is shown in that of today.' })
  readonly bodyFormat!: number;

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

  @Field(() => [RevisionReferenceView], {
    description: 'What it refers to, in document order, each as it stood when this was frozen.',
  })
  readonly references!: readonly RevisionReferenceView[];
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

export function showRevision(revision: Revision, references: readonly RevisionReference[]): RevisionView {
  return {
    ...revision,
    references: references.map((reference) => ({ ...reference, path: reference.path.map(String) })),
    title: titleOf(revision.kind, revision.body),
    body: shownBody(revision.kind, revision.body),
  } as RevisionView;
}
