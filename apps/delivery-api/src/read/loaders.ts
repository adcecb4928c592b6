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

/** What documents are asked for, and how. */
interface Question<K, V> {
  /** The answer before the first publication. */
  readonly nothing: V;
  readonly load: (reader: DeliveryReader, view: View, keys: readonly K[], portion: Portion) => Promise<readonly V[]>;
  /** Everything that the answer depends on. */
  readonly name: (key: K) => readonly unknown[];
}

const question = <K, V>(nothing: V, load: Question<K, V>['load'], name: Question<K, V>['name']): Question<K, V> => ({
  nothing,
  load,
  name,
});

const BY_KEY = question<DocumentKey, PublishedDocument | null>(
  null,
  (reader, view, keys, portion) => reader.byKeys(view, keys, portion),
  (key) => [key.documentId, key.locale, key.edition, key.carried],
);
const BY_SLUG = question<Slug, PublishedDocument | null>(
  null,
  (reader, view, keys, portion) => reader.bySlugs(view, keys, portion),
  (key) => [key.kind, key.locale, key.slug, key.edition],
);
const BY_REFERENCE = question<Reference, PublishedDocument | null>(
  null,
  (reader, view, keys, portion) => reader.byReference(view, keys, portion),
  (key) => [key.target, key.locale, key.carried, key.nearest],
);
const LISTS = question<ListRequest, ListPage>(
  EMPTY_PAGE,
  (reader, view, keys, portion) => reader.lists(view, keys, portion),
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
const TOPIC_MYTH_FACTS = question<TopicPage, ListPage<'myth-fact'>>(
  EMPTY_PAGE,
  (reader, view, keys, portion) => reader.topicMythFacts(view, keys, portion),
  (key) => [key.topicId, key.locale, key.nearest, key.first, key.after],
);
const NARROWER_TOPICS = question<Topic, readonly PublishedDocument<'topic'>[]>(
  EMPTY,
  (reader, view, keys, portion) => reader.narrowerTopics(view, keys, portion),
  (key) => [key.topicId, key.locale, key.nearest],
);
const NOTICES = question<{ region: string | null; locale: string }, readonly PublishedDocument<'notice'>[]>(
  EMPTY,
  (reader, view, keys) => reader.notices(view, keys),
  (key) => [key.region, key.locale],
);
const WITHDRAWALS = question<WithdrawalKey, PublishedWithdrawal | null>(
  null,
  (reader, view, keys) => reader.withdrawals(view, keys),
  (key) => ('documentId' in key ? [key.documentId, key.locale] : [key.kind, key.slug, key.locale]),
);
const TOMBSTONES = question<TombstoneKey, PublishedTombstone | null>(
  null,
  (reader, view, keys) => reader.tombstones(view, keys),
  (key) => ('documentId' in key ? [key.documentId, key.locale, key.carried] : [key.kind, key.slug, key.locale]),
);
const REPEATED_MYTHS = question<MythRequest, readonly MythFound[]>(
  EMPTY,
  (reader, view, keys) => reader.repeatedMyths(view, keys),
  (key) => [key.text, key.locale],
);
const AUDIENCE_LABELS = question<{ key: string; locale: string }, string | null>(
  null,
  (reader, view, keys) => reader.audienceLabels(view, keys),
  (key) => [key.key, key.locale],
);
const SEARCHES = question<SearchRequest, SearchPage | null>(
  null,
  (reader, view, keys) => Promise.all(keys.map((key) => reader.search(view, key))),
  ({ text, locale, kinds, topics, audiences, first, after }) => [text, locale, kinds, topics, audiences, first, after],
);
const HIGHLIGHTS = question<HighlightRequest, readonly Highlight[]>(
  EMPTY,
  (reader, view, keys) => reader.highlights(view, keys),
  ({ document, sought }) => [document.documentId, document.locale, sought],
);

/**
 * One loader per question, for one request and one view. Keys name everything that an answer depends on, and every list
 * level of an operation becomes one call. Without a view (before the first publication) the answer is that there is nothing.
 * A loader is made for the first who asks: few requests ask more than three of these questions.
 */
export class Loaders {
  private readonly made = new Map<unknown, unknown>();

  constructor(
    private readonly reader: DeliveryReader,
    private readonly view: View | null,
    private readonly portion: Portion,
  ) {}

  get byKey() {
    return this.of(BY_KEY);
  }

  get bySlug() {
    return this.of(BY_SLUG);
  }

  get byReference() {
    return this.of(BY_REFERENCE);
  }

  get lists() {
    return this.of(LISTS);
  }

  get topicMythFacts() {
    return this.of(TOPIC_MYTH_FACTS);
  }

  get narrowerTopics() {
    return this.of(NARROWER_TOPICS);
  }

  get notices() {
    return this.of(NOTICES);
  }

  get withdrawals() {
    return this.of(WITHDRAWALS);
  }

  get tombstones() {
    return this.of(TOMBSTONES);
  }

  get repeatedMyths() {
    return this.of(REPEATED_MYTHS);
  }

  get audienceLabels() {
    return this.of(AUDIENCE_LABELS);
  }

  get searches() {
    return this.of(SEARCHES);
  }

  get highlights() {
    return this.of(HIGHLIGHTS);
  }

  private of<K, V>(asked: Question<K, V>): DataLoader<K, V, string> {
    const made = this.made.get(asked) as DataLoader<K, V, string> | undefined;
    if (made) return made;
    const { nothing, load, name } = asked;
    const loader = new DataLoader<K, V, string>(
      (keys) =>
        this.view === null
          ? Promise.resolve(keys.map(() => nothing))
          : load(this.reader, this.view, keys, this.portion),
      // Waiting for the event loop's next turn lets every resolver of a level ask before the call is made.
      {
        cacheKeyFn: (key) => JSON.stringify(name(key)),
        batchScheduleFn: (call) => setImmediate(call),
        maxBatchSize: 2_000,
      },
    );
    this.made.set(asked, loader);
    return loader;
  }
}
