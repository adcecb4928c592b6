import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, IsOptional, MaxLength } from 'class-validator';
import type { Kind } from '#content';
import { type Attempt, type Delivery, type DeliveryState, type Event, messageId } from '#delivery';
import { DateTimeScalar } from '#edge';
import { BOUNDS } from '../schema/check-input.js';
import { KindEnum } from '../schema/enums.js';
import { PageInfo } from '../schema/variant.js';
import { WebhookEndpointPayload, WebhookEndpointRefInput, WebhookEventEnum } from './endpoint.schema.js';

export const WebhookDeliveryStateEnum = {
  PENDING: 'PENDING',
  DELIVERED: 'DELIVERED',
  DEAD: 'DEAD',
} as const satisfies Readonly<Record<DeliveryState, DeliveryState>>;
registerEnumType(WebhookDeliveryStateEnum, {
  name: 'WebhookDeliveryState',
  description: 'How far a message came.',
  valuesMap: {
    PENDING: { description: 'It is sent, or sent again, when it is due and its endpoint is not paused.' },
    DELIVERED: { description: 'The receiver acknowledged it with a 2xx answer.' },
    DEAD: { description: 'Ten attempts within three days failed. It can be sent again by hand.' },
  },
});

@ObjectType('WebhookAttempt', { description: 'One time that a message was sent.' })
export class WebhookAttemptView {
  @Field(() => Int, { description: 'Which one: 1 for the first.' })
  readonly number!: number;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  readonly at!: string;

  @Field(() => Int, { description: 'How long it took, in milliseconds.' })
  readonly milliseconds!: number;

  @Field(() => Int, { nullable: true, description: 'HTTP status of the answer; null: there was none.' })
  readonly status!: number | null;

  @Field(() => String, { nullable: true, description: 'Why it failed; null: it did not.' })
  readonly error!: string | null;
}

@ObjectType('WebhookDelivery', { description: 'One message to one endpoint, and every attempt at it.' })
export class WebhookDeliveryView {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;

  @Field(() => String, { description: 'What the receiver knows it by: the header `webhook-id`.' })
  readonly messageId!: string;

  @Field(() => WebhookEventEnum, { description: 'What it tells.' })
  readonly event!: Event;

  @Field(() => Int, { description: 'Number of the publication that it tells of.' })
  readonly seq!: number;

  @Field(() => ID, { nullable: true, description: 'The document; null for HEAD.' })
  readonly documentId!: string | null;

  @Field(() => String, { nullable: true, description: 'Its locale; null for HEAD.' })
  readonly locale!: string | null;

  @Field(() => KindEnum, { nullable: true, description: 'Its kind; null for HEAD.' })
  readonly documentKind!: Kind | null;

  @Field(() => WebhookDeliveryStateEnum, { description: 'How far it came.' })
  readonly state!: DeliveryState;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  readonly createdAt!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is tried next; null when it has ended.' })
  readonly dueAt!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it arrived, or was given up; null: it is pending.',
  })
  readonly endedAt!: string | null;

  @Field(() => [WebhookAttemptView], { description: 'Every attempt, the first one first.' })
  readonly attempts!: readonly WebhookAttemptView[];
}

export function showDelivery(delivery: Delivery & { readonly log: readonly Attempt[] }): WebhookDeliveryView {
  const { id, event, publication, documentId, locale, kind, state, createdAt, dueAt, endedAt, log } = delivery;
  return {
    id,
    messageId: messageId(id),
    event,
    seq: publication.seq,
    documentId,
    locale,
    documentKind: kind,
    state,
    createdAt: createdAt.toISOString(),
    dueAt: state === 'PENDING' ? dueAt.toISOString() : null,
    endedAt: endedAt?.toISOString() ?? null,
    attempts: log.map(({ at, number, milliseconds, status, error }) => ({
      number,
      at: at.toISOString(),
      milliseconds,
      status,
      error,
    })),
  };
}

@ObjectType({ description: 'A message in the log.' })
export class WebhookDeliveryEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => WebhookDeliveryView, { description: 'The message.' })
  readonly node!: WebhookDeliveryView;
}

@ObjectType({ description: 'A page of the log, newest first. It reaches back 90 days.' })
export class WebhookDeliveryConnection {
  @Field(() => [WebhookDeliveryEdge], { description: 'The messages of this page, in order.' })
  readonly edges!: readonly WebhookDeliveryEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@InputType({ description: 'Messages that are to be sent again: those named, or those since a publication.' })
export class ReplayWebhooksInput extends WebhookEndpointRefInput {
  @Field(() => [ID], { nullable: true, description: 'These, whatever became of them.' })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(BOUNDS.items)
  @MaxLength(BOUNDS.id, { each: true })
  readonly deliveryIds?: readonly string[] | null;

  @Field(() => Int, { nullable: true, description: 'Those of publications with this number or a higher one.' })
  readonly sinceSeq?: number | null;

  @Field(() => [WebhookDeliveryStateEnum], {
    defaultValue: ['DEAD'],
    description: 'With `sinceSeq`: how far they came.',
  })
  readonly states!: readonly DeliveryState[];
}

@ObjectType({ description: 'Messages are sent again, under the same ids.' })
export class ReplayWebhooksPayload extends WebhookEndpointPayload {
  @Field(() => Int, { nullable: true, description: 'How many; null when nothing was done.' })
  readonly replayed?: number | null;
}
