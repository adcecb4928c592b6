import type { Kind } from '#content';
import type { PublishedDocument } from './document.js';

export interface ListFilter {
  /** Documents under any of these topics or their descendants (document ids). */
  readonly topics?: readonly string[];
  /** Documents for any of these audiences, or for everyone. */
  readonly audiences?: readonly string[];
}

export type ListOrder = 'PUBLISHED_AT_DESC' | 'PUBLISHED_AT_ASC';

export interface ListRequest {
  readonly kind: Kind;
  readonly locale: string;
  /**
   * Further locales, the nearest first. A document that is in the list of several of them is shown once, in the nearest. The
   * order is then by when documents first became public in any locale, which moves none of them when a translation comes or goes.
   */
  readonly fallback?: readonly string[];
  readonly filter: ListFilter;
  readonly order: ListOrder;
  /** 1 to 100. */
  readonly first: number;
  readonly after: ListPosition | null;
}

/** Where a page ended; an app seals it into a cursor bound to the request. */
export interface ListPosition {
  /** The instant that the list is ordered by: ISO 8601 with microseconds, or null in the ordered part of a topic's pairs. */
  readonly publishedAt: string | null;
  readonly documentId: string;
  readonly position: number | null;
}

export interface ListedDocument<K extends Kind = Kind> {
  readonly document: PublishedDocument<K>;
  readonly at: ListPosition;
  /** 1-based place in an ordered list (a topic's pairs), else null. */
  readonly position: number | null;
}

export interface ListPage<K extends Kind = Kind> {
  readonly items: readonly ListedDocument<K>[];
  readonly hasNext: boolean;
}
