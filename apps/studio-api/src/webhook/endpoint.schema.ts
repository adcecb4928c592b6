import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import type { Endpoint, Event, PauseReason } from '#delivery';
import { DateTimeScalar } from '#edge';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { Payload } from '../schema/payload.js';
import { PageInfo } from '../schema/variant.js';

export const WebhookEventEnum = {
  PUBLISHED: 'published',
  CORRECTED: 'corrected',
  RETRACTED: 'retracted',
  WITHDRAWN: 'withdrawn',
  EXPUNGED: 'expunged',
  HEAD: 'head',
} as const satisfies Readonly<Record<string, Event>>;
registerEnumType(WebhookEventEnum, {
  name: 'WebhookEvent',
  description: 'What a partner can be told by a webhook.',
  valuesMap: {
    PUBLISHED: { description: 'A document came into view, or has a new edition.' },
    CORRECTED: { description: 'A document has a new edition that corrects an error.' },
    RETRACTED: { description: 'What a document said is taken back.' },
    WITHDRAWN: { description: 'A document is not public any more, or another one took its place.' },
    EXPUNGED: { description: 'A document was removed for good: copies have to go.' },
    HEAD: { description: 'A publication changed something for the partner: how many documents.' },
  },
});

export const WebhookPauseEnum = {
  ASKED: 'ASKED',
  FAILING: 'FAILING',
  GONE: 'GONE',
  UNREADABLE_SECRET: 'UNREADABLE_SECRET',
} as const satisfies Readonly<Record<PauseReason, PauseReason>>;
registerEnumType(WebhookPauseEnum, {
  name: 'WebhookPause',
  description: 'Why nothing is sent to an endpoint.',
  valuesMap: {
    ASKED: { description: 'Somebody paused it.' },
    FAILING: { description: 'Nothing arrived there for three days.' },
    GONE: { description: 'It answered 410, which asks not to be told any more.' },
    UNREADABLE_SECRET: { description: 'Its secret was sealed by another installation: rotate it.' },
  },
});

@ObjectType('WebhookEndpoint', {
  description: 'Where a partner is told by webhooks. While it is paused messages wait for it.',
})
export class WebhookEndpointView {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;

  @Field(() => ID, { description: 'The partner.' })
  readonly partnerId!: string;

  @Field(() => String, { description: 'Where messages are sent.' })
  readonly url!: string;

  @Field(() => String, { nullable: true, description: 'Whom we write to when nothing arrives there; null: nobody.' })
  readonly contact!: string | null;

  @Field(() => [WebhookEventEnum], { description: 'What it is told.' })
  readonly events!: readonly Event[];

  @Field(() => WebhookPauseEnum, { nullable: true, description: 'Why it is paused; null when it is not.' })
  readonly pausedBecause!: PauseReason | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when every attempt failed; null: the last one did not, or there was none.',
  })
  readonly failingSince!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when messages are signed with the secret before as well; null: there is one alone.',
  })
  readonly previousSecretUntil!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  readonly createdAt!: string;

  @Field(() => Int, { description: 'Goes up with every change: name it when you change it.' })
  readonly version!: number;
}

export function showEndpoint(endpoint: Endpoint): WebhookEndpointView {
  const { id, partnerId, url, contact, events, pausedBecause, failingSince, previousUntil, createdAt, version } =
    endpoint;
  return {
    id,
    partnerId,
    url,
    contact,
    events,
    pausedBecause,
    failingSince: failingSince?.toISOString() ?? null,
    previousSecretUntil: previousUntil?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    version,
  };
}

@ObjectType({ description: 'An endpoint in a list.' })
export class WebhookEndpointEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => WebhookEndpointView, { description: 'The endpoint.' })
  readonly node!: WebhookEndpointView;
}

@ObjectType({ description: 'A page of endpoints, oldest first.' })
export class WebhookEndpointConnection {
  @Field(() => [WebhookEndpointEdge], { description: 'The endpoints of this page, in order.' })
  readonly edges!: readonly WebhookEndpointEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@InputType({ description: 'What an endpoint is to be.' })
export class WebhookEndpointWishInput {
  @Field(() => String, {
    description: 'Where to send: an https address on the internet, on port 443, 8443, 80 or 8080.',
  })
  @MaxLength(2_000)
  readonly url!: string;

  @Field(() => String, {
    nullable: true,
    description: 'E-mail address of somebody at the partner’s whom to tell when nothing arrives any more.',
  })
  @IsOptional()
  @MaxLength(400)
  readonly contact?: string | null;

  @Field(() => [WebhookEventEnum], { nullable: true, description: 'What to tell; left out: everything.' })
  @IsOptional()
  @ArrayMaxSize(20)
  readonly events?: readonly Event[] | null;
}

@InputType({ description: 'Somewhere to tell a partner of what is published from now on.' })
export class CreateWebhookEndpointInput extends WebhookEndpointWishInput {
  @Field(() => ID, { description: 'The partner.' })
  @MaxLength(BOUNDS.id)
  readonly partnerId!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'An endpoint as it was looked at.' })
export class WebhookEndpointRefInput {
  @Field(() => ID, { description: 'The endpoint.' })
  @MaxLength(BOUNDS.id)
  readonly endpointId!: string;

  @Field(() => Int, { description: 'Its `version` when you looked.' })
  readonly expectedVersion!: number;
}

@InputType({ description: 'What an endpoint is to be from now on.' })
export class ChangeWebhookEndpointInput extends WebhookEndpointRefInput {
  @Field(() => WebhookEndpointWishInput, { description: 'All of it: what is left out is as for a new one.' })
  readonly to!: WebhookEndpointWishInput;
}

@InputType({ description: 'An endpoint that gets a new secret.' })
export class RotateWebhookSecretInput extends WebhookEndpointRefInput {
  @Field(() => Int, {
    defaultValue: 24,
    description:
      'For how many hours messages are signed with the secret before as well: 0 to 168. While there is one before already, only 0, which ends both at once.',
  })
  readonly overlapHours!: number;
}

@ObjectType({ description: 'An endpoint was changed.' })
export class WebhookEndpointPayload extends Payload {
  @Field(() => WebhookEndpointView, { nullable: true, description: 'As it is now; null when nothing was done.' })
  readonly endpoint?: WebhookEndpointView | null;
}

@ObjectType({ description: 'An endpoint has a new secret.' })
export class WebhookSecretPayload extends WebhookEndpointPayload {
  @Field(() => String, {
    nullable: true,
    description:
      'The secret, shown this once: the receiver checks signatures with it. Null as well when the request was sent again with its key: then rotate.',
  })
  readonly secret?: string | null;
}

@ObjectType({ description: 'An endpoint was removed.' })
export class RemoveWebhookEndpointPayload extends Payload {}
