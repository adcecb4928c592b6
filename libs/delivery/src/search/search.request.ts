import type { Kind } from '#content';
import type { PublishedDocument } from '../domain/document.js';

/** Results are found among the newest matches in scope, as many as this: beyond them, counts are lower bounds. */
export const SEARCH_CAP = 400;

export interface SearchRequest {
  /** What somebody typed: every word must occur. */
  readonly text: string;
  readonly locale: string;
  /** Absent: every kind. */
  readonly kinds?: readonly Kind[];
  /** Under any of these topics or their descendants (document ids). */
  readonly topics?: readonly string[];
  /** For any of these audiences, or for everyone. */
  readonly audiences?: readonly string[];
  /** 1 to 100. */
  readonly first: number;
  readonly after: SearchPosition | null;
}

/** Where a page ended. What became public after the first page was read is left out of the following ones. */
export interface SearchPosition {
  readonly score: number;
  readonly place: number;
  /** The newest place that the first page knew. */
  readonly newest: number;
}

export interface SearchHit {
  readonly document: PublishedDocument;
  readonly score: number;
  readonly at: SearchPosition;
}

export interface Facet<T> {
  readonly value: T;
  /** How many results would remain if it were chosen. */
  readonly count: number;
}

export interface SearchFacets {
  readonly kinds: readonly Facet<Kind>[];
  /** Document ids of topics; whether the caller may see a topic is for the caller's loader to say. */
  readonly topics: readonly Facet<string>[];
  readonly audiences: readonly Facet<string>[];
}

export interface SearchPage {
  readonly hits: readonly SearchHit[];
  readonly hasNext: boolean;
  readonly total: number;
  readonly facets: SearchFacets;
  /** There are more matches than were looked at. */
  readonly lowerBound: boolean;
  /** Words that nothing in scope has were read as the nearest ones that something has. */
  readonly approximate: boolean;
  /** What was looked for, for `highlights`; opaque. */
  readonly sought: string;
}

export const HIGHLIGHT_FIELDS = ['TITLE', 'SUMMARY', 'CLAIM', 'PHRASING', 'BODY'] as const;

export interface Highlight {
  readonly field: (typeof HIGHLIGHT_FIELDS)[number];
  /** HTML: the words are escaped, what was found stands in `mark` elements. */
  readonly text: string;
}

export interface HighlightRequest {
  readonly document: PublishedDocument;
  readonly sought: string;
}
