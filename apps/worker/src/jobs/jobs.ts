import { Inject, Injectable } from '@nestjs/common';
import { RemindingService } from '#content';
import { AuditAnchors } from '#ledger';
import { AskedJobs } from './asked-jobs.js';
import { Pruning } from './pruning.js';
import type { AskedJobName, JobName } from './schedule.js';

/** What the jobs do. Each may run twice, and at any time. */
@Injectable()
export class Jobs {
  constructor(
    @Inject(AuditAnchors) private readonly anchors: AuditAnchors,
    @Inject(Pruning) private readonly pruning: Pruning,
    @Inject(RemindingService) private readonly reminding: RemindingService,
    @Inject(AskedJobs) private readonly asked: AskedJobs,
  ) {}

  /** Runs one job and says what it did, for the log. */
  async run(name: JobName): Promise<Readonly<Record<string, number | null>>> {
    switch (name) {
      case 'sign-audit-head':
        return { signed: (await this.anchors.sign())?.number ?? null };
      case 'prune':
        return this.pruning.prune();
      case 'remind':
        return { reminders: await this.reminding.plan() };
    }
  }

  /** Runs a job that somebody asked for, by its name in the queue. */
  runAsked(name: AskedJobName, payload: unknown): Promise<Readonly<Record<string, number | null>>> {
    return this.asked.run(name, payload);
  }
}
