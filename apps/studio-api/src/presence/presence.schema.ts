import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { DateTimeScalar } from '#edge';
import { BOUNDS } from '../schema/check-input.js';
import { VariantKeyInput } from '../schema/publication.js';
import { Payload } from '../schema/payload.js';

@ObjectType({ description: 'Whoever asked the others to wait.' })
export class DraftLock {
  @Field(() => String, { description: 'Who, such as `editor:<id>`.' })
  readonly who!: string;

  @Field(() => String, { nullable: true, description: 'Their name; null when it is no editor.' })
  readonly name!: string | null;

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  readonly since!: string;

  @Field(() => DateTimeScalar, { description: 'Until when, unless they save or renew it before.' })
  readonly until!: string;
}

@ObjectType({ description: 'Somebody who has the draft open.' })
export class PresentEditor extends DraftLock {
  @Field(() => String, { nullable: true, description: 'The field that they are at.' })
  readonly field!: string | null;

  @Field(() => String, { nullable: true, description: 'The `_key` of the entry that they are at.' })
  readonly block!: string | null;
}

@ObjectType({ description: 'Who is at a draft. Advice for people: no save is refused because of it.' })
export class Attendance {
  @Field(() => [PresentEditor], { description: 'Whoever gave a sign of life within the last minute.' })
  readonly present!: readonly PresentEditor[];

  @Field(() => DraftLock, { nullable: true, description: 'Whoever asked the others to wait; null when nobody did.' })
  readonly lock!: DraftLock | null;
}

@InputType({ description: 'A sign of life.' })
export class AttendDraftInput extends VariantKeyInput {
  @Field(() => String, { nullable: true, description: 'The field that you are at.' })
  @IsOptional()
  @MaxLength(BOUNDS.locale)
  readonly field?: string | null;

  @Field(() => String, { nullable: true, description: 'The `_key` of the entry that you are at.' })
  @IsOptional()
  @MaxLength(BOUNDS.id)
  readonly block?: string | null;
}

@InputType({ description: 'A draft that you close.' })
export class LeaveDraftInput extends VariantKeyInput {}

@InputType({ description: 'A draft on which the others should wait.' })
export class LockDraftInput extends VariantKeyInput {}

@InputType({ description: 'A lock to take from somebody.' })
export class TakeOverDraftInput extends VariantKeyInput {
  @Field(() => String, {
    description: 'Whoever holds it as you see it (`lock.who`): from anybody else it is not taken.',
  })
  @MaxLength(BOUNDS.id)
  readonly from!: string;
}

@ObjectType({ isAbstract: true })
abstract class AttendancePayload extends Payload {
  @Field(() => Attendance, { nullable: true, description: 'Who is at it now; null when there are problems.' })
  readonly attendance?: Attendance | null;
}

@ObjectType({ description: 'Who is at the draft, or why you cannot be.' })
export class AttendDraftPayload extends AttendancePayload {}

@ObjectType({ description: 'Who is still at the draft.' })
export class LeaveDraftPayload extends AttendancePayload {}

@ObjectType({ description: 'Who is at the draft, with your lock, or why you have none.' })
export class LockDraftPayload extends AttendancePayload {}

@ObjectType({ description: 'Who is at the draft, with the lock that is yours now, or why it is not.' })
export class TakeOverDraftPayload extends AttendancePayload {}
