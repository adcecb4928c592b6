import DataLoader from 'dataloader';
import type {
  DeliveryReader,
  DocumentKey,
  Highlight,
  HighlightRequest,
  ListPage,
  ListRequest,
  MythFound,
  MythRequest,
  PublishedDocument,
  PublishedTombstone,
  PublishedWithdrawal,
  Portion,
  SearchPage,
  SearchRequest,
  View,
} from '#delivery';

type Slug = Parameters<DeliveryReader['bySlugs']>[1][number];
type Reference = Parameters<DeliveryReader['byReference']>[1][number];
type WithdrawalKey = Parameters<DeliveryReader['withdrawals']>[1][number];
type TombstoneKey = Parameters<DeliveryReader['tombstones']>[1][number];
type Topic = Parameters<DeliveryReader['narrowerTopics']>[1][number];
type TopicPage = Parameters<DeliveryReader['topicMythFacts']>[1][number];

const EMPTY_PAGE: ListPage<never> = { items: [], hasNext: false };
const EMPTY: readonly never[] = [];

/**
 * One loader per question, for one request and one view. Keys name everything that an answer depends on, and every list
 * level of an operation becomes one call. Without a view (before the first publication) the answer is that there is nothing.
 */
export class Loaders {
  readonly byKey;
  readonly bySlug;
  readonly byReference;
  readonly lists;
  readonly topicMythFacts;
  readonly narrowerTopics;
  readonly notices;
  readonly withdrawals;
  readonly tombstones;
  readonly repeatedMyths;
  readonly audienceLabels;
  readonly searches;
  readonly highlights;

  constructor(reader: DeliveryReader, view: View | null, portion: Portion) {
    const loader = <K, V>(
      nothing: V,
      load: (view: View, keys: readonly K[]) => Promise<readonly V[]>,
      name: (key: K) => readonly unknown[],
    ) =>
      new DataLoader<K, V, string>(
        async (keys) => (view === null ? keys.map(() => nothing) : await load(view, keys)),
        // Waiting for the event loop's next turn lets every resolver of a level ask before the call is made.
        {
          cacheKeyFn: (key) => JSON.stringify(name(key)),
          batchScheduleFn: (call) => setImmediate(call),
          maxBatchSize: 2_000,
        },
      );
    this.byKey = loader<DocumentKey, PublishedDocument | null>(
      null,
      (v, keys) => reader.byKeys(v, keys, portion),
      (key) => [key.documentId, key.locale, key.edition, key.carried],
    );
    this.bySlug = loader<Slug, PublishedDocument | null>(
      null,
      (v, keys) => reader.bySlugs(v, keys, portion),
      (key) => [key.kind, key.locale, key.slug, key.edition],
    );
    this.byReference = loader<Reference, PublishedDocument | null>(
      null,
      (v, keys) => reader.byReference(v, keys, portion),
      (key) => [key.target, key.locale, key.carried, key.nearest],
    );
    this.lists = loader<ListRequest, ListPage>(
      EMPTY_PAGE,
      (v, keys) => reader.lists(v, keys, portion),
      ({ kind, locale, fallback, filter, order, first, after }) => [
        kind,
        locale,
        fallback,
        filter.topics,
        filter.audiences,
        order,
        first,
        after,
      ],
    );
    this.topicMythFacts = loader<TopicPage, ListPage<'myth-fact'>>(
      EMPTY_PAGE,
      (v, keys) => reader.topicMythFacts(v, keys, portion),
      (key) => [key.topicId, key.locale, key.nearest, key.first, key.after],
    );
    this.narrowerTopics = loader<Topic, readonly PublishedDocument<'topic'>[]>(
      EMPTY,
      (v, keys) => reader.narrowerTopics(v, keys, portion),
      (key) => [key.topicId, key.locale, key.nearest],
    );
    this.notices = loader<{ region: string | null; locale: string }, readonly PublishedDocument<'notice'>[]>(
      EMPTY,
      (v, keys) => reader.notices(v, keys),
      (key) => [key.region, key.locale],
    );
    this.withdrawals = loader<WithdrawalKey, PublishedWithdrawal | null>(
      null,
      (v, keys) => reader.withdrawals(v, keys),
      (key) => ('documentId' in key ? [key.documentId, key.locale] : [key.kind, key.slug, key.locale]),
    );
    this.tombstones = loader<TombstoneKey, PublishedTombstone | null>(
      null,
      (v, keys) => reader.tombstones(v, keys),
      (key) => ('documentId' in key ? [key.documentId, key.locale, key.carried] : [key.kind, key.slug, key.locale]),
    );
    this.repeatedMyths = loader<MythRequest, readonly MythFound[]>(
      EMPTY,
      (v, keys) => reader.repeatedMyths(v, keys),
      (key) => [key.text, key.locale],
    );
    this.audienceLabels = loader<{ key: string; locale: string }, string | null>(
      null,
      (v, keys) => reader.audienceLabels(v, keys),
      (key) => [key.key, key.locale],
    );
    this.searches = loader<SearchRequest, SearchPage | null>(
      null,
      (v, keys) => Promise.all(keys.map((key) => reader.search(v, key))),
      ({ text, locale, kinds, topics, audiences, first, after }) => [
        text,
        locale,
        kinds,
        topics,
        audiences,
        first,
        after,
      ],
    );
    this.highlights = loader<HighlightRequest, readonly Highlight[]>(
      EMPTY,
      (v, keys) => reader.highlights(v, keys),
      ({ document, sought }) => [document.documentId, document.locale, sought],
    );
  }
}
