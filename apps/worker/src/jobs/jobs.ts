import { Inject, Injectable } from '@nestjs/common';
import { AuditAnchors } from '#ledger';
import { Pruning } from './pruning.js';
import type { JobName } from './schedule.js';

/** What the jobs do. Each may run twice, and at any time. */
@Injectable()
export class Jobs {
  constructor(
    @Inject(AuditAnchors) private readonly anchors: AuditAnchors,
    @Inject(Pruning) private readonly pruning: Pruning,
  ) {}

  /** Runs one job and says what it did, for the log. */
  async run(name: JobName): Promise<Readonly<Record<string, number | null>>> {
    switch (name) {
      case 'sign-audit-head':
        return { signed: (await this.anchors.sign())?.number ?? null };
      case 'prune':
        return this.pruning.prune();
    }
  }
}
