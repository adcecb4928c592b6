import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import {
  type AskedExpunge,
  EXPUNGE_OUTCOMES,
  EXPUNGE_REASONS,
  type ExpungeOutcome,
  type ExpungeReason,
} from '#content';
import { DateTimeScalar, ProblemView } from '#edge';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { Publication } from '../schema/publication.js';
import { PageInfo } from '../schema/variant.js';

export const ExpungeReasonEnum = Object.fromEntries(EXPUNGE_REASONS.map((reason) => [reason, reason]));
registerEnumType(ExpungeReasonEnum, {
  name: 'ExpungeReason',
  description:
    'Why a document must not exist any more. A closed list: other words would be one more text about a person.',
  valuesMap: {
    SAFETY: { description: 'It puts somebody in danger.' },
    PRIVACY: { description: 'It exposes somebody.' },
    LEGAL: { description: 'The law demands it.' },
  },
});

export const ExpungeOutcomeEnum = Object.fromEntries(EXPUNGE_OUTCOMES.map((outcome) => [outcome, outcome]));
registerEnumType(ExpungeOutcomeEnum, {
  name: 'ExpungeOutcome',
  description: 'What became of a request.',
  valuesMap: {
    EXPUNGED: { description: 'Somebody else confirmed it, and the document is gone.' },
    DECLINED: { description: 'An admin said no.' },
    CANCELLED: { description: 'Whoever asked took it back.' },
    EXPIRED: { description: 'Nobody confirmed it within seven days, and it was asked for anew.' },
  },
});

@ObjectType('ExpungeRequest', { description: 'That somebody asked for a document to be expunged.' })
export class ExpungeRequestView {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;

  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { nullable: true, description: 'In this locale; null: in all of them.' })
  readonly locale!: string | null;

  @Field(() => ExpungeReasonEnum, { description: 'Why.' })
  readonly reason!: ExpungeReason;

  @Field(() => ID, { description: 'The editor who asked.' })
  readonly requestedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  readonly requestedAt!: string;

  @Field(() => DateTimeScalar, { description: 'When it can be confirmed no more.' })
  readonly expiresAt!: string;

  @Field(() => ExpungeOutcomeEnum, { nullable: true, description: 'What became of it; null while nobody has decided.' })
  readonly outcome!: ExpungeOutcome | null;

  @Field(() => ID, { nullable: true, description: 'The editor who decided.' })
  readonly decidedBy!: string | null;
}

export function showExpungeRequest(asked: AskedExpunge): ExpungeRequestView {
  const { id, documentId, locale, reason, requestedBy, requestedAt, expiresAt, outcome, decidedBy } = asked;
  return {
    id,
    documentId,
    locale,
    reason,
    requestedBy,
    requestedAt: requestedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    outcome,
    decidedBy,
  };
}

@ObjectType({ description: 'A request in a list.' })
export class ExpungeRequestEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => ExpungeRequestView, { description: 'The request.' })
  readonly node!: ExpungeRequestView;
}

@ObjectType({ description: 'A page of requests, newest first.' })
export class ExpungeRequestConnection {
  @Field(() => [ExpungeRequestEdge], { description: 'The requests of this page, in order.' })
  readonly edges!: readonly ExpungeRequestEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@InputType({ description: 'What must not exist any more.' })
export class RequestExpungeInput {
  @Field(() => ID, { description: 'The document.' })
  @MaxLength(BOUNDS.id)
  readonly documentId!: string;

  @Field(() => String, { nullable: true, description: 'In this locale only; left out: in all of them, and for ever.' })
  @IsOptional()
  @MaxLength(BOUNDS.locale)
  readonly locale?: string | null;

  @Field(() => ExpungeReasonEnum, { description: 'Why.' })
  readonly reason!: ExpungeReason;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'A request that somebody else made.' })
export class ConfirmExpungeInput {
  @Field(() => ID, { description: 'The request.' })
  @MaxLength(BOUNDS.id)
  readonly requestId!: string;

  @Field(() => ID, { description: 'The document once more: it cannot be brought back.' })
  @MaxLength(BOUNDS.id)
  readonly documentId!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: "A request to refuse, or one's own to take back." })
export class DeclineExpungeInput {
  @Field(() => ID, { description: 'The request.' })
  @MaxLength(BOUNDS.id)
  readonly requestId!: string;
}

@ObjectType({ isAbstract: true })
abstract class ExpungeRequestPayload {
  @Field(() => ExpungeRequestView, {
    nullable: true,
    description: 'The request as it is now; null when it was refused.',
  })
  readonly request?: ExpungeRequestView | null;

  @Field(() => [ProblemView], { description: 'Why nothing was done; empty when it was.' })
  readonly problems!: readonly ProblemView[];
}

@ObjectType({ description: 'It was asked for: somebody else has to confirm it.' })
export class RequestExpungePayload extends ExpungeRequestPayload {}

@ObjectType({ description: 'It is gone.' })
export class ConfirmExpungePayload extends ExpungeRequestPayload {
  @Field(() => Publication, {
    nullable: true,
    description: 'By which the public learns it; null when nothing of it was ever public.',
  })
  readonly publication?: Publication | null;
}

@ObjectType({ description: 'Nothing is expunged.' })
export class DeclineExpungePayload extends ExpungeRequestPayload {}
