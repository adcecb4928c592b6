import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsInt, IsOptional, MaxLength, Min } from 'class-validator';
import type { RecordedEvent } from '#access';
import { DateTimeScalar } from '#edge';
import { BOUNDS } from '../schema/check-input.js';
import { PageInfo } from '../schema/variant.js';

@ObjectType('AuditEvent', {
  description: 'What an actor did. It holds ids and hashes, never text, and cannot be changed.',
})
export class AuditEventView {
  @Field(() => Int, { description: 'Its number: 1, 2, 3 and so on, without gap.' })
  readonly number!: number;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  readonly at!: string;

  @Field(() => String, {
    description:
      'Who: `editor:<id>`, `editor:<id>/token:<id>` for a script of theirs, `partner:<id>`, `system:<name>`.',
  })
  readonly actor!: string;

  @Field(() => String, { description: 'What they did, such as `variant.publish`.' })
  readonly verb!: string;

  @Field(() => ID, { nullable: true, description: 'To which document, partner or editor; null for none.' })
  readonly subject!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Hash of what was there before; null when nothing was, or nothing changed.',
  })
  readonly before!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Hash of what was there after; null when nothing was, or nothing changed.',
  })
  readonly after!: string | null;

  @Field(() => String, { description: 'The particulars, as JSON.' })
  readonly data!: string;

  @Field(() => String, { description: 'Hash of this event and of all before it, in hex.' })
  readonly hash!: string;
}

export function showEvent({ number, at, actor, verb, subject, data, hash }: RecordedEvent): AuditEventView {
  const { before, after } = data;
  return {
    number,
    at,
    actor,
    verb,
    subject,
    before: typeof before === 'string' ? before : null,
    after: typeof after === 'string' ? after : null,
    data: JSON.stringify(data),
    hash,
  };
}

@ObjectType({ description: 'An event in a list.' })
export class AuditEventEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => AuditEventView, { description: 'The event.' })
  readonly node!: AuditEventView;
}

@ObjectType({ description: 'A page of the audit, newest first.' })
export class AuditEventConnection {
  @Field(() => [AuditEventEdge], { description: 'The events of this page, in order.' })
  readonly edges!: readonly AuditEventEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@InputType({ description: 'Which events; all that is given must hold.' })
export class AuditFilterInput {
  @Field(() => DateTimeScalar, { nullable: true, description: 'Recorded at this instant or later.' })
  readonly since?: string | null;

  @Field(() => Int, { nullable: true, description: 'With this number or a greater one.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly sinceNumber?: number | null;

  @Field(() => String, { nullable: true, description: 'By this actor; `editor:<id>` is the editor and their scripts.' })
  @IsOptional()
  @MaxLength(200)
  readonly actor?: string | null;

  @Field(() => String, { nullable: true, description: 'This verb, such as `session.refuse`.' })
  @IsOptional()
  @MaxLength(100)
  readonly verb?: string | null;

  @Field(() => ID, { nullable: true, description: 'About this document, partner or editor.' })
  @IsOptional()
  @MaxLength(BOUNDS.id)
  readonly subject?: string | null;
}
