import type { DeliveryReader, Head, PartnerIdentity, View } from '#delivery';

/** Who asks, as of which head: with the question, everything that an answer is made from. */
export class Standing {
  /** The part of a cache key that says whose answer it is. */
  readonly name: string;
  readonly handle: string;
  readonly isPublic: boolean;
  /** Pages of some origins may read the answers, and no others. */
  readonly byOrigin: boolean;
  private seen: Promise<View> | null = null;
  private known: View | null = null;

  constructor(
    private readonly reader: DeliveryReader,
    readonly partner: PartnerIdentity,
    readonly head: Head,
    /** Value of the header `Almanac-As-Of`. */
    readonly asOf: string,
    /** The database has not confirmed the head for a while. */
    readonly stale: boolean,
  ) {
    this.name = partner.id;
    this.handle = partner.handle;
    this.isPublic = partner.handle === 'public';
    this.byOrigin = partner.origins !== null;
  }

  /** One statement for all answers of a partner as of one head; a promise only until it has been read. */
  view(): View | Promise<View> {
    if (this.known) return this.known;
    if (!this.seen) {
      this.seen = this.reader.view(this.partner, this.head);
      this.seen.then(
        (view) => (this.known = view),
        () => (this.seen = null),
      );
    }
    return this.seen;
  }
}
