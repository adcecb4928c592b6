import type { Clock, Config, ReadPool, Secrets } from '#platform';
import type { PartnerIdentity, Snapshot, View } from '../domain/view.js';
import { SqlDeliveryReader } from '../sql-delivery.reader.js';
import type { PreviewLink } from './preview.js';

/** Reads the published side with what one link lays over it, through the statements of everybody. Whoever holds the link is the partner of the link. */
export class PreviewReader extends SqlDeliveryReader {
  private readonly holder: PartnerIdentity;

  constructor(pool: ReadPool, link: PreviewLink, config: Pick<Config, 'locales'>, secrets: Secrets, clock: Clock) {
    super(pool, config, secrets, clock);
    this.holder = { id: link.partnerId, handle: link.handle, origins: null, quotas: null };
  }

  override identify(): Promise<PartnerIdentity> {
    return Promise.resolve(this.holder);
  }

  /** Without the partner's own pages: they show what is public, and a preview leads on within itself. */
  override async view(partner: PartnerIdentity, snapshot: Snapshot): Promise<View> {
    return { ...(await super.view(partner, snapshot)), site: null };
  }
}
