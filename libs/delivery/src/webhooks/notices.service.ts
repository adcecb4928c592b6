import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, Mailer, UnitOfWork } from '#platform';
import { DELIVERIES_KEPT_DAYS } from './deliveries.service.js';
import { EndpointStore, type PauseReason } from './persistence/endpoint.store.js';

const WHY: Readonly<Record<PauseReason, string>> = {
  ASKED: 'Somebody of ours paused it.',
  FAILING: 'For three days no message arrived there.',
  GONE: 'It answered 410 Gone, which asks not to be told any more.',
  UNREADABLE_SECRET: 'Its secret cannot be read here any more; it needs a new one.',
};

/** Tells a partner that nothing is sent to an endpoint of theirs any more. */
@Injectable()
export class WebhookNoticesService {
  private readonly store: EndpointStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(Mailer) private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.store = new EndpointStore(work);
  }

  /** Whether there was anybody to write to, and a reason to. */
  async send(endpointId: string): Promise<boolean> {
    const endpoint = await this.store.find(endpointId);
    if (endpoint?.state !== 'PAUSED' || endpoint.contact === null) return false;
    const { url, pausedBecause, contact } = endpoint;
    await this.mailer.send({
      to: contact,
      subject: `Webhooks paused: ${new URL(url).hostname}`,
      text: [
        `Nothing is sent to ${url} just now. ${pausedBecause === null ? '' : WHY[pausedBecause]}`,
        '',
        'What happens meanwhile is kept, and sent when the endpoint is resumed: ask whoever gave you access, and name it by',
        endpointId,
        '',
        `Messages are kept for ${DELIVERIES_KEPT_DAYS} days. Until then ask the API what has changed: ${this.config.publicUrl}/v1/sync`,
        '',
      ].join('\n'),
    });
    return true;
  }
}
