import type { Type } from '@nestjs/common';
import { Field, ID, Int, InterfaceType, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '#edge';
import { type Kind, KINDS, partHashes, type State, titleOf, type Variant } from '#content';
import { DraftHashes } from './draft-merge.js';
import { SCHEDULE_OF, ScheduleView } from './schedule.js';
import { PublicDates, ReviewView, ViewerCan, WorkflowStateEnum } from './workflow.js';
import { KindEnum } from './enums.js';
import { DRAFT_TYPES, shownBody } from './field-types.js';
import { forEachKind, KIND_NAMES } from './kind-names.js';

@InterfaceType('Variant', {
  description: 'A document in one locale, as editors see it: its working copy and where its version line stands.',
  resolveType: (variant: VariantView) => `${KIND_NAMES[variant.kind]}Variant`,
})
export abstract class VariantView {
  @Field(() => ID, { description: 'The document, in all locales.' })
  readonly documentId!: string;

  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => String, { description: 'BCP 47 tag of the locale.' })
  readonly locale!: string;

  @Field(() => String, { nullable: true, description: 'Last part of its address; null while it has none.' })
  readonly slug!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What names the draft for a person; null while it says nothing.',
  })
  readonly title!: string | null;

  @Field(() => Int, { description: 'Version of the draft: give it as `expectedVersion` with the next write.' })
  readonly draftVersion!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of the revision that the draft grew from; null when it was never frozen.',
  })
  readonly basedOn!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of the edition that the public sees; null when it is not live.',
  })
  readonly liveEdition!: number | null;

  @Field(() => Int, { description: 'Number of the newest revision; 0 when there is none.' })
  readonly lastRevision!: number;

  @Field(() => WorkflowStateEnum, { description: 'Where the draft stands on its way to the public.' })
  readonly workflowState!: State;

  @Field(() => ReviewView, {
    nullable: true,
    description: 'The review that `workflowState` speaks of; null when there is none.',
  })
  readonly review!: unknown;

  @Field(() => ScheduleView, { nullable: true, description: SCHEDULE_OF })
  readonly schedule!: unknown;

  @Field(() => ViewerCan, { description: 'What you may do with it now, and why not.' })
  readonly viewerCan!: unknown;

  @Field(() => PublicDates, { description: 'When it was first public, last changed in public, and last looked at.' })
  readonly dates!: unknown;

  @Field(() => String, {
    nullable: true,
    description: 'The day by which somebody must look again at what is live; null when it names none.',
  })
  readonly dueOn!: string | null;

  @Field(() => DraftHashes, { description: 'Hashes of its fields and entries, for a save beside others.' })
  readonly hashes!: DraftHashes | (() => DraftHashes);

  @Field(() => DateTimeScalar, { description: 'When the draft was last saved.' })
  readonly savedAt!: string;

  @Field(() => String, { description: 'Who saved it last, such as `editor:<id>`.' })
  readonly savedBy!: string;
}

/** `ArticleVariant` and so on: what all variants have, and the draft of the kind. */
export const VARIANT_TYPES: Readonly<Record<Kind, Type<VariantView>>> = forEachKind(KINDS, (kind) => {
  @ObjectType(`${KIND_NAMES[kind]}Variant`, {
    implements: () => [VariantView],
    description: `A variant of the kind ${kind}.`,
  })
  class KindVariant extends VariantView {
    @Field(() => DRAFT_TYPES[kind], { description: 'The working copy. It may lack anything.' })
    readonly draft!: object;
  }
  return KindVariant;
});

export function showVariant(variant: Variant): VariantView {
  return {
    ...variant,
    workflowState: variant.state,
    title: titleOf(variant.kind, variant.draft),
    draft: shownBody(variant.kind, variant.draft),
    // Only whoever asks for them pays for them.
    hashes: () => partHashes(variant.kind, { slug: variant.slug, body: variant.draft }),
  } as unknown as VariantView;
}

@ObjectType('Document', { description: 'The identity of one piece of content, across locales and time.' })
export class DocumentView {
  @Field(() => ID, { description: 'Its id.' })
  readonly documentId!: string;

  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => [VariantView], { description: 'It in each of its locales, by locale.' })
  readonly variants!: readonly VariantView[];
}

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

@ObjectType({ description: 'A variant in a list.' })
export class VariantEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => VariantView, { description: 'The variant.' })
  readonly node!: VariantView;
}

@ObjectType({ description: 'A page of a list of variants, last saved first.' })
export class VariantConnection {
  @Field(() => [VariantEdge], { description: 'The variants of this page, in order.' })
  readonly edges!: readonly VariantEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}
