import type { Clock, Config, ReadPool, Secrets } from '#platform';
import { KEY_HASH_PURPOSE } from '#access';
import { EXPUNGED_ADDRESS_PURPOSE } from '#content';
import { DeliveryReader, type DocumentKey, type ReferenceKey, type SlugKey } from './delivery.reader.js';
import type { Address, ChronicleRequest, CorrectionRecord } from './domain/chronicle.js';
import type { PublishedDocument, PublishedTombstone, PublishedWithdrawal } from './domain/document.js';
import { chooseNotices, inLocale, order } from './domain/notices.js';
import type { ListPage, ListRequest } from './domain/page.js';
import { WHOLE } from './domain/portion.js';
import { narrowerOf } from './domain/topics.js';
import type { PartnerIdentity, Snapshot, View } from './domain/view.js';
import { Batches } from './persistence/batches.js';
import { ChronicleStore } from './persistence/chronicle.store.js';
import type { MythFound, MythRequest } from './myths/domain/request.js';
import { DocumentStore, type WithdrawalKey } from './persistence/document.store.js';
import { EditionShelf } from './persistence/edition-shelf.js';
import { EditionStore } from './persistence/edition.store.js';
import { KnownTopics } from './persistence/known-topics.js';
import { ListStore, type TopicPairsRequest } from './persistence/list.store.js';
import { MythStore } from './persistence/myth.store.js';
import { SnapshotStore } from './persistence/snapshot.store.js';
import { type TombstoneKey, TombstoneStore } from './persistence/tombstone.store.js';
import type { Highlight, HighlightRequest, SearchPage, SearchRequest } from './search/search.request.js';
import { SearchStore } from './search/search.store.js';
import type { DeltaLines, DeltaPage, DeltaRequest, SetProof } from './sync/delta.js';
import { DeltaStore } from './sync/delta.store.js';

/** Documents that one statement of several requests brings along. */
const TOGETHER = 200;

/** Reads schema `delivery` with the login `delivery`. Keeps no state but what its seq makes final: topics and their trees, notices, myths and, on its shelf, editions. */
export class SqlDeliveryReader extends DeliveryReader {
  private readonly snapshots: SnapshotStore;
  private readonly documents: DocumentStore;
  private readonly pages: ListStore;
  private readonly chronicle: ChronicleStore;
  private readonly words: SearchStore;
  private readonly myths: MythStore;
  private readonly tombs: TombstoneStore;
  private readonly deltas: DeltaStore;
  private readonly topics: KnownTopics;

  private readonly keys = new Batches<DocumentKey, PublishedDocument | null>(
    (view, keys, portion) => this.documents.byKeys(view, keys, portion),
    TOGETHER,
  );
  private readonly slugs = new Batches<SlugKey, PublishedDocument | null>(
    (view, keys, portion) => this.documents.bySlugs(view, keys, portion),
    TOGETHER,
  );
  private readonly references = new Batches<ReferenceKey, PublishedDocument | null>(
    (view, keys, portion) => this.documents.byReference(view, keys, portion),
    TOGETHER,
  );
  private readonly listed = new Batches<ListRequest, ListPage>(
    (view, requests, portion) => this.pages.lists(view, requests, portion),
    TOGETHER,
    ({ first }) => first,
  );
  private readonly pairs = new Batches<TopicPairsRequest, ListPage<'myth-fact'>>(
    (view, requests, portion) => this.pages.topicMythFacts(view, requests, portion),
    TOGETHER,
    ({ first }) => first,
  );

  /** @param shelf shared by readers of the same history; whoever gives one empties it when that history changes. */
  constructor(
    pool: ReadPool,
    config: Pick<Config, 'locales'>,
    secrets: Secrets,
    clock: Clock,
    shelf = new EditionShelf(0),
  ) {
    super();
    const editions = new EditionStore(pool, shelf);
    const [defaultLocale] = config.locales;
    this.snapshots = new SnapshotStore(pool, defaultLocale, secrets.derive(KEY_HASH_PURPOSE), clock);
    this.topics = new KnownTopics(shelf);
    this.documents = new DocumentStore(pool, editions, this.topics, config.locales);
    this.chronicle = new ChronicleStore(pool, config.locales);
    this.pages = new ListStore(pool, editions, this.snapshots, defaultLocale);
    this.words = new SearchStore(pool, this.snapshots, this.documents, config.locales);
    this.myths = new MythStore(pool);
    this.deltas = new DeltaStore(pool, config.locales);
    this.tombs = new TombstoneStore(pool, config.locales, secrets.derive(EXPUNGED_ADDRESS_PURPOSE));
  }

  identify(key: string | null): Promise<PartnerIdentity> {
    return this.snapshots.identify(key);
  }

  head(): Promise<Snapshot> {
    return this.snapshots.head();
  }

  snapshotAt(instant: string): Promise<Snapshot | null> {
    return this.snapshots.at(instant);
  }

  snapshotOf(seq: number, mark: string): Promise<Snapshot | null> {
    return this.snapshots.of(seq, mark);
  }

  view(partner: PartnerIdentity, snapshot: Snapshot): Promise<View> {
    return this.snapshots.view(partner, snapshot);
  }

  byKeys(view: View, keys: readonly DocumentKey[], portion = WHOLE): Promise<readonly (PublishedDocument | null)[]> {
    return this.keys.ask(view, keys, portion);
  }

  bySlugs(view: View, keys: readonly SlugKey[], portion = WHOLE): Promise<readonly (PublishedDocument | null)[]> {
    return this.topics.or(view, keys, portion, (others) => this.slugs.ask(view, others, portion));
  }

  byReference(
    view: View,
    keys: readonly ReferenceKey[],
    portion = WHOLE,
  ): Promise<readonly (PublishedDocument | null)[]> {
    return this.topics.or(view, keys, portion, (others) => this.references.ask(view, others, portion));
  }

  lists(view: View, requests: readonly ListRequest[], portion = WHOLE): Promise<readonly ListPage[]> {
    return this.listed.ask(view, requests, portion);
  }

  topicMythFacts(
    view: View,
    requests: readonly TopicPairsRequest[],
    portion = WHOLE,
  ): Promise<readonly ListPage<'myth-fact'>[]> {
    return this.pairs.ask(view, requests, portion);
  }

  async narrowerTopics(
    view: View,
    keys: readonly { topicId: string; locale: string; nearest?: readonly string[] }[],
    portion = WHOLE,
  ): Promise<readonly (readonly PublishedDocument<'topic'>[])[]> {
    const tree = await this.snapshots.topics(view.snapshot);
    const below = keys.map(({ topicId, ...reader }) =>
      narrowerOf(tree, topicId).map((target) => ({ target, ...reader, carried: false })),
    );
    const read = await this.byReference(view, below.flat(), portion);
    let from = 0;
    return below.map((children) => {
      const found = read
        .slice(from, (from += children.length))
        .filter((document): document is PublishedDocument<'topic'> => document?.kind === 'topic');
      return found.sort((a, b) => order(a.body.name ?? '', b.body.name ?? '') || order(a.documentId, b.documentId));
    });
  }

  notices(
    view: View,
    requests: readonly { region: string | null; locale: string }[],
  ): Promise<readonly (readonly PublishedDocument<'notice'>[])[]> {
    return Promise.all(
      requests.map(async ({ region, locale }) => {
        const live = await this.documents.liveNotices(view, locale);
        return chooseNotices(inLocale(live, locale), region ?? view.region);
      }),
    );
  }

  withdrawals(view: View, keys: readonly WithdrawalKey[]): Promise<readonly (PublishedWithdrawal | null)[]> {
    return this.documents.withdrawals(view, keys);
  }

  tombstones(view: View, keys: readonly TombstoneKey[]): Promise<readonly (PublishedTombstone | null)[]> {
    return this.tombs.tombstones(view, keys);
  }

  repeatedMyths(view: View, requests: readonly MythRequest[]): Promise<readonly (readonly MythFound[])[]> {
    return this.myths.repeated(view, requests);
  }

  async audienceLabels(
    view: View,
    keys: readonly { key: string; locale: string }[],
  ): Promise<readonly (string | null)[]> {
    return keys.length === 0 ? [] : this.snapshots.audienceLabels(view, keys);
  }

  recentEditions(view: View, request: ChronicleRequest): Promise<readonly PublishedDocument[]> {
    return this.chronicle.editions(view, request);
  }

  recentRetractions(
    view: View,
    request: Pick<ChronicleRequest, 'locale' | 'first'>,
  ): Promise<readonly PublishedWithdrawal[]> {
    return this.chronicle.retractions(view, request);
  }

  corrections(
    view: View,
    keys: readonly { documentId: string; locale: string }[],
  ): Promise<readonly (readonly CorrectionRecord[])[]> {
    return this.chronicle.corrections(view, keys);
  }

  addresses(view: View, request: { readonly first: number }): Promise<readonly Address[]> {
    return this.chronicle.addresses(view, request);
  }

  delta(view: View, request: DeltaRequest): Promise<DeltaPage | null> {
    return this.deltas.page(view, request);
  }

  deltaLines(view: View, request: Pick<DeltaRequest, 'after' | 'first'>): Promise<DeltaLines> {
    return this.deltas.lines(view, request);
  }

  proof(view: View): Promise<SetProof> {
    return this.deltas.proof(view);
  }

  oldestCopy(): Promise<number> {
    return this.deltas.oldest();
  }

  search(view: View, request: SearchRequest): Promise<SearchPage> {
    return this.words.search(view, request);
  }

  highlights(_view: View, requests: readonly HighlightRequest[]): Promise<readonly (readonly Highlight[])[]> {
    return this.words.highlights(requests);
  }
}
