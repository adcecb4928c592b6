import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { EVERYTHING, PUBLIC_PARTNER } from '#access';
import { asOfSeal, closeSnapshot, EndpointsService, EVENTS } from '#delivery';
import { IdempotencyService } from '#ledger';
import { onFaultPoint, Seal } from '#platform';
import { Standings } from '../../apps/delivery-api/src/cache/standings.js';
import { sign } from '../../libs/delivery/src/webhooks/domain/envelope.js';
import { IdempotencyStore } from '../../libs/ledger/src/persistence/idempotency.store.js';
import { Api } from '../delivery-api/api.js';
import { as } from '../kit/server.js';
import { TESTER, toPublish } from '../kit/world.js';
import { Dice } from '../walk/dice.js';
import { Book } from './book.js';
import { type Copier, type Partner, replicaCopier } from './copier.js';
import { messagesAstray, Receiver } from './receiver.js';
import { type Chosen, differences, Recorded } from './recorded.js';

/** What a siege is judged by must find what others do wrong: each mistake here turns it red, and without it all is well. */

const ALL: Chosen = { kinds: null, locales: null };

let api: Api;
let url: string;
let recorded: Recorded;

beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000', ALMANAC_WEBHOOK_NETWORKS: '127.0.0.1' } });
  recorded = new Recorded(api.world.database.addresses.owner);
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
});
afterEach(() => {
  onFaultPoint(undefined);
  jest.restoreAllMocks();
});
afterAll(async () => {
  await recorded.end();
  await api.end();
});

const seqOf = (token: string) => {
  const parts = new Seal(api.world.secrets.root, 'sync').open(token) as readonly unknown[];
  return (parts[5] as readonly [number])[0];
};

async function judged(copier: Copier): Promise<readonly string[]> {
  await copier.sync();
  const { token, shown } = await copier.held();
  return differences(copier.name, shown, await recorded.shown(seqOf(token), copier.partner.id, ALL));
}

function copierOf(partner: Partner): Copier {
  return replicaCopier({ name: 'copy', url, partner, chosen: ALL, pageSize: 50 }, null);
}

async function partnerWith(handle: string, kinds: readonly ('article' | 'source')[] | null): Promise<Partner> {
  const { partners } = api.world;
  const { id } = await partners.create(TESTER, { handle, name: handle, region: null, scope: { ...EVERYTHING, kinds } });
  const { key } = await partners.issueKey(TESTER, handle, null);
  return { id, handle, key };
}

test('a cursor over a sequence: what was numbered first and committed last is never seen', async () => {
  const { given, publishing, database, work } = api.world;
  await as(database.superuserUrl, (client) =>
    client.query(`create table public.numbered (id bigserial primary key, document_id uuid);
      grant insert on public.numbered to public; grant usage on all sequences in schema public to public`),
  );
  const copier = copierOf({ ...PUBLIC_PARTNER, key: undefined });
  await copier.sync();
  const naive = new Map((await copier.held()).shown);
  let cursor = 0;
  const poll = () =>
    as(database.superuserUrl, async (client) => {
      const { rows } = await client.query<{ id: string; key: string }>(
        `select id, document_id || ' en' as key from public.numbered where id > $1 order by id`,
        [cursor],
      );
      for (const { id, key } of rows) {
        cursor = Number(id);
        naive.set(key, '1');
      }
    });
  const [slow, quick] = [await given.article({ title: 'Slow' }), await given.article({ title: 'Quick' })];
  const turns = [slow, quick];
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  onFaultPoint(async (point) => {
    if (point !== 'publish.after-lock') return;
    const mine = turns.shift();
    // In the transaction of the publication, as a row that tells of it would be.
    await work.rows('insert into public.numbered (document_id) values ($1)', [mine?.documentId]);
    if (mine !== slow) return;
    reached.resolve();
    await released.promise;
  });
  const later = publishing.publish(TESTER, { publish: [toPublish(slow)] });
  await reached.promise;
  await publishing.publish(TESTER, { publish: [toPublish(quick)] });
  await poll();
  released.resolve();
  const { publication } = await later;
  await poll();
  const expected = await recorded.shown(publication.seq, PUBLIC_PARTNER.id, ALL);
  expect(differences('the naive one', naive, expected)).toEqual([
    `the naive one holds nothing of ${slow.documentId} en, and should hold 1`,
  ]);
  expect(await judged(copier)).toEqual([]);
});

test('answers kept under a name that does not say for whom', async () => {
  await api.world.given.published('source', { title: 'A source' });
  const [narrow, broad] = [await partnerWith('narrow', ['source']), await partnerWith('broad', null)];
  for (const partner of [narrow, broad, narrow, broad]) expect(await judged(copierOf(partner))).toEqual([]);
  const { of } = Standings.prototype;
  jest.spyOn(Standings.prototype, 'of').mockImplementation(function (this: Standings, key) {
    const standing = of.call(this, key);
    return standing && Object.defineProperty(standing, 'name', { value: 'anybody' });
  });
  await api.world.given.published('source', { title: 'Another source' });
  // All of them as of the same head, of which nothing is kept yet.
  await api.settled();
  const found: string[] = [];
  for (const partner of [broad, broad, narrow]) found.push(...(await judged(copierOf(partner))));
  expect(found).toContainEqual(expect.stringMatching(/holds 1 of \S+ en, and should hold nothing/));
});

test('a message that is sent before the commit that it tells of', async () => {
  const { given, publishing, ledger, database, secrets, app } = api.world;
  const receiver = await Receiver.open(new Dice(1));
  try {
    await partnerWith('told', null);
    const wish = { url: receiver.urlOf('told'), contact: null, events: EVENTS };
    const { secret } = await app.get(EndpointsService, { strict: false }).create(TESTER, { handle: 'told' }, wish);
    receiver.trust('told', secret);
    const seal = asOfSeal(secrets.root);
    const astray = () => messagesAstray(database.addresses.owner, receiver, recorded, seal);
    expect(await astray()).toEqual([]);
    onFaultPoint(async (point) => {
      if (point !== 'publish.before-commit') return;
      // Inside the transaction, so this is the publication that it would be.
      const { seq, mark, at } = await ledger.head();
      const told = { event: 'head' as const, documentId: null, locale: null, kind: null, edition: null };
      const { headers, body } = sign(
        {
          ...{ ...told, changeKind: null, replacedBy: null, changes: 1, deliveryId: randomUUID() },
          ...{ at: new Date(at).toISOString(), asOf: closeSnapshot(seal, { seq, mark }) },
        },
        [secret],
        new Date(),
      );
      await fetch(wish.url, { method: 'POST', headers, body }).catch(() => undefined);
      throw new Error('killed');
    });
    const draft = await given.article({ title: 'Never' });
    await expect(publishing.publish(TESTER, { publish: [toPublish(draft)] })).rejects.toThrow('killed');
    expect(await astray()).toEqual([expect.stringContaining('and nobody was to be told that')]);
  } finally {
    receiver.end();
  }
});

test('the answer to a key, kept in another transaction than what was done', async () => {
  const { given, publishing, database, app } = api.world;
  const idempotency = app.get(IdempotencyService, { strict: false });
  const ask = async (book: Book, note: string, draft: Awaited<ReturnType<typeof given.article>>) => {
    const request = { verb: 'publish', key: note, input: { note } };
    const attempt = () =>
      idempotency.once(TESTER, request, async () => {
        const { publication, published } = await publishing.publish(TESTER, { publish: [toPublish(draft)], note });
        return { answer: { seq: publication.seq, published }, documents: [] };
      });
    // Whoever gets no answer asks again under the same key.
    const { seq, published } = await attempt().catch(attempt);
    book.publications.push({ note, seq, published, withdrawn: [] });
  };
  /** Dies when the answer has been written and nothing is committed. */
  const die = (write: IdempotencyStore['finish']) =>
    jest.spyOn(IdempotencyStore.prototype, 'finish').mockImplementationOnce(async function (
      this: IdempotencyStore,
      ...parts
    ) {
      await write.apply(this, parts);
      throw new Error('killed');
    });
  const { begin, finish } = IdempotencyStore.prototype;
  const well = new Book(1);
  die(finish);
  await ask(well, 'kept together', await given.article({ title: 'Together' }));
  expect(await well.astray(database.addresses.owner)).toEqual([]);

  const client = new pg.Client({ connectionString: database.addresses.owner });
  await client.connect();
  try {
    const apart = new IdempotencyStore({
      rows: async (sql: string, values: unknown[]) => (await client.query<object>(sql, values)).rows,
    } as never);
    jest.spyOn(IdempotencyStore.prototype, 'begin').mockImplementation((...parts) => begin.apply(apart, parts));
    die((...parts) => finish.apply(apart, parts));
    const ill = new Book(1);
    await ask(ill, 'kept apart', await given.article({ title: 'Apart' }));
    expect(await ill.astray(database.addresses.owner)).toEqual([
      expect.stringMatching(/^kept apart was acknowledged as \d+, and is lost$/),
    ]);
  } finally {
    await client.end();
  }
});
