import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#ledger';
import { UnitOfWork } from '#platform';
import type { LocalTime } from './domain/local-time.js';
import type { ReleaseItem } from './domain/release.js';
import { ReleaseApprovalService } from './release-approval.service.js';
import { ReleasesService } from './releases.service.js';
import { type Scheduled, SchedulingService } from './scheduling.service.js';

/** One document at its hour: a release of it alone, approved as it stands. Everything or nothing of that happens. */
@Injectable()
export class DocumentSchedulingService {
  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(ReleasesService) private readonly releases: ReleasesService,
    @Inject(ReleaseApprovalService) private readonly approval: ReleaseApprovalService,
    @Inject(SchedulingService) private readonly scheduling: SchedulingService,
  ) {}

  /** `expectedVersion`: of the draft that is to go live; of no use to what withdraws or names a revision. */
  async schedule(actor: Actor, item: ReleaseItem, expectedVersion: number, at: LocalTime): Promise<Scheduled> {
    return this.work.run(async () => {
      const { documentId, locale } = item;
      const { id, version } = await this.releases.create(actor, { name: null, items: [item] });
      const approved = await this.approval.approve(actor, {
        releaseId: id,
        expectedVersion: version,
        seen: [{ documentId, locale, expectedVersion }],
      });
      return this.scheduling.schedule(actor, { releaseId: id, expectedVersion: approved.version }, at);
    });
  }
}
