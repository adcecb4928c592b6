import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import type { Kind } from '#content';
import { DateTimeScalar } from '#edge';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { KindEnum } from '../schema/enums.js';

@InputType({ description: 'What a partner may see: left out, or null, restricts nothing. It is the whole scope.' })
export class PartnerScopeInput {
  @Field(() => [KindEnum], { nullable: true, description: 'Only documents of these kinds.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  readonly kinds?: readonly Kind[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only documents under these topics and narrower ones.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  @MaxLength(BOUNDS.id, { each: true })
  readonly topics?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Only documents for one of these audiences, or for everyone.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  @MaxLength(BOUNDS.id, { each: true })
  readonly audiences?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Only these locales.' })
  @IsOptional()
  @ArrayMaxSize(BOUNDS.items)
  @MaxLength(BOUNDS.locale, { each: true })
  readonly locales?: readonly string[] | null;
}

@InputType({ description: 'A partner to make.' })
export class CreatePartnerInput {
  @Field(() => String, {
    description: 'Its short name: small Latin letters, digits and inner hyphens. It never changes.',
  })
  readonly handle!: string;

  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'Whose notices come first: an ISO 3166 code such as US-MO.' })
  readonly region?: string | null;

  @Field(() => PartnerScopeInput, { nullable: true, description: 'What it may see; left out: all that is published.' })
  readonly scope?: PartnerScopeInput | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'A partner, as whoever changes it saw it.' })
export class SeenPartnerInput {
  @Field(() => ID, { description: 'Its id.' })
  @MaxLength(BOUNDS.id)
  readonly partnerId!: string;

  @Field(() => Int, { description: 'Its version, as it was read.' })
  readonly expectedVersion!: number;
}

@InputType({ description: 'What a partner is called, and where it is.' })
export class ChangePartnerInput extends SeenPartnerInput {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Whose notices come first: an ISO 3166 code such as US-MO; null or left out: none.',
  })
  readonly region?: string | null;
}

@InputType({ description: 'What a partner is to see from now on.' })
export class ChangePartnerScopeInput extends SeenPartnerInput {
  @Field(() => PartnerScopeInput, { description: 'The whole new scope.' })
  readonly scope!: PartnerScopeInput;
}

@InputType({ description: 'Where a partner shows documents of a kind.' })
export class PartnerSiteAddressInput {
  @Field(() => KindEnum, { nullable: true, description: 'Of which kind; null or left out: of all others.' })
  readonly kind?: Kind | null;

  @Field(() => String, {
    description: 'Such as https://www.example.org/learn/{slug}; `{locale}` and `{kind}` may stand in it.',
  })
  readonly address!: string;
}

@InputType({ description: 'Where a partner shows documents on its own site.' })
export class ChangePartnerSiteInput extends SeenPartnerInput {
  @Field(() => [PartnerSiteAddressInput], {
    description: 'All of its addresses; none: it shows them nowhere of its own.',
  })
  @ArrayMaxSize(20)
  readonly site!: readonly PartnerSiteAddressInput[];
}

@InputType({ description: 'The web pages that may read answers to the keys of a partner.' })
export class ChangePartnerOriginsInput extends SeenPartnerInput {
  @Field(() => [String], {
    nullable: true,
    description: 'Scheme, host and port, such as https://www.example.org; null: pages of any origin.',
  })
  readonly origins!: readonly string[] | null;
}

@InputType({ description: 'How often a partner may ask from now on.' })
export class ChangePartnerQuotasInput extends SeenPartnerInput {
  @Field(() => Int, { nullable: true, description: 'Requests in a minute; null or left out: no limit.' })
  readonly perMinute?: number | null;

  @Field(() => Int, { nullable: true, description: 'Requests in a day; null or left out: no limit.' })
  readonly perDay?: number | null;
}

@InputType({ description: 'A key to make.' })
export class IssuePartnerKeyInput {
  @Field(() => ID, { description: 'For which partner.' })
  @MaxLength(BOUNDS.id)
  readonly partnerId!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it stops working; left out: never.' })
  readonly expiresAt?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `${IDEMPOTENCY_KEY} Only the first answer holds the key itself.`,
  })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'A key that another one is to replace.' })
export class RotatePartnerKeyInput {
  @Field(() => ID, { description: 'The id of the old key.' })
  @MaxLength(BOUNDS.id)
  readonly keyId!: string;

  @Field(() => DateTimeScalar, { description: 'Until when the old key goes on, unless it ends before.' })
  readonly oldEndsAt!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the new key stops working; left out: never.' })
  readonly expiresAt?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `${IDEMPOTENCY_KEY} Only the first answer holds the key itself.`,
  })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'A key that is to stop working at some time.' })
export class EndPartnerKeyInput {
  @Field(() => ID, { description: 'Its id.' })
  @MaxLength(BOUNDS.id)
  readonly keyId!: string;

  @Field(() => DateTimeScalar, { description: 'When. An end only ever comes nearer: rotate a key to go on longer.' })
  readonly endsAt!: string;
}

@InputType({ description: 'A key that is to stop working at once.' })
export class RevokePartnerKeyInput {
  @Field(() => ID, { description: 'Its id.' })
  @MaxLength(BOUNDS.id)
  readonly keyId!: string;
}
