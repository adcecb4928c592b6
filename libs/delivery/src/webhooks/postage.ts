import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, Seal, Secrets } from '#platform';
import { asOfSeal, closeSnapshot } from '../domain/as-of.js';
import { forbiddenUrl, type OwnNetworks } from './domain/destination.js';
import { type Envelope, sign } from './domain/envelope.js';
import type { Delivery } from './persistence/delivery.store.js';
import type { SealedSecrets } from './persistence/endpoint.store.js';

/** What this installation puts on a message so that it arrives and is believed: its seals, and where it may be sent to. */
@Injectable()
export class Postage {
  private readonly secrets: Seal;
  private readonly asOf: Seal;
  readonly own: OwnNetworks;
  private readonly secure: boolean;

  constructor(@Inject(Secrets) secrets: Secrets, @Inject(CONFIG) config: Config) {
    this.secrets = new Seal(secrets.root, 'webhook secret');
    this.asOf = asOfSeal(secrets.root);
    this.own = config.webhookNetworks;
    this.secure = config.env === 'production';
  }

  seal(secret: string): string {
    return this.secrets.close(secret);
  }

  /** Why nothing can be sent to this URL; null when it can, as far as one can see without going there. */
  forbidden(url: string): string | null {
    return forbiddenUrl(url, { own: this.own, secure: this.secure });
  }

  /** Null: the secret was sealed by another installation, or the one of this was lost. */
  envelope(delivery: Delivery, { secret, previousSecret, previousUntil }: SealedSecrets, now: Date): Envelope | null {
    const current = this.secrets.open(secret);
    const previous =
      previousSecret !== null && previousUntil !== null && previousUntil > now
        ? this.secrets.open(previousSecret)
        : null;
    if (typeof current !== 'string') return null;
    const { id, publication, ...message } = delivery;
    return sign(
      { ...message, deliveryId: id, at: publication.at, asOf: closeSnapshot(this.asOf, publication) },
      [current, ...(typeof previous === 'string' ? [previous] : [])],
      now,
    );
  }
}
