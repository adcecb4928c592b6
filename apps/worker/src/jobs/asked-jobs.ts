import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LettersService, type LinkPurpose, SEND_LINK } from '#access';
import { ExpungingService, FORGET_SAMPLES, RemindingService, SEND_REMINDER } from '#content';
import { SEND_WEBHOOK_NOTICE, WebhookNoticesService } from '#delivery';
import { Mailer } from '#platform';
import type { AskedJobName } from './schedule.js';

const WORKER: Actor = { type: 'system', name: 'worker' };

/** What is done because something asked for it when it happened. Each may run twice, and at any time. */
@Injectable()
export class AskedJobs {
  constructor(
    @Inject(LettersService) private readonly letters: LettersService,
    @Inject(ExpungingService) private readonly expunging: ExpungingService,
    @Inject(RemindingService) private readonly reminding: RemindingService,
    @Inject(WebhookNoticesService) private readonly notices: WebhookNoticesService,
    @Inject(Mailer) private readonly mailer: Mailer,
  ) {}

  /** Runs one job and says what it did, for the log. */
  async run(name: AskedJobName, payload: unknown): Promise<Readonly<Record<string, number | null>>> {
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
      case SEND_REMINDER: {
        const { editorId } = payload as { editorId: string };
        return { reminders: await this.reminding.send(editorId, this.mailer) };
      }
      case SEND_WEBHOOK_NOTICE: {
        const { endpointId } = payload as { endpointId: string };
        return { sent: (await this.notices.send(endpointId)) ? 1 : 0 };
      }
    }
  }
}
