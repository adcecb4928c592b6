import { Inject, Injectable } from '@nestjs/common';
import { type Actor, actorName, LedgerService } from '#ledger';
import { type Backlog, Clock, Ids, Problems, UnitOfWork } from '#platform';
import { type LocalTime, type ResolvedTime, resolveLocalTime } from './domain/local-time.js';
import {
  AlreadyScheduled,
  ReleaseNotFound,
  ScheduleEnded,
  ScheduleNotFound,
  StaleSchedule,
  TimeHasPassed,
  WrongReleaseState,
} from './domain/release-refusals.js';
import { moveRelease, type Release } from './domain/release.js';
import type { Schedule, ScheduleState } from './domain/schedule.js';
import type { VariantKey } from './persistence/draft.store.js';
import { ReleaseStore } from './persistence/release.store.js';
import { ScheduleStore } from './persistence/schedule.store.js';
import { ReleaseGateService, type ReleaseRef } from './release-gate.service.js';
import { fact } from './releases.service.js';

export interface ScheduleRef {
  readonly scheduleId: string;
  readonly expectedVersion: number;
}

export interface Scheduled {
  readonly schedule: Schedule;
  /** Whether clocks show that time once, never, or twice. */
  readonly occurs: ResolvedTime['occurs'];
}

/**
 * When approved releases go live. A schedule keeps what the editor said, a time on the wall of some place, beside the instant that it
 * means; the worker fires it.
 */
@Injectable()
export class SchedulingService {
  private readonly releases: ReleaseStore;
  private readonly store: ScheduleStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(ReleaseGateService) private readonly gate: ReleaseGateService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {
    this.releases = new ReleaseStore(work);
    this.store = new ScheduleStore(work);
  }

  async schedule(actor: Actor, ref: ReleaseRef, at: LocalTime): Promise<Scheduled> {
    const time = this.future(at);
    return this.work.run(async () => {
      const { release } = await this.gate.enter(actor, ref, 'schedule');
      const id = this.ids.next();
      const { localTime, zone, instant } = time;
      const made = await this.store.insert({
        id,
        releaseId: release.id,
        localTime,
        zone,
        instant,
        createdBy: actorName(actor),
        at: this.clock.now(),
      });
      if (!made) throw new AlreadyScheduled((await this.store.waitingOf(release.id))?.id ?? '', ['releaseId']);
      await this.ledger.record(actor, [
        fact('schedule.create', release.id, { schedule: id, localTime, zone, instant }),
      ]);
      return { schedule: await this.get(id), occurs: time.occurs };
    });
  }

  /** To another moment: what waits, and also what could not fire. */
  async move(actor: Actor, ref: ScheduleRef, at: LocalTime): Promise<Scheduled> {
    const time = this.future(at);
    return this.work.run(async () => {
      const { schedule, release } = await this.hold(actor, ref);
      if (schedule.state !== 'WAITING' && schedule.state !== 'FAILED')
        throw new ScheduleEnded(schedule.state, ['scheduleId']);
      const may = moveRelease(release.state, 'schedule');
      if (!may.allowed) throw new WrongReleaseState(may.reason, ['scheduleId']);
      if (!(await this.store.move(schedule.id, time)))
        throw new AlreadyScheduled((await this.store.waitingOf(release.id))?.id ?? '', ['scheduleId']);
      const { localTime, zone, instant } = time;
      await this.ledger.record(actor, [
        fact('schedule.move', release.id, { schedule: schedule.id, localTime, zone, instant }),
      ]);
      return { schedule: await this.get(schedule.id), occurs: time.occurs };
    });
  }

  async cancel(actor: Actor, ref: ScheduleRef): Promise<Schedule> {
    return this.work.run(async () => {
      const { schedule, release } = await this.hold(actor, ref);
      if (schedule.state !== 'WAITING') throw new ScheduleEnded(schedule.state, ['scheduleId']);
      await this.store.end(schedule.id, 'CANCELLED', this.clock.now());
      await this.ledger.record(actor, [fact('schedule.cancel', release.id, { schedule: schedule.id })]);
      return this.get(schedule.id);
    });
  }

  async get(id: string): Promise<Schedule> {
    const found = await this.store.find(id);
    if (!found) throw new Error(`the schedule ${id} is not there`);
    return found;
  }

  /** Newest first. */
  list(page: {
    readonly states: readonly ScheduleState[] | null;
    readonly first: number;
    readonly before: string | null;
  }): Promise<readonly Schedule[]> {
    return this.store.list(page);
  }

  /** What waits for its hour; a second after it, it should wait no more. */
  backlog(): Promise<Backlog> {
    return this.store.backlog(this.clock.now());
  }

  /** Of a release, newest first. */
  listOf(releaseId: string): Promise<readonly Schedule[]> {
    return this.store.listOf(releaseId);
  }

  /** Of variants that wait for their hour, or whose hour came in vain and nobody has seen to it. */
  ofVariants(keys: readonly VariantKey[]): Promise<readonly (VariantKey & { readonly schedule: Schedule })[]> {
    return this.store.ofVariants(keys);
  }

  /**
   * Asks again what every local time means that is waited for: laws move clocks, and a new version of the machine's time zones knows
   * of it. The wall clock is what the editor promised, so the instant moves.
   */
  async resolveAnew(actor: Actor): Promise<number> {
    let moved = 0;
    for (const { id, instant } of await this.store.waiting()) {
      await this.work.run(async () => {
        const schedule = await this.store.retake(id);
        if (!schedule) return;
        const time = resolveLocalTime(schedule);
        if (Date.parse(time.instant) === Date.parse(schedule.instant)) return;
        await this.store.move(id, time);
        await this.ledger.record(actor, [
          fact('schedule.resolve', schedule.releaseId, { schedule: id, was: instant, instant: time.instant }),
        ]);
        moved += 1;
      });
    }
    return moved;
  }

  private future(at: LocalTime): ResolvedTime {
    const time = resolveLocalTime(at, ['at']);
    if (Date.parse(time.instant) <= this.clock.now().getTime())
      throw new TimeHasPassed(time.instant, ['at', 'localTime']);
    return time;
  }

  /** The release first, as everybody does. */
  private async hold(
    actor: Actor,
    { scheduleId, expectedVersion }: ScheduleRef,
  ): Promise<{ schedule: Schedule; release: Release }> {
    const known = await this.store.find(scheduleId);
    if (!known) throw new ScheduleNotFound(['scheduleId']);
    const release = await this.releases.hold(known.releaseId);
    if (!release) throw new ReleaseNotFound(['scheduleId']);
    await this.gate.allow(actor, 'schedule', release.items);
    const schedule = await this.get(scheduleId);
    Problems.throwIfAny(
      schedule.version === expectedVersion
        ? []
        : [new StaleSchedule(expectedVersion, schedule.version, ['expectedVersion'])],
    );
    return { schedule, release };
  }
}
