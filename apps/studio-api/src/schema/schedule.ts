import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Schedule, ScheduleState } from '#content';
import { DateTimeScalar } from '#edge';
import { ScheduleStateEnum } from '../release/release-states.schema.js';

/** What a variant's schedule is. */
export const SCHEDULE_OF =
  'When it goes live, or leaves the public: the next schedule that waits with it. Else the one that could not fire, with its reasons, until somebody has seen to its release. Null when there is neither.';

@ObjectType({ description: 'Why a schedule could not fire.' })
export class ScheduleReason {
  @Field(() => String, { description: 'Stable name of the refusal.' })
  readonly kind!: string;

  @Field(() => String, { description: 'What is wrong and what to do next.' })
  readonly message!: string;

  @Field(() => [String], { description: 'Where in the release, such as `["items", "0", "fields", "title"]`.' })
  readonly path!: readonly string[];
}

@ObjectType('Schedule', { description: 'When an approved release goes live.' })
export class ScheduleView {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;

  @Field(() => ID, { description: 'The release.' })
  readonly releaseId!: string;

  @Field(() => String, { description: 'What the editor said.' })
  readonly localTime!: string;

  @Field(() => String, { description: 'IANA name of the time zone.' })
  readonly timeZone!: string;

  @Field(() => DateTimeScalar, { description: 'The instant that this means by what is known of time zones.' })
  readonly instant!: string;

  @Field(() => ScheduleStateEnum, { description: 'Where it stands.' })
  readonly state!: ScheduleState;

  @Field(() => Int, { description: 'Give it as `expectedVersion` with the next write.' })
  readonly version!: number;

  @Field(() => [ScheduleReason], { description: 'Why it could not fire; none unless it FAILED.' })
  readonly reasons!: readonly ScheduleReason[];

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  readonly createdAt!: string;

  @Field(() => String, { description: 'Who made it, such as `editor:<id>`.' })
  readonly createdBy!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it fired, failed or was called off.' })
  readonly endedAt!: string | null;
}

export function showSchedule({ zone, reasons, attempts: _attempts, ...schedule }: Schedule): ScheduleView {
  return {
    ...schedule,
    timeZone: zone,
    reasons: reasons.map((reason) => ({ ...reason, path: reason.path.map(String) })),
  };
}
