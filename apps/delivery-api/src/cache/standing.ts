import type { DeliveryReader, PartnerIdentity, Snapshot, View } from '#delivery';

/** Who asks, as of which head: with the operation, everything that an answer is made from. */
export class Standing {
  /** The part of a cache key that says whose answer it is. */
  readonly name: string;
  readonly isPublic: boolean;
  private seen: Promise<View> | null = null;

  constructor(
    private readonly reader: DeliveryReader,
    readonly partner: PartnerIdentity,
    readonly head: Snapshot,
    /** Value of the header `Almanac-As-Of`. */
    readonly asOf: string,
    /** The database has not confirmed the head for a while. */
    readonly stale: boolean,
  ) {
    this.name = `${partner.id} ${partner.region ?? ''}`;
    this.isPublic = partner.handle === 'public';
  }

  /** One statement for all answers of a partner as of one head. */
  view(): Promise<View> {
    if (!this.seen) {
      this.seen = this.reader.view(this.partner, this.head);
      this.seen.catch(() => (this.seen = null));
    }
    return this.seen;
  }
}
