import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, Max, MaxLength, Min } from 'class-validator';
import { PREVIEW_MINUTES, type PreviewRecord } from '#content';
import { DateTimeScalar, ProblemView } from '#edge';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { PageInfo } from '../schema/variant.js';
import { VariantKeyInput } from '../schema/publication.js';

@InputType({ description: 'A draft to show to somebody before it is public.' })
export class CreatePreviewInput extends VariantKeyInput {
  @Field(() => Int, {
    nullable: true,
    description: 'The `draftVersion` that is on the screen; left out, the draft is shown as it is now.',
  })
  @IsOptional()
  @Min(1)
  readonly expectedVersion?: number | null;

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

@InputType({ description: 'A preview that is to show what there is by now.' })
export class RefreshPreviewInput {
  @Field(() => ID, { description: 'The preview.' })
  @MaxLength(BOUNDS.id)
  readonly previewId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The `draftVersion` that is on the screen; left out, the draft is shown as it is now. Not of a release.',
  })
  @IsOptional()
  @Min(1)
  readonly expectedVersion?: number | null;
}

@InputType({ description: 'A preview to end.' })
export class RevokePreviewInput {
  @Field(() => ID, { description: 'The preview.' })
  @MaxLength(BOUNDS.id)
  readonly previewId!: string;
}

@ObjectType({
  description:
    'A link that shows what is not public: a copy of what was there when it was made or refreshed, over what was public then.',
})
export class Preview {
  @Field(() => ID, { description: 'Its id; not what opens it.' })
  readonly id!: string;

  @Field(() => ID, { nullable: true, description: 'The document that it shows; null for a release.' })
  readonly documentId!: string | null;

  @Field(() => String, { nullable: true, description: 'Its locale; null for a release.' })
  readonly locale!: string | null;

  @Field(() => ID, { nullable: true, description: 'The release that it shows; null for a draft.' })
  readonly release!: string | null;

  @Field(() => Int, { description: 'Number of the publication that it lies over.' })
  readonly base!: number;

  @Field(() => String, { description: 'Handle of the partner as whom everything is seen.' })
  readonly partner!: string;

  @Field(() => DateTimeScalar, { description: 'When what it shows was copied.' })
  readonly createdAt!: string;

  @Field(() => String, { description: 'Who did so last, such as `editor:<id>`.' })
  readonly createdBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it ends by itself.' })
  readonly expiresAt!: string;

  @Field(() => Int, { description: 'How many reasons stood against publishing what it shows.' })
  readonly objectionCount!: number;
}

@ObjectType({ description: 'A preview in a list.' })
export class PreviewEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => Preview, { description: 'The preview.' })
  readonly node!: Preview;
}

@ObjectType({ description: 'A page of the previews that still open, newest first.' })
export class PreviewConnection {
  @Field(() => [PreviewEdge], { description: 'The previews of this page, in order.' })
  readonly edges!: readonly PreviewEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType({ description: 'The preview that was made, or the reasons why none was.' })
export class CreatePreviewPayload {
  @Field(() => Preview, { nullable: true, description: 'The preview; null when there are problems.' })
  readonly preview?: Preview | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Opens it in a browser. Whoever has the address sees the preview; it is told once: null in the answer to a request that was sent again.',
  })
  readonly url?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Opens it at `/graphql` of the preview API, in the header `Almanac-Preview`: for the preview mode of partner sites. It is told once: null in the answer to a request that was sent again.',
  })
  readonly token?: string | null;

  @Field(() => [ProblemView], {
    nullable: true,
    description:
      'Why what it shows could not be published as it stands. The preview shows it all the same, and counts them (`objectionCount`). Told once, as the link is.',
  })
  readonly objections?: readonly ProblemView[] | null;

  @Field(() => [ProblemView], {
    description: 'Every reason found, with its place in the input; empty when it was made.',
  })
  readonly problems!: readonly ProblemView[];
}

@ObjectType({ description: 'The preview as it shows things now, or the reasons why it still shows what it did.' })
export class RefreshPreviewPayload {
  @Field(() => Preview, {
    nullable: true,
    description: 'The same preview, behind the same link; null when there are problems.',
  })
  readonly preview?: Preview | null;

  @Field(() => [ProblemView], {
    nullable: true,
    description: 'Why what it shows could not be published as it stands.',
  })
  readonly objections?: readonly ProblemView[] | null;

  @Field(() => [ProblemView], { description: 'Every reason found; empty when it was refreshed.' })
  readonly problems!: readonly ProblemView[];
}

@ObjectType({ description: 'That the preview has ended, or the reasons why not.' })
export class RevokePreviewPayload {
  @Field(() => ID, { nullable: true, description: 'The preview that opens nothing any more.' })
  readonly previewId?: string | null;

  @Field(() => [ProblemView], { description: 'Every reason found; empty when it has ended.' })
  readonly problems!: readonly ProblemView[];
}

export function showPreview({ objections, createdAt, expiresAt, ...link }: PreviewRecord): Preview {
  return {
    ...link,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    objectionCount: objections,
  };
}
