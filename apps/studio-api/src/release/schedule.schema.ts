import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional, MaxLength, Min } from 'class-validator';
import type { Scheduled } from '#content';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { ScheduleView } from '../schema/schedule.js';
import { PageInfo } from '../schema/variant.js';
import { ReleasePublishInput, ReleaseWithdrawInput } from './release-inputs.schema.js';
import { Payload } from '../schema/payload.js';

export enum Occurs {
  PLAIN = 'PLAIN',
  GAP = 'GAP',
  OVERLAP = 'OVERLAP',
}
registerEnumType(Occurs, {
  name: 'Occurs',
  description: 'How often the clocks of a zone show a local time.',
  valuesMap: {
    PLAIN: { description: 'Once.' },
    GAP: { description: 'Never: they are put forward over it. It is the moment at which they would have shown it.' },
    OVERLAP: { description: 'Twice, because they are put back. It is the first of the two.' },
  },
});

@InputType({ description: 'What a clock on a wall shows, and where the wall is.' })
export class LocalTimeInput {
  @Field(() => String, { description: 'Date and time without an offset, such as 2026-03-29T09:00.' })
  @MaxLength(BOUNDS.locale)
  readonly localTime!: string;

  @Field(() => String, { description: 'IANA name of the time zone, such as America/Chicago.' })
  @MaxLength(BOUNDS.id)
  readonly timeZone!: string;
}

@InputType({ description: 'When an approved release goes live.' })
export class ScheduleReleaseInput {
  @Field(() => ID, { description: 'The release.' })
  @MaxLength(BOUNDS.id)
  readonly releaseId!: string;

  @Field(() => Int, { description: 'The `version` that was looked at.' })
  @Min(1)
  readonly expectedVersion!: number;

  @Field(() => LocalTimeInput, { description: 'When.' })
  readonly at!: LocalTimeInput;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({
  description: 'When one document goes live, or leaves the public. Give exactly one of `publish` and `withdraw`.',
})
export class ScheduleDocumentInput {
  @Field(() => ReleasePublishInput, { nullable: true, description: 'What goes live.' })
  readonly publish?: ReleasePublishInput | null;

  @Field(() => ReleaseWithdrawInput, { nullable: true, description: 'What leaves the public.' })
  readonly withdraw?: ReleaseWithdrawInput | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The `draftVersion` that was looked at: that is what goes live. Not needed where a revision is named, or for a withdrawal.',
  })
  @IsOptional()
  @Min(1)
  readonly expectedVersion?: number | null;

  @Field(() => LocalTimeInput, { description: 'When.' })
  readonly at!: LocalTimeInput;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'A schedule as it was looked at.' })
export class ScheduleRefInput {
  @Field(() => ID, { description: 'The schedule.' })
  @MaxLength(BOUNDS.id)
  readonly scheduleId!: string;

  @Field(() => Int, { description: 'The `version` that was looked at.' })
  @Min(1)
  readonly expectedVersion!: number;
}

@InputType({ description: 'Another moment for a schedule that waits, or could not fire.' })
export class MoveScheduleInput extends ScheduleRefInput {
  @Field(() => LocalTimeInput, { description: 'When.' })
  readonly at!: LocalTimeInput;
}

@ObjectType({ description: 'A schedule in a list.' })
export class ScheduleEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => ScheduleView, { description: 'The schedule.' })
  readonly node!: ScheduleView;
}

@ObjectType({ description: 'A page of schedules, newest first.' })
export class ScheduleConnection {
  @Field(() => [ScheduleEdge], { description: 'The schedules of this page, in order.' })
  readonly edges!: readonly ScheduleEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType({ description: 'The schedule as it is now, or the reasons why nothing was written.' })
export class SchedulePayload extends Payload {
  @Field(() => ScheduleView, { nullable: true, description: 'The schedule; null when there are problems.' })
  readonly schedule?: ScheduleView | null;

  @Field(() => Occurs, { nullable: true, description: 'How often the clocks there show that time.' })
  readonly occurs?: Scheduled['occurs'] | null;
}
