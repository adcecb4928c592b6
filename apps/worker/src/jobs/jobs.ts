import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LettersService, type LinkPurpose, SEND_LINK } from '#access';
import { ExpungingService, FORGET_SAMPLES } from '#content';
import { AuditAnchors } from '#ledger';
import { Pruning } from './pruning.js';
import type { AskedJobName, JobName } from './schedule.js';

const WORKER: Actor = { type: 'system', name: 'worker' };

/** What the jobs do. Each may run twice, and at any time. */
@Injectable()
export class Jobs {
  constructor(
    @Inject(AuditAnchors) private readonly anchors: AuditAnchors,
    @Inject(Pruning) private readonly pruning: Pruning,
    @Inject(LettersService) private readonly letters: LettersService,
    @Inject(ExpungingService) private readonly expunging: ExpungingService,
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

  /** Runs a job that somebody asked for, by its name in the queue. */
  async runAsked(name: AskedJobName, payload: unknown): Promise<Readonly<Record<string, number | null>>> {
    switch (name) {
      case SEND_LINK: {
        const { editorId, purpose } = payload as { editorId: string | null; purpose: LinkPurpose };
        // A job for nobody keeps secret whether there is such an editor.
        const sent = editorId !== null && (await this.letters.sendLink(WORKER, editorId, purpose));
        return { sent: sent ? 1 : 0 };
      }
      case FORGET_SAMPLES:
        await this.expunging.forgetSamples();
        return {};
    }
  }
}
