import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { ChangeKind, Release, ReleaseItem, ReleaseState, ReleaseVerdict, WithdrawalReason } from '#content';
import { DateTimeScalar, ProblemView } from '#edge';
import { Preview } from '../preview/preview.schema.js';
import { ChangeKindEnum, WithdrawalReasonEnum } from '../schema/enums.js';
import { Publication } from '../schema/publication.js';
import { PageInfo } from '../schema/variant.js';
import { ReleaseStateEnum, ReleaseVerbEnum } from './release-states.schema.js';

@ObjectType({ description: 'A variant in a release, and what happens to it.' })
export class ReleaseItemView {
  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'Its locale.' })
  readonly locale!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The revision that goes live: the one that was named, or the one that approval made; null before, and for what is withdrawn.',
  })
  readonly revision!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The newest edition when it was approved, 0 for none. Another one since, and the release cannot be published.',
  })
  readonly edition!: number | null;

  @Field(() => ChangeKindEnum, {
    nullable: true,
    description: 'What sort of edition; chosen when it goes live where it is null.',
  })
  readonly changeKind!: ChangeKind | null;

  @Field(() => String, { nullable: true, description: 'Public note of the edition.' })
  readonly note!: string | null;

  @Field(() => WithdrawalReasonEnum, { nullable: true, description: 'Why it is withdrawn; null for what goes live.' })
  readonly withdraw!: WithdrawalReason | null;

  @Field(() => ID, { nullable: true, description: 'The document that takes its place.' })
  readonly replacedBy!: string | null;

  @Field(() => String, { nullable: true, description: 'Public notice of a withdrawal.' })
  readonly notice!: string | null;
}

@ObjectType({ description: 'What the caller can do with a release as it stands.' })
export class ReleaseVerdictView {
  @Field(() => ReleaseVerbEnum, { description: 'The step.' })
  readonly verb!: string;

  @Field(() => Boolean, { description: 'Whether it can be taken.' })
  readonly allowed!: boolean;

  @Field(() => String, { nullable: true, description: 'Why not, and what to do or who could; null when it can.' })
  readonly reason!: string | null;
}

@ObjectType('Release', {
  description: 'Variants that change in public together: put together, approved, published at once.',
})
export class ReleaseView {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its name; null for one that was made to schedule one document.',
  })
  readonly name!: string | null;

  @Field(() => String, { nullable: true, description: 'For editors; never public.' })
  readonly note!: string | null;

  @Field(() => ReleaseStateEnum, { description: 'Where it stands.' })
  readonly state!: ReleaseState;

  @Field(() => Int, { description: 'Give it as `expectedVersion` with the next write.' })
  readonly version!: number;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  readonly createdAt!: string;

  @Field(() => String, { description: 'Who made it, such as `editor:<id>`.' })
  readonly createdBy!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was approved.' })
  readonly approvedAt!: string | null;

  @Field(() => String, { nullable: true, description: 'Who approved it.' })
  readonly approvedBy!: string | null;

  @Field(() => Int, { nullable: true, description: 'Number of the publication that it became.' })
  readonly seq!: number | null;

  @Field(() => [ReleaseItemView], { description: 'What is in it, in the order in which it was put in.' })
  readonly items!: readonly ReleaseItemView[];
}

@ObjectType({ description: 'A release in a list.' })
export class ReleaseEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => ReleaseView, { description: 'The release.' })
  readonly node!: ReleaseView;
}

@ObjectType({ description: 'A page of releases, newest first.' })
export class ReleaseConnection {
  @Field(() => [ReleaseEdge], { description: 'The releases of this page, in order.' })
  readonly edges!: readonly ReleaseEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType({ description: 'The release as it is now, or the reasons why nothing was written.' })
export class ReleasePayload {
  @Field(() => ReleaseView, { nullable: true, description: 'The release; null when there are problems.' })
  readonly release?: ReleaseView | null;

  @Field(() => [ProblemView], { description: 'Every reason found, with its place; empty when it was done.' })
  readonly problems!: readonly ProblemView[];
}

@ObjectType({ description: 'The publication that the release became, or the reasons why nothing happened.' })
export class PublishReleasePayload extends ReleasePayload {
  @Field(() => Publication, { nullable: true, description: 'The publication; null when there are problems.' })
  readonly publication?: Publication | null;
}

@ObjectType({ description: 'The preview of a release, or the reasons why none was made.' })
export class CreateReleasePreviewPayload {
  @Field(() => Preview, { nullable: true, description: 'The preview; null when there are problems.' })
  readonly preview?: Preview | null;

  @Field(() => String, { nullable: true, description: 'Opens it in a browser; told once.' })
  readonly url?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Opens it at `/graphql` of the preview API, in the header `Almanac-Preview`; told once.',
  })
  readonly token?: string | null;

  @Field(() => [ProblemView], {
    nullable: true,
    description: 'Why the release could not be published as it stands, with places in its items.',
  })
  readonly objections?: readonly ProblemView[] | null;

  @Field(() => [ProblemView], { description: 'Every reason found; empty when it was made.' })
  readonly problems!: readonly ProblemView[];
}

export function showRelease({ items, ...release }: Release): ReleaseView {
  return { ...release, items: items.map(showItem) };
}

function showItem(item: ReleaseItem): ReleaseItemView {
  const { documentId, locale, edition } = item;
  const nothing = { revision: null, changeKind: null, note: null, withdraw: null, replacedBy: null, notice: null };
  if (item.action === 'PUBLISH') {
    const { changeKind, note, revision, chosen } = item;
    return { ...nothing, documentId, locale, edition, changeKind, note, revision: revision ?? chosen };
  }
  const { reason, replacedBy, notice } = item;
  return { ...nothing, documentId, locale, edition, withdraw: reason, replacedBy, notice };
}

export const showVerdict = (verdict: ReleaseVerdict): ReleaseVerdictView => verdict;
