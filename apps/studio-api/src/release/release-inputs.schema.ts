import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, Length, Max, MaxLength, Min } from 'class-validator';
import { PREVIEW_MINUTES, type ReleaseItem } from '#content';
import { type Problem, Problems } from '#platform';
import { BOUNDS, checkInput, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { GoingLiveInput, LeavingInput, VariantKeyInput } from '../schema/publication.js';

@InputType({ description: 'A variant that is to go live with a release.' })
export class ReleasePublishInput extends GoingLiveInput {
  @Field(() => Int, {
    nullable: true,
    description: 'A revision that exists; left out, approving freezes the draft.',
  })
  @IsOptional()
  @Min(1)
  readonly revision?: number | null;
}

@InputType({ description: 'A variant that is to leave the public with a release.' })
export class ReleaseWithdrawInput extends LeavingInput {}

@InputType({ description: 'A release to begin with.' })
export class CreateReleaseInput {
  @Field(() => String, { description: 'What editors call it.' })
  @Length(1, BOUNDS.slug)
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'For editors; never public.' })
  @IsOptional()
  @MaxLength(BOUNDS.note)
  readonly note?: string | null;

  @Field(() => [ReleasePublishInput], { nullable: true, description: 'What is to go live.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  readonly publish?: readonly ReleasePublishInput[] | null;

  @Field(() => [ReleaseWithdrawInput], { nullable: true, description: 'What is to leave the public.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  readonly withdraw?: readonly ReleaseWithdrawInput[] | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'A release as it was looked at.' })
export class ReleaseRefInput {
  @Field(() => ID, { description: 'The release.' })
  @MaxLength(BOUNDS.id)
  readonly releaseId!: string;

  @Field(() => Int, { description: 'The `version` that was looked at.' })
  @Min(1)
  readonly expectedVersion!: number;
}

@InputType({ description: 'An approved release that is to become public now.' })
export class PublishReleaseInput extends ReleaseRefInput {
  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'What to change in an open release.' })
export class ChangeReleaseInput extends ReleaseRefInput {
  @Field(() => String, { nullable: true, description: 'Another name.' })
  @IsOptional()
  @Length(1, BOUNDS.slug)
  readonly name?: string | null;

  @Field(() => String, { nullable: true, description: 'Another note; null takes it away, left out it stays.' })
  @IsOptional()
  @MaxLength(BOUNDS.note)
  readonly note?: string | null;

  @Field(() => [ReleasePublishInput], {
    nullable: true,
    description: 'What is to go live; takes the place of what is there of the same variant.',
  })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  readonly publish?: readonly ReleasePublishInput[] | null;

  @Field(() => [ReleaseWithdrawInput], {
    nullable: true,
    description: 'What is to leave the public; takes the place of what is there of the same variant.',
  })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  readonly withdraw?: readonly ReleaseWithdrawInput[] | null;

  @Field(() => [VariantKeyInput], { nullable: true, description: 'What to take out of the release.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  readonly remove?: readonly VariantKeyInput[] | null;
}

@InputType({ description: 'A draft in the version that was looked at.' })
export class SeenDraftInput extends VariantKeyInput {
  @Field(() => Int, { description: 'Its `draftVersion`.' })
  @Min(1)
  readonly expectedVersion!: number;
}

@InputType({ description: 'The approval of a release.' })
export class ApproveReleaseInput extends ReleaseRefInput {
  @Field(() => [SeenDraftInput], {
    nullable: true,
    description:
      'Every draft that approving freezes, in the version that was looked at. Not needed for items that name a revision, or withdraw.',
  })
  @IsOptional()
  @ArrayMaxSize(10_000)
  readonly seen?: readonly SeenDraftInput[] | null;
}

@InputType({ description: 'A release to show to somebody before it is public.' })
export class CreateReleasePreviewInput {
  @Field(() => ID, { description: 'The release.' })
  @MaxLength(BOUNDS.id)
  readonly releaseId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Handle of the partner as whom everything is seen; `public` when left out.',
  })
  @IsOptional()
  @MaxLength(BOUNDS.slug)
  readonly partner?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `Minutes until the link ends: 1 to ${PREVIEW_MINUTES.most}; ${PREVIEW_MINUTES.usual} when left out.`,
  })
  @IsOptional()
  @Min(1)
  @Max(PREVIEW_MINUTES.most)
  readonly minutes?: number | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

interface Items {
  readonly publish?: readonly ReleasePublishInput[] | null;
  readonly withdraw?: readonly ReleaseWithdrawInput[] | null;
}

/** What was put in, as the services take it: what goes live first. */
export function itemsOf({ publish, withdraw }: Items): readonly ReleaseItem[] {
  Problems.throwIfAny([
    ...(publish ?? []).flatMap((item, index) => checkInput(ReleasePublishInput, item, ['publish', index])),
    ...(withdraw ?? []).flatMap((item, index) => checkInput(ReleaseWithdrawInput, item, ['withdraw', index])),
  ]);
  return [...(publish ?? []).map(publishItem), ...(withdraw ?? []).map(withdrawItem)];
}

export function publishItem({ documentId, locale, revision, changeKind, note }: ReleasePublishInput): ReleaseItem {
  return {
    documentId,
    locale,
    action: 'PUBLISH',
    changeKind: changeKind ?? null,
    note: note || null,
    chosen: revision ?? null,
    revision: null,
    edition: null,
  };
}

export function withdrawItem({ documentId, locale, reason, replacedBy, notice }: ReleaseWithdrawInput): ReleaseItem {
  return {
    documentId,
    locale,
    action: 'WITHDRAW',
    reason,
    replacedBy: replacedBy ?? null,
    notice: notice || null,
    edition: null,
  };
}

/** The services count all items in one list; the inputs have two. */
export function itemPlace({ publish }: Items): (problem: Problem) => readonly (string | number)[] {
  const count = publish?.length ?? 0;
  return ({ path }) => {
    const [list, index, ...rest] = path;
    if (list !== 'items' || typeof index !== 'number') return path;
    return index < count ? ['publish', index, ...rest] : ['withdraw', index - count, ...rest];
  };
}
