import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { DateTimeScalar } from '#edge';
import type { Finding, FindingOrder, Kind, Likeness, ReferenceRole, State, Use, VariantState } from '#content';
import { BOUNDS } from '../schema/check-input.js';
import { KindEnum, ReferenceRoleEnum } from '../schema/enums.js';
import { PageInfo } from '../schema/variant.js';
import { WorkflowStateEnum } from '../schema/workflow.js';

const MOST_VALUES = 50;

export const VariantStateEnum = {
  NEVER_PUBLISHED: 'NEVER_PUBLISHED',
  LIVE: 'LIVE',
  CHANGED: 'CHANGED',
  WITHDRAWN: 'WITHDRAWN',
} as const satisfies Record<VariantState, VariantState>;
registerEnumType(VariantStateEnum, {
  name: 'VariantState',
  description: 'Where a variant stands between its draft and the public.',
  valuesMap: {
    NEVER_PUBLISHED: { description: 'A draft that has never been public.' },
    LIVE: { description: 'Public exactly as its draft stands.' },
    CHANGED: { description: 'Public, and the draft says something else.' },
    WITHDRAWN: { description: 'Public once, and no longer.' },
  },
});

export const FindingOrderEnum = { SAVED: 'SAVED', SAVED_FIRST: 'SAVED_FIRST', NAME: 'NAME' } as const satisfies Record<
  FindingOrder,
  FindingOrder
>;
registerEnumType(FindingOrderEnum, {
  name: 'FindingOrder',
  description: 'In which order a list comes.',
  valuesMap: {
    SAVED: { description: 'Last saved first.' },
    SAVED_FIRST: { description: 'Longest untouched first.' },
    NAME: { description: 'By what names it for a person.' },
  },
});

@InputType({ description: 'What to find: everything that all the given members allow.' })
export class FindingFilterInput {
  @Field(() => [KindEnum], { nullable: true, description: 'Of these kinds.' })
  @IsOptional()
  @ArrayMaxSize(MOST_VALUES)
  readonly kinds?: readonly Kind[] | null;

  @Field(() => [String], { nullable: true, description: 'In these configured locales; in all when left out.' })
  @IsOptional()
  @ArrayMaxSize(MOST_VALUES)
  @MaxLength(BOUNDS.locale, { each: true })
  readonly locales?: readonly string[] | null;

  @Field(() => [VariantStateEnum], { nullable: true, description: 'Standing so between draft and public.' })
  @IsOptional()
  readonly states?: readonly VariantState[] | null;

  @Field(() => [WorkflowStateEnum], {
    nullable: true,
    description: 'Standing so on the way to the public: what is in review, say, or scheduled.',
  })
  @IsOptional()
  readonly workflowStates?: readonly State[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Filed under any of these topics; a topic is found under its broader one.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_VALUES)
  @MaxLength(BOUNDS.id, { each: true })
  readonly topics?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'For any of these audiences.' })
  @IsOptional()
  @ArrayMaxSize(MOST_VALUES)
  @MaxLength(BOUNDS.slug, { each: true })
  readonly audiences?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Last saved by this actor, such as `editor:<id>`.' })
  @IsOptional()
  @MaxLength(BOUNDS.slug)
  readonly savedBy?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Last saved at this moment or later.' })
  readonly savedFrom?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Last saved before this moment.' })
  readonly savedBefore?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Words that the draft has, or what is live: all of them, in any form that their language gives them. Of very common words the last 1,000 matches are looked at.',
  })
  readonly words?: string | null;
}

@ObjectType('Finding', { description: 'A variant in a list, without its body.' })
export class FindingView implements Finding {
  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'Its locale.' })
  readonly locale!: string;

  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => String, { description: 'What names its draft for a person; empty while it says nothing.' })
  readonly title!: string;

  @Field(() => String, { nullable: true, description: 'Last part of its address.' })
  readonly slug!: string | null;

  @Field(() => VariantStateEnum, { description: 'Where it stands between its draft and the public.' })
  readonly state!: VariantState;

  @Field(() => WorkflowStateEnum, { description: 'Where its draft stands on the way to the public.' })
  readonly workflowState!: State;

  @Field(() => Int, { description: 'Version of the draft.' })
  readonly draftVersion!: number;

  @Field(() => Int, { nullable: true, description: 'The edition that the public sees; null when it is not live.' })
  readonly liveEdition!: number | null;

  @Field(() => DateTimeScalar, { description: 'When the draft was last saved.' })
  readonly savedAt!: string;

  @Field(() => String, { description: 'Who saved it last, such as `editor:<id>`.' })
  readonly savedBy!: string;

  @Field(() => [ID], { description: 'Topics that it is filed under.' })
  readonly topics!: readonly string[];

  @Field(() => [String], { description: 'Whom it is for; none means everyone.' })
  readonly audiences!: readonly string[];
}

@ObjectType({ description: 'A variant in a list.' })
export class FindingEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => FindingView, { description: 'The variant.' })
  readonly node!: FindingView;
}

@ObjectType({ description: 'A page of what was found.' })
export class FindingConnection {
  @Field(() => [FindingEdge], { description: 'The variants of this page, in order.' })
  readonly edges!: readonly FindingEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType('Use', { description: 'A variant that refers to a document, itself or through others.' })
export class UseView implements Use {
  @Field(() => ID, { description: 'The document that refers to it.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'In this locale.' })
  readonly locale!: string;

  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => String, { description: 'What names it for a person.' })
  readonly title!: string;

  @Field(() => [ReferenceRoleEnum], { description: 'What the references are for.' })
  readonly roles!: readonly ReferenceRole[];

  @Field(() => Boolean, { description: 'Its draft refers to it.' })
  readonly inDraft!: boolean;

  @Field(() => Boolean, { description: 'What is public of it refers to it.' })
  readonly inLive!: boolean;

  @Field(() => Int, { description: '1: to the document itself; 2: to something that does; and so on.' })
  readonly steps!: number;

  @Field(() => ID, { description: 'What it refers to on the way to the document.' })
  readonly through!: string;
}

@ObjectType({ description: 'Where a document is used.' })
export class Uses {
  @Field(() => [UseView], { description: 'What refers to it, the nearest first.' })
  readonly uses!: readonly UseView[];

  @Field(() => Boolean, { description: 'There is more than 500.' })
  readonly more!: boolean;
}

@ObjectType('Likeness', { description: 'A variant that goes by nearly the same name.' })
export class LikenessView implements Likeness {
  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'Its locale.' })
  readonly locale!: string;

  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => String, { description: 'What names it for a person.' })
  readonly title!: string;

  @Field(() => VariantStateEnum, { description: 'Where it stands between its draft and the public.' })
  readonly state!: VariantState;

  @Field(() => Float, { description: 'How alike the names are: 1 is the same.' })
  readonly likeness!: number;
}
