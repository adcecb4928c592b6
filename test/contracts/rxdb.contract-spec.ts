import { createRxDatabase, type RxCollection } from 'rxdb';
import { replicateGraphQL } from 'rxdb/plugins/replication-graphql';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import { filter, firstValueFrom } from 'rxjs';
import { ExpungingService } from '#content';
import { createReplica, memoryStore, onHead } from '../../libs/client/src/index.js';
import { documentSchema, pullInto, type PullOptions, type RxdbDocument } from '../../libs/client/src/rxdb.js';
import { Api } from '../delivery-api/api.js';
import { as } from '../kit/server.js';
import { embed, paragraph, TESTER } from '../kit/world.js';

const EVERYTHING = { kinds: null, topics: null, audiences: null, locales: null };

type Documents = RxCollection<RxdbDocument>;
type Told = RxdbDocument & { readonly _deleted: boolean; readonly removal?: Readonly<Record<string, unknown>> };

let api: Api;
let url: string;
let key: string;
const ids = { fact: '', host: '', pair: '', doomed: '' };
beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
  const { given, partners } = api.world;
  ids.fact = (
    await given.published('fact', { statement: 'Half of them.', status: 'DISPUTED', notice: 'Nobody counted.' })
  ).documentId;
  ids.host = (
    await given.published('article', {
      title: 'Host',
      audiences: ['educators'],
      body: [paragraph('a', 'Before.'), embed('e', 'factEmbed', ids.fact)],
    })
  ).documentId;
  ids.pair = (await given.published('myth-fact', { myth: 'A myth.', fact: 'A fact.', verdict: 'FALSE' })).documentId;
  ids.doomed = (await given.published('source', { title: 'Exposes somebody' })).documentId;
  for (let count = 0; count < 7; count++) await given.published('source', { title: `Source ${count}` });
  await partners.create(TESTER, { handle: 'school', name: 'A school', region: null, scope: EVERYTHING });
  key = (await partners.issueKey(TESTER, 'school', null)).key;
  await api.settled();
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
});
afterAll(async () => {
  // A connection that a client opened and did not use would be waited for.
  api.app.getHttpServer().closeAllConnections();
  await api.end();
});

/** RxDB compares constructors: what is parsed outside of the test's own realm would differ from everything that it stored. */
const ofThisRealm: typeof fetch = async (...args) => {
  const text = await (await fetch(...args)).text();
  return { json: () => Promise.resolve(JSON.parse(text) as unknown) } as Response;
};

let count = 0;
const apps: App[] = [];
// The stream of one that a failed test left open would keep the server from ending.
afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

/** An app on a device of its own: what it stores outlives it. */
class App {
  private readonly storage = wrappedValidateAjvStorage({ storage: getRxStorageMemory() });
  /** Storage in memory belongs to a name, whoever opens it. */
  private readonly name: string;
  private readonly ends: (() => unknown)[] = [];
  readonly told: Told[] = [];
  readonly errors: unknown[] = [];

  constructor(private readonly options: Partial<PullOptions> = {}) {
    count += 1;
    this.name = `app-${count}`;
    apps.push(this);
  }

  /** Opens the database and brings the collection up to date; from then on, whenever the head moves. */
  async open(more: Partial<PullOptions> = {}): Promise<Documents> {
    const database = await createRxDatabase({ name: this.name, storage: this.storage, multiInstance: false });
    const { documents } = await database.addCollections({
      documents: { schema: documentSchema },
    });
    const replication = replicateGraphQL<RxdbDocument, { readonly token: string }>({
      collection: documents,
      replicationIdentifier: 'almanac',
      retryTime: 50,
      fetch: ofThisRealm,
      ...pullInto(documents, { url, retries: 0, ...this.options, ...more }),
    });
    replication.received$.subscribe((document) => this.told.push(document));
    replication.error$.subscribe((error) => this.errors.push(error.parameters));
    const stop = onHead({ url }, () => replication.reSync());
    this.ends.push(() => database.close(), stop);
    await replication.awaitInSync();
    return documents;
  }

  async close(): Promise<void> {
    for (const end of this.ends.splice(0).reverse()) await end();
  }
}

/** What is public, as told to a copy that is known to be right. */
async function expected(options: Partial<PullOptions> = {}): Promise<ReadonlyMap<string, string>> {
  const store = memoryStore();
  const kinds = options.kinds?.map((kind) => kind.toLowerCase().replace('_', '-') as 'article');
  await createReplica({ url, store, ...(options.key ? { key: options.key } : {}), ...(kinds ? { kinds } : {}) }).sync();
  const keys = (await store.all()).map((stored) => stored.key);
  const stored = await store.get(keys);
  return new Map(stored.flatMap((one) => (one ? [[one.key.replace(' ', '|'), one.document.edition.hash]] : [])));
}

async function inside(documents: Documents): Promise<ReadonlyMap<string, string>> {
  return new Map((await documents.find().exec()).map(({ id, edition }) => [id, edition.hash]));
}

/** Waits until the collection says so; what it is told comes over the stream of events. */
async function comes(documents: Documents, id: string, says: (held: RxdbDocument | null) => boolean): Promise<void> {
  await firstValueFrom(documents.findOne(id).$.pipe(filter((held) => says(held && (held.toJSON() as RxdbDocument)))));
}

test('a collection is filled in batches of any size, and holds exactly what is public', async () => {
  for (const batchSize of [1, 4, 100]) {
    const app = new App({ batchSize });
    const documents = await app.open();
    expect(await inside(documents)).toEqual(await expected());
    expect(app.errors).toEqual([]);
    await app.close();
  }
});

test('an edit comes when the stream says that the head moved, and a removal says why', async () => {
  const app = new App();
  const documents = await app.open();
  await api.change(ids.fact, { statement: 'About half of them.' });
  await comes(documents, `${ids.fact}|en`, (held) => held?.fields['statement'] === 'About half of them.');
  await api.withdraw(ids.pair, { reason: 'RETRACTED', notice: 'We were wrong.' });
  await comes(documents, `${ids.pair}|en`, (held) => held === null);
  await api.world.app.get(ExpungingService, { strict: false }).expunge(TESTER, { documentId: ids.doomed });
  await comes(documents, `${ids.doomed}|en`, (held) => held === null);
  expect(app.told.filter(({ _deleted }) => _deleted).map(({ documentId, removal }) => [documentId, removal])).toEqual([
    [ids.pair, { reason: 'RETRACTED', replacedBy: null, notice: 'We were wrong.' }],
    [ids.doomed, { reason: 'EXPUNGED', replacedBy: null, notice: null }],
  ]);
  const [remains] = await documents.storageInstance.findDocumentsById([`${ids.doomed}|en`], true);
  expect(JSON.stringify(remains)).not.toContain('Exposes');
  // What was only carried on comes as it is, with nothing told twice.
  expect(app.told.filter(({ documentId }) => documentId === ids.host)).toHaveLength(1);
  expect(await inside(documents)).toEqual(await expected());
  await app.close();
});

test('when the scope of the partner changes, the collection loses what it no longer holds and gets what it holds now', async () => {
  const { partners } = api.world;
  const app = new App({ key });
  const documents = await app.open();
  const whole = await inside(documents);
  await partners.setScope(TESTER, 'school', { ...EVERYTHING, kinds: ['article'], audiences: ['educators'] });
  const sources = () => documents.count({ selector: { kind: 'SOURCE' } }).$;
  await firstValueFrom(sources().pipe(filter((count) => count === 0)));
  expect(await inside(documents)).toEqual(await expected({ key }));
  expect((await documents.findOne(`${ids.fact}|en`).exec())?.carried).toBe(true);
  await partners.setScope(TESTER, 'school', EVERYTHING);
  await firstValueFrom(sources().pipe(filter((count) => count === 7)));
  expect(await inside(documents)).toEqual(whole);
  await app.close();
});

test('an app that was away goes on from its checkpoint', async () => {
  const app = new App();
  await (await app.open()).count().exec();
  await app.close();
  app.told.length = 0;
  await api.change(ids.fact, { statement: 'Some of them.' });
  const documents = await app.open();
  await comes(documents, `${ids.fact}|en`, (held) => held?.fields['statement'] === 'Some of them.');
  expect(app.told.map(({ documentId }) => documentId)).toEqual([ids.fact]);
  expect(await inside(documents)).toEqual(await expected());
  await app.close();
});

test('one that was away too long is filled anew while the old copy stays, and loses what has gone', async () => {
  const app = new App({ batchSize: 2 });
  await app.open();
  await app.close();
  const gone = (await api.world.given.published('source', { title: 'Short-lived' })).documentId;
  // A copy may be told of an edit a second late.
  await comes(await app.open(), `${gone}|en`, (held) => held !== null);
  await app.close();
  app.told.length = 0;
  await api.withdraw(gone, { reason: 'GONE' });
  await as(api.world.database.superuserUrl, (client) => client.query('update ledger.head set min_seq = seq'));
  await api.settled();
  const documents = await app.open();
  // Nothing but what differs is written, so nothing blinks.
  expect(app.told.map(({ documentId, _deleted }) => [documentId, _deleted])).toEqual([[gone, true]]);
  expect(await inside(documents)).toEqual(await expected());
  expect(app.errors).toEqual([]);
  await app.close();
});

test('with another tag, other key or a damaged copy it is put right by itself', async () => {
  const app = new App({ schemaTag: '1' });
  await app.open();
  await app.close();
  const tagged = await app.open({ schemaTag: '2' });
  expect(await inside(tagged)).toEqual(await expected());
  await tagged.findOne(`${ids.host}|en`).remove();
  await app.close();
  const repaired = await app.open({ schemaTag: '2' });
  expect(await inside(repaired)).toEqual(await expected());
  await app.close();
  expect(await inside(await app.open({ schemaTag: '2', key }))).toEqual(await expected({ key }));
  expect(app.errors).toEqual([]);
  await app.close();
});

test('a collection for some kinds has these, what they carry, and the safety contacts', async () => {
  const app = new App({ kinds: ['ARTICLE'] });
  const documents = await app.open();
  const held = await documents.find().exec();
  expect(held.map(({ kind, carried }) => [kind, carried]).sort()).toEqual([
    ['ARTICLE', false],
    ['FACT', true],
    ['NOTICE', false],
  ]);
  await app.close();
});
