import type { Kind } from '#content';
import type { ReadPool } from '#platform';
import type { DeliveryReader } from '../delivery.reader.js';
import { CHANGES, OBJECTIONS } from './preview.statements.js';

/** A variant that would be public, or no longer. */
export interface PreviewedChange {
  readonly documentId: string;
  readonly locale: string;
  readonly kind: Kind;
  readonly slug: string;
  /** Why it would be withdrawn; null for what would be published. */
  readonly withdrawn: 'GONE' | 'REPLACED' | 'RETRACTED' | null;
}

/** Why it could not be published as it stands. */
export interface PreviewedObjection {
  readonly kind: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
}

export interface PreviewLink {
  readonly id: string;
  readonly base: string;
  /** Another one each time that it is refreshed. */
  readonly mark: string;
  /** What it was made to show; null for a release. */
  readonly documentId: string | null;
  readonly locale: string | null;
  readonly expiresAt: string;
  /** Whom it shows the published side as. */
  readonly partnerId: string;
  readonly handle: string;
}

/** One link, as whoever holds its token reads it. */
export class Preview {
  constructor(
    readonly link: PreviewLink,
    readonly reader: DeliveryReader,
    private readonly pool: ReadPool,
  ) {}

  changes(): Promise<PreviewedChange[]> {
    return this.pool.rows<PreviewedChange>(CHANGES, [this.link.id]);
  }

  objections(): Promise<PreviewedObjection[]> {
    return this.pool.rows<PreviewedObjection>(OBJECTIONS, [this.link.id]);
  }
}
