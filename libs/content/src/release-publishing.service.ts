import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LedgerService } from '#ledger';
import { Clock, UnitOfWork } from '#platform';
import { requestOf } from './domain/release-request.js';
import type { Release } from './domain/release.js';
import { ReleaseStore } from './persistence/release.store.js';
import { ScheduleStore } from './persistence/schedule.store.js';
import { type PublicationResult, PublishingService } from './publishing.service.js';
import { inRelease } from './pinning.service.js';
import { ReleaseGateService, type ReleaseRef } from './release-gate.service.js';
import { fact } from './releases.service.js';

/** Makes public what was approved, all of it in one publication, once. What stands against it now is refused, and nothing changes. */
@Injectable()
export class ReleasePublishingService {
  private readonly releases: ReleaseStore;
  private readonly schedules: ScheduleStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(ReleaseGateService) private readonly gate: ReleaseGateService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PublishingService) private readonly publishing: PublishingService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.releases = new ReleaseStore(work);
    this.schedules = new ScheduleStore(work);
  }

  /** Now, whatever hour it waits for. */
  async publish(actor: Actor, ref: ReleaseRef): Promise<PublicationResult> {
    return this.work.run(async () => {
      const { release } = await this.gate.enter(actor, ref, 'publish');
      await this.schedules.cancelOf(release.id, this.clock.now());
      return this.goLive(actor, release);
    });
  }

  /** A release that is held and approved. */
  async goLive(actor: Actor, release: Release): Promise<PublicationResult> {
    await this.ledger.record(actor, [fact('release.publish', release.id, {})]);
    const pinned = requestOf(release, () => undefined);
    const result = await inRelease(pinned, () => this.publishing.publish(actor, pinned.request));
    const approved =
      release.approvedAt === null || release.approvedBy === null
        ? null
        : { at: release.approvedAt, by: release.approvedBy };
    await this.releases.step({ ...release, state: 'PUBLISHED', approved, seq: result.publication.seq });
    return result;
  }
}
