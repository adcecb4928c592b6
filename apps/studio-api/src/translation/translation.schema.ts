import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional, MaxLength, Min } from 'class-validator';
import { DateTimeScalar } from '#edge';
import {
  type StaleChange,
  TRANSLATION_STATES,
  type TranslationState,
  type TranslationStatus,
  type TranslationSummary,
} from '#content';
import { showChange, VersionChangeView } from '../history/comparison.schema.js';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { PageInfo, VariantView } from '../schema/variant.js';
import { Payload } from '../schema/payload.js';

const TranslationStatusEnum = Object.fromEntries(TRANSLATION_STATES.map((state) => [state, state]));
registerEnumType(TranslationStatusEnum, {
  name: 'TranslationStatus',
  description: 'How a document stands in a locale.',
  valuesMap: {
    SOURCE: { description: 'It is written in this locale, the default one.' },
    MISSING: { description: 'There is nothing in this locale.' },
    UNTRACKED: { description: 'Nobody said what it follows.' },
    UP_TO_DATE: { description: 'Its source says what it said when it was translated.' },
    STALE: { description: 'Its source says something else by now.' },
  },
});

@ObjectType('TranslationSummary', { description: 'How a document stands in one of the configured locales.' })
export class TranslationSummaryView {
  @Field(() => String, { description: 'The locale.' })
  readonly locale!: string;

  @Field(() => TranslationStatusEnum, { description: 'How it stands.' })
  readonly status!: TranslationStatus;

  @Field(() => String, { nullable: true, description: 'Locale of its source; null when it follows none.' })
  readonly sourceLocale!: string | null;

  @Field(() => Int, { nullable: true, description: 'The revision of the source that it says the same as.' })
  readonly followedRevision!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When somebody said so.' })
  readonly followedAt!: string | null;

  @Field(() => String, { nullable: true, description: 'Who, such as `editor:<id>`.' })
  readonly followedBy!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The revision of the source to bring it up to: what is live, else the newest.',
  })
  readonly currentRevision!: number | null;
}

@ObjectType('StaleChange', { description: 'Something that the source of a translation says differently by now.' })
export class StaleChangeView extends VersionChangeView {
  @Field(() => String, { nullable: true, description: 'What the translation says there now; null for nothing.' })
  readonly translated!: string | null;
}

@ObjectType('Translation', { description: 'A translation, and what is left to translate.' })
export class TranslationView extends TranslationSummaryView {
  @Field(() => [StaleChangeView], {
    description: 'Every field and block of the source that changed since the revision that the translation follows.',
  })
  readonly changes!: readonly StaleChangeView[];

  @Field(() => String, {
    nullable: true,
    description: 'The changes of the source as HTML, as `Comparison.html`; null when there are none.',
  })
  readonly html!: string | null;

  @Field(() => String, { nullable: true, description: 'The same as plain text; null when there are none.' })
  readonly text!: string | null;
}

@ObjectType({ description: 'A translation that is behind.' })
export class StaleTranslationEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => DateTimeScalar, { description: 'Since when its source has said something else.' })
  readonly staleSince!: string;

  @Field(() => String, { description: 'Locale of its source.' })
  readonly sourceLocale!: string;

  @Field(() => Int, { description: 'The revision of the source that it says the same as.' })
  readonly followedRevision!: number;

  @Field(() => VariantView, { description: 'The translation. The query `translation` says what is left to translate.' })
  readonly node!: VariantView;
}

@ObjectType({ description: 'A page of translations that are behind; what has been so for the longest comes first.' })
export class StaleTranslationConnection {
  @Field(() => [StaleTranslationEdge], { description: 'The translations of this page, in order.' })
  readonly edges!: readonly StaleTranslationEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@InputType({ description: 'A document to translate.' })
export class BeginTranslationInput {
  @Field(() => ID, { description: 'The document.' })
  @MaxLength(BOUNDS.id)
  readonly documentId!: string;

  @Field(() => String, { description: 'The locale to translate it into.' })
  @MaxLength(BOUNDS.locale)
  readonly locale!: string;

  @Field(() => String, { nullable: true, description: 'The locale to translate from; the default one when left out.' })
  @IsOptional()
  @MaxLength(BOUNDS.locale)
  readonly sourceLocale?: string | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@ObjectType({ description: 'The draft of the translation, or the reasons why there is none.' })
export class BeginTranslationPayload extends Payload {
  @Field(() => VariantView, {
    nullable: true,
    description: 'It begins with the words of the source, block by block under the same keys.',
  })
  readonly variant?: VariantView | null;
}

@InputType({ description: 'What a translation says the same as.' })
export class FollowSourceInput {
  @Field(() => ID, { description: 'The document.' })
  @MaxLength(BOUNDS.id)
  readonly documentId!: string;

  @Field(() => String, { description: 'Locale of the translation.' })
  @MaxLength(BOUNDS.locale)
  readonly locale!: string;

  @Field(() => Int, { description: 'The `draftVersion` of the translation that was held against the source.' })
  @Min(1)
  readonly expectedVersion!: number;

  @Field(() => Int, { description: 'Number of the revision of the source.' })
  @Min(1)
  readonly sourceRevision!: number;

  @Field(() => String, { nullable: true, description: 'Locale of the source; the default one when left out.' })
  @IsOptional()
  @MaxLength(BOUNDS.locale)
  readonly sourceLocale?: string | null;
}

@ObjectType({ description: 'How the translation stands now, or the reasons why nothing was noted.' })
export class FollowSourcePayload extends Payload {
  @Field(() => TranslationView, { nullable: true, description: 'The translation; null when there are problems.' })
  readonly translation?: TranslationView | null;
}

export function showSummary({ locale, status, following, current }: TranslationSummary): TranslationSummaryView {
  return {
    locale,
    status,
    sourceLocale: following?.sourceLocale ?? null,
    followedRevision: following?.sourceRevision ?? null,
    followedAt: following?.followedAt ?? null,
    followedBy: following?.followedBy ?? null,
    currentRevision: current,
  };
}

export function showTranslation(state: TranslationState): TranslationView {
  return {
    ...showSummary(state),
    changes: state.changes.map((change: StaleChange) => ({ ...showChange(change), translated: change.translated })),
    html: state.readable?.html ?? null,
    text: state.readable?.text ?? null,
  };
}
