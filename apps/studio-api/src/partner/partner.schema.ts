import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Partner, PartnerKey, ScopeRule, Site } from '#access';
import type { Kind } from '#content';
import { DateTimeScalar } from '#edge';
import { KindEnum } from '../schema/enums.js';
import { Payload } from '../schema/payload.js';
import { ViewerMay } from '../schema/workflow.js';
import { PageInfo } from '../schema/variant.js';

@ObjectType({ description: 'What a partner may see. All that it names must hold; null restricts nothing.' })
export class PartnerScope {
  @Field(() => [KindEnum], { nullable: true, description: 'Only documents of these kinds.' })
  readonly kinds!: readonly Kind[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only documents under these topics and narrower ones.' })
  readonly topics!: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Only documents for one of these audiences, or for everyone.' })
  readonly audiences!: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Only these locales.' })
  readonly locales!: readonly string[] | null;
}

@ObjectType({ description: 'Where a partner shows documents on its own site.' })
export class PartnerSiteAddress {
  @Field(() => KindEnum, {
    nullable: true,
    description: 'Of which kind; null: of all that have no address of their own.',
  })
  readonly kind!: Kind | null;

  @Field(() => String, { description: 'With `{slug}` in it, and perhaps `{locale}` and `{kind}`.' })
  readonly address!: string;
}

@ObjectType({ description: 'How often a partner may ask. Null: as often as it likes.' })
export class PartnerQuotas {
  @Field(() => Int, { nullable: true, description: 'Requests in a minute, in one burst if it likes.' })
  readonly perMinute!: number | null;

  @Field(() => Int, { nullable: true, description: 'Requests in a day.' })
  readonly perDay!: number | null;
}

@ObjectType({
  description: 'What you may do with a partner. The writes themselves answer by the same rules, and may find more.',
})
export class PartnerViewerCan {
  @Field(() => ViewerMay, { description: 'Change, pause or close it.' })
  readonly change!: ViewerMay;

  @Field(() => ViewerMay, { description: 'Give out and end its keys.' })
  readonly changeKeys!: ViewerMay;

  @Field(() => ViewerMay, { description: 'See its webhooks, and what they were told.' })
  readonly readWebhooks!: ViewerMay;

  @Field(() => ViewerMay, { description: 'Change its webhooks.' })
  readonly changeWebhooks!: ViewerMay;
}

@ObjectType('Partner', { description: 'An organisation that reads what is published.' })
export class PartnerView {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;

  @Field(() => String, { description: 'Its short name, which the header `Almanac-Partner` of its answers says.' })
  readonly handle!: string;

  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'Whose notices come first: an ISO 3166 code.' })
  readonly region!: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Web pages that may read answers to its keys; null for pages of any origin.',
  })
  readonly origins!: readonly string[] | null;

  @Field(() => PartnerQuotas, { description: 'How often it may ask.' })
  readonly quotas!: PartnerQuotas;

  @Field(() => PartnerScope, { description: 'What it may see today.' })
  readonly scope!: PartnerScope;

  @Field(() => [PartnerSiteAddress], { description: 'Where its own site shows documents; empty: nowhere.' })
  readonly site!: readonly PartnerSiteAddress[];

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  readonly createdAt!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when its keys open nothing; null: they work.' })
  readonly pausedAt!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when it is no partner any more, and nothing of it changes; null: it is one.',
  })
  readonly closedAt!: string | null;

  @Field(() => Int, { description: 'Counts its changes: give it as `expectedVersion`.' })
  readonly version!: number;
}

@ObjectType('PartnerKey', { description: 'A key by which a partner reads. What it is made of is not kept.' })
export class PartnerKeyView {
  @Field(() => ID, { description: 'A part of the key: logs and the audit name it so.' })
  readonly id!: string;

  @Field(() => ID, { description: 'Whose it is.' })
  readonly partnerId!: string;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  readonly createdAt!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it stops working; null: never.' })
  readonly expiresAt!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null when it was not.' })
  readonly revokedAt!: string | null;
}

@ObjectType({ description: 'A partner in a list.' })
export class PartnerEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => PartnerView, { description: 'The partner.' })
  readonly node!: PartnerView;
}

@ObjectType({ description: 'A page of partners, by handle.' })
export class PartnerConnection {
  @Field(() => [PartnerEdge], { description: 'The partners of this page, in order.' })
  readonly edges!: readonly PartnerEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType({ description: 'A key in a list.' })
export class PartnerKeyEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => PartnerKeyView, { description: 'The key.' })
  readonly node!: PartnerKeyView;
}

@ObjectType({ description: 'A page of keys, newest first.' })
export class PartnerKeyConnection {
  @Field(() => [PartnerKeyEdge], { description: 'The keys of this page, in order.' })
  readonly edges!: readonly PartnerKeyEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType({ description: 'A partner was made or changed.' })
export class PartnerPayload extends Payload {
  @Field(() => PartnerView, { nullable: true, description: 'As it is now; null when it was refused.' })
  readonly partner?: PartnerView | null;
}

@ObjectType({ description: 'A key was made.' })
export class PartnerKeyIssuedPayload extends Payload {
  @Field(() => PartnerKeyView, { nullable: true, description: 'What was made; null when it was refused.' })
  readonly key?: PartnerKeyView | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The key itself, which the partner sends as `Authorization: Bearer ...`. Shown this once: null when the request came again.',
  })
  readonly secret?: string | null;
}

@ObjectType({ description: 'A key was brought to its end.' })
export class PartnerKeyPayload extends Payload {
  @Field(() => PartnerKeyView, { nullable: true, description: 'As it is now; null when it was refused.' })
  readonly key?: PartnerKeyView | null;
}

const instant = (date: Date | null) => date && date.toISOString();

export function showPartner(partner: Partner): PartnerView {
  const { createdAt, pausedAt, closedAt, scope, site, ...rest } = partner;
  return {
    ...rest,
    scope: showScope(scope),
    site: showSite(site),
    createdAt: createdAt.toISOString(),
    pausedAt: instant(pausedAt),
    closedAt: instant(closedAt),
  };
}

export function showKey({ id, partnerId, createdAt, expiresAt, revokedAt }: PartnerKey): PartnerKeyView {
  return {
    id,
    partnerId,
    createdAt: createdAt.toISOString(),
    expiresAt: instant(expiresAt),
    revokedAt: instant(revokedAt),
  };
}

/** Kinds were checked when they were written. */
function showScope({ kinds, topics, audiences, locales }: ScopeRule): PartnerScope {
  return { kinds: kinds as readonly Kind[] | null, topics, audiences, locales };
}

function showSite(site: Site | null): readonly PartnerSiteAddress[] {
  return Object.entries(site ?? {}).map(([kind, address]) => ({ kind: kind === '*' ? null : (kind as Kind), address }));
}
