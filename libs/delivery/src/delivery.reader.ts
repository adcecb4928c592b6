import type { Kind } from '#content';
import type { Address, ChronicleRequest, CorrectionRecord } from './domain/chronicle.js';
import type { PublishedDocument, PublishedTombstone, PublishedWithdrawal } from './domain/document.js';
import type { Portion } from './domain/portion.js';
import type { ListPage, ListRequest, ListPosition } from './domain/page.js';
import type { MythFound, MythRequest } from './myths/domain/request.js';
import type { PartnerIdentity, Snapshot, View } from './domain/view.js';
import type { DeltaLines, DeltaPage, DeltaRequest, SetProof } from './sync/delta.js';
import type { Highlight, HighlightRequest, SearchPage, SearchRequest } from './search/search.request.js';

/** Names one published document: an edition pins it, otherwise it is the edition at S. */
export interface DocumentKey {
  readonly documentId: string;
  readonly locale: string;
  readonly edition?: number;
  /** The caller reached it through a visible host that carries it: the scope does not apply. */
  readonly carried?: boolean;
}

export interface SlugKey {
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
  readonly edition?: number;
}

/** What a host in the locale refers to; `carried` as in DocumentKey, `nearest` as in `byReference`. */
export interface ReferenceKey {
  readonly target: string;
  readonly locale: string;
  readonly carried: boolean;
  readonly nearest?: readonly string[];
}

/**
 * The reading side. Every method is a pure function of (view, arguments); what is not visible in the view's scopes and what
 * does not exist are the same null, for the same single statement. Batch methods answer in the order of their keys.
 * Without a portion documents come whole.
 */
export abstract class DeliveryReader {
  /** Whose key it is; a missing, wrong, expired or revoked key is the partner `public`. */
  abstract identify(key: string | null): Promise<PartnerIdentity>;
  abstract head(): Promise<Snapshot>;
  /** The last publication at or before the instant (ISO 8601); null before the first. */
  abstract snapshotAt(instant: string): Promise<Snapshot | null>;
  /** The publication with this number and mark; null when it is not in this history. */
  abstract snapshotOf(seq: number, mark: string): Promise<Snapshot | null>;
  abstract view(partner: PartnerIdentity, snapshot: Snapshot): Promise<View>;

  abstract byKeys(
    view: View,
    keys: readonly DocumentKey[],
    portion?: Portion,
  ): Promise<readonly (PublishedDocument | null)[]>;
  /** By current or former slug; a former one answers with `redirectedFrom`. */
  abstract bySlugs(
    view: View,
    keys: readonly SlugKey[],
    portion?: Portion,
  ): Promise<readonly (PublishedDocument | null)[]>;
  /**
   * References of hosts: each target in the host's locale, else the default locale; REPLACED targets resolve to the replacement.
   * With `nearest`, in the first of these locales in which the caller may see it, and only then in those two.
   */
  abstract byReference(
    view: View,
    keys: readonly ReferenceKey[],
    portion?: Portion,
  ): Promise<readonly (PublishedDocument | null)[]>;
  abstract lists(view: View, requests: readonly ListRequest[], portion?: Portion): Promise<readonly ListPage[]>;
  /** Pairs of a topic: those that the topic lists, in its order, then others filed under it, newest first. */
  abstract topicMythFacts(
    view: View,
    requests: readonly {
      topicId: string;
      locale: string;
      nearest?: readonly string[];
      first: number;
      after: ListPosition | null;
    }[],
    portion?: Portion,
  ): Promise<readonly ListPage<'myth-fact'>[]>;
  /** Topics directly under each of the given ones. */
  abstract narrowerTopics(
    view: View,
    keys: readonly { topicId: string; locale: string; nearest?: readonly string[] }[],
    portion?: Portion,
  ): Promise<readonly (readonly PublishedDocument<'topic'>[])[]>;
  /** Live notices of the region, with none the global ones; region null means the partner's; in the locale, else the default one. By priority. */
  abstract notices(
    view: View,
    requests: readonly { region: string | null; locale: string }[],
  ): Promise<readonly (readonly PublishedDocument<'notice'>[])[]>;
  /**
   * The last withdrawal of what is not visible now, for those who could see it when it was withdrawn. `carried`: why a
   * reference of a visible host shows nothing; its locale is the host's, and locales and replacements resolve as in byReference.
   */
  abstract withdrawals(
    view: View,
    keys: readonly (
      { documentId: string; locale: string; carried?: boolean } | { kind: Kind; slug: string; locale: string }
    )[],
  ): Promise<readonly (PublishedWithdrawal | null)[]>;
  /**
   * What is left of documents that were expunged, at S or since, for those who could see them by S; by id, or by a slug that one
   * had. Whether a document of today has the slug is not asked. `carried`: a visible host names it, so the scope does not apply.
   */
  abstract tombstones(
    view: View,
    keys: readonly (
      { documentId: string; locale: string; carried?: boolean } | { kind: Kind; slug: string; locale: string }
    )[],
  ): Promise<readonly (PublishedTombstone | null)[]>;
  /** Myths within the scope that each text repeats, the best match first. Holds no more than one index per locale. */
  abstract repeatedMyths(view: View, requests: readonly MythRequest[]): Promise<readonly (readonly MythFound[])[]>;
  /** Labels of audience keys as of S, in the locale, else the default one. */
  abstract audienceLabels(
    view: View,
    keys: readonly { key: string; locale: string }[],
  ): Promise<readonly (string | null)[]>;
  /** Editions within the scope, newest first: all of them, or the corrections and retractions alone. */
  abstract recentEditions(view: View, request: ChronicleRequest): Promise<readonly PublishedDocument[]>;
  /** What was withdrawn as RETRACTED and is not public again, for those who could see it, newest first. */
  abstract recentRetractions(
    view: View,
    request: Pick<ChronicleRequest, 'locale' | 'first'>,
  ): Promise<readonly PublishedWithdrawal[]>;
  /** The corrections and retractions of documents that the caller is shown, newest first; at most 100 of each. */
  abstract corrections(
    view: View,
    keys: readonly { documentId: string; locale: string }[],
  ): Promise<readonly (readonly CorrectionRecord[])[]>;
  /** Where everything in the scope is, kind by kind, newest first. */
  abstract addresses(view: View, request: { readonly first: number }): Promise<readonly Address[]>;

  /**
   * What a copy of `request.from` lacks to be one of the view, page by page; null when that cannot be told any more, and the copy must be made anew. Both
   * views are `selected`. Exactly what is visible differs afterwards, what is embedded included.
   */
  abstract delta(view: View, request: DeltaRequest): Promise<DeltaPage | null>;
  /** The same for a copy of nothing, of `first` documents looked at, in bytes that nobody has looked into. */
  abstract deltaLines(view: View, request: Pick<DeltaRequest, 'after' | 'first'>): Promise<DeltaLines>;
  /** What everything that a complete copy holds adds up to. */
  abstract proof(view: View): Promise<SetProof>;
  /** The number of the oldest publication whose copies are still brought up to date. */
  abstract oldestCopy(): Promise<number>;

  /** Live documents by their words, best first. At the head only: `view` must be of it. */
  abstract search(view: View, request: SearchRequest): Promise<SearchPage>;
  /** Where in a document's own words stands what was sought. */
  abstract highlights(view: View, requests: readonly HighlightRequest[]): Promise<readonly (readonly Highlight[])[]>;
}
