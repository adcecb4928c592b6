import { Inject } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import {
  DocumentSchedulingService,
  type LocalTime,
  type Scheduled,
  type ScheduleState,
  SchedulingService,
} from '#content';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { BadInput, Problems } from '#platform';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { showProblem, showProblemAt } from '../schema/problems.js';
import { showSchedule } from '../schema/schedule.js';
import { Acting } from '../session/studio-context.js';
import { ScheduleStateEnum } from './release-states.schema.js';
import { publishItem, ReleasePublishInput, ReleaseWithdrawInput, withdrawItem } from './release-inputs.schema.js';
import {
  LocalTimeInput,
  MoveScheduleInput,
  ScheduleConnection,
  ScheduleDocumentInput,
  SchedulePayload,
  ScheduleRefInput,
  ScheduleReleaseInput,
} from './schedule.schema.js';

@Resolver()
export class ScheduleResolver {
  constructor(
    @Inject(SchedulingService) private readonly scheduling: SchedulingService,
    @Inject(DocumentSchedulingService) private readonly documents: DocumentSchedulingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Mutation(() => SchedulePayload, { description: 'Says when an approved release goes live.' })
  scheduleRelease(
    @Args('input', { description: 'Which one, and when.' }) input: ScheduleReleaseInput,
    @Acting() actor: Actor,
  ): Promise<SchedulePayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny([
        ...checkInput(ScheduleReleaseInput, input),
        ...checkInput(LocalTimeInput, input.at, ['at']),
      ]);
      const asked = { verb: 'scheduleRelease', key: input.idempotencyKey, input };
      return this.once(actor, asked, [], () => this.scheduling.schedule(actor, input, localTime(input.at)));
    });
  }

  @Mutation(() => SchedulePayload, {
    description:
      'Says when one document goes live as it stands, or leaves the public: a release of it alone, approved at once.',
  })
  scheduleDocument(
    @Args('input', { description: 'What, and when.' }) input: ScheduleDocumentInput,
    @Acting() actor: Actor,
  ): Promise<SchedulePayload> {
    const { publish, withdraw, expectedVersion, at } = input;
    const list = publish ? 'publish' : 'withdraw';
    const show_ = showProblemAt(({ path }) => {
      const [first, , ...rest] = path;
      if (first !== 'items') return path;
      return rest[0] === 'expectedVersion' ? rest : [list, ...rest];
    });
    return settle(show_, async () => {
      Problems.throwIfAny([
        ...checkInput(ScheduleDocumentInput, input),
        ...(publish ? checkInput(ReleasePublishInput, publish, ['publish']) : []),
        ...(withdraw ? checkInput(ReleaseWithdrawInput, withdraw, ['withdraw']) : []),
        ...checkInput(LocalTimeInput, at, ['at']),
        ...(Boolean(publish) === Boolean(withdraw)
          ? [new BadInput('Give exactly one of "publish" and "withdraw".', ['publish'])]
          : []),
        ...(publish && (publish.revision ?? expectedVersion ?? null) === null
          ? [new BadInput('Say which version of the draft is to go live, or name a revision.', ['expectedVersion'])]
          : []),
      ]);
      const item = publish ? publishItem(publish) : withdrawItem(withdraw as ReleaseWithdrawInput);
      const asked = { verb: 'scheduleDocument', key: input.idempotencyKey, input };
      return this.once(actor, asked, [item.documentId], () =>
        this.documents.schedule(actor, item, expectedVersion ?? 0, localTime(at)),
      );
    });
  }

  @Mutation(() => SchedulePayload, { description: 'Moves what waits, or could not fire, to another moment.' })
  moveSchedule(
    @Args('input', { description: 'Which one, and when.' }) input: MoveScheduleInput,
    @Acting() actor: Actor,
  ): Promise<SchedulePayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny([...checkInput(MoveScheduleInput, input), ...checkInput(LocalTimeInput, input.at, ['at'])]);
      return show(await this.scheduling.move(actor, input, localTime(input.at)));
    });
  }

  @Mutation(() => SchedulePayload, { description: 'Calls off what waits. The release stays approved.' })
  cancelSchedule(
    @Args('input', { description: 'Which one.' }) input: ScheduleRefInput,
    @Acting() actor: Actor,
  ): Promise<SchedulePayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ScheduleRefInput, input));
      return { schedule: showSchedule(await this.scheduling.cancel(actor, input)) };
    });
  }

  @Query(() => ScheduleConnection, {
    name: 'schedules',
    description: 'Schedules, newest first. Those that FAILED are a queue: somebody has to mend something.',
  })
  async listSchedules(
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('states', { type: () => [ScheduleStateEnum], nullable: true, description: 'Only those that stand so.' })
    states?: readonly ScheduleState[] | null,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<ScheduleConnection> {
    const page = this.pages.ask(`schedules ${[...(states ?? [])].sort().join(' ')}`, first, after);
    const before = page.after?.[0] ?? null;
    const found = await this.scheduling.list({ first: page.first, before, states: states ?? null });
    return page.show(
      found,
      ({ id }) => [id],
      (schedule) => ({ node: showSchedule(schedule) }),
    );
  }

  private async once(
    actor: Actor,
    asked: Parameters<IdempotencyService['once']>[1],
    documents: readonly string[],
    work: () => Promise<Scheduled>,
  ): Promise<Omit<SchedulePayload, 'problems'>> {
    const { id, occurs } = await this.idempotency.once(actor, asked, async () => {
      const { schedule, occurs: often } = await work();
      return { answer: { id: schedule.id, occurs: often }, documents };
    });
    return show({ schedule: await this.scheduling.get(id), occurs });
  }
}

const localTime = ({ localTime: time, timeZone }: LocalTimeInput): LocalTime => ({ localTime: time, zone: timeZone });

const show = ({ schedule, occurs }: Scheduled) => ({ schedule: showSchedule(schedule), occurs });
