// A little longer than other files: one world serves every promise about what counts as received, and what does not.
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { connect } from 'node:net';
import pg from 'pg';
import request from 'supertest';
import { EVERYTHING, type ScopeRule, UsageService } from '#access';
import { ExpungingService, type Variant, VerifyService } from '#content';
import { Cargo, type Receipt, type Receipts, ReceiptsService, Traffic } from '#delivery';
import { createLogger } from '#edge';
import { ReadPool } from '#platform';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

const LONG_WINDED = `application/json, ${'text/plain;q=0.1, '.repeat(12)}*/*;q=0.1`;

type Http = ReturnType<typeof request>;
type Headers = Record<string, string>;

let world: World;
let partners = 0;
beforeAll(async () => {
  world = await createWorld({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
});
afterAll(() => world.end());

async function partner(scope: Partial<ScopeRule> = {}): Promise<{ handle: string; id: string; headers: Headers }> {
  const handle = `partner-${++partners}`;
  const { id } = await world.partners.create(TESTER, {
    handle,
    name: handle,
    region: null,
    scope: { ...EVERYTHING, ...scope },
  });
  return { handle, id, headers: { 'almanac-key': (await world.partners.issueKey(TESTER, handle, null)).key } };
}

/** A process of the delivery API for as long as the work takes; when it ends it writes what it has noted. */
async function serving(
  work: (http: Http, app: NestFastifyApplication) => Promise<void>,
  parts: { readonly pool?: ReadPool } = {},
): Promise<void> {
  const { config, secrets, clock, database } = world;
  const app = await createDeliveryApp(config, {
    secrets,
    clock,
    databaseUrl: database.addresses.delivery,
    ...parts,
    logger: createLogger('test', 'silent'),
  });
  try {
    await work(request(app.getHttpServer()), app);
  } finally {
    await app.close();
  }
}

/** Saves the fields, and publishes them as a correction: its number. */
async function correct(
  { documentId, locale }: Pick<Variant, 'documentId' | 'locale'>,
  fields: object,
): Promise<number> {
  const { draftVersion } = await world.drafting.get(documentId, locale);
  const saved = await world.drafting.save(TESTER, {
    documentId,
    locale,
    expectedVersion: draftVersion,
    fields: fields as Record<string, unknown>,
  });
  const { publication } = await world.publishing.publish(TESTER, {
    publish: [{ ...toPublish(saved), changeKind: 'CORRECTION', note: 'It was wrong.' }],
  });
  return publication.seq;
}

async function receipts(asked: { seq?: number; documentId?: string; locale?: string }): Promise<Receipts> {
  const { seq = null, documentId = null, locale = null } = asked;
  const found = await world.app.get(ReceiptsService, { strict: false }).of(TESTER, { seq, documentId, locale });
  if (found === null) throw new Error('there is nothing that could have been received');
  return found;
}

async function receiptOf(
  { handle }: { handle: string },
  asked: Parameters<typeof receipts>[0],
): Promise<Receipt | null> {
  return (await receipts(asked)).receipts.find((each) => each.partner.handle === handle) ?? null;
}

const fact = (statement: string) =>
  world.given.published('fact', { statement, status: 'DISPUTED', notice: 'No source yet.' });
const article = (title: string, slug: string, ...body: ReturnType<typeof paragraph>[]) =>
  world.given.published('article', { title, body: [paragraph('p', 'Some words.'), ...body] }, { slug });
const send = (http: Http, headers: Headers, query: string) => http.post('/graphql').set(headers).send({ query });

test('a partner has a correction once an answer that shows it went out whole: a page, a list, an embed, a kept answer, a 304', async () => {
  const shown = await fact('Half of it.');
  await article('A host', 'host', embed('e', 'factEmbed', shown.documentId));
  const ways: Readonly<Record<string, (http: Http, headers: Headers) => Promise<unknown>>> = {
    page: (http, headers) => http.get(`/v1/fact/${shown.slug}.md`).set(headers),
    list: (http, headers) => http.get('/v1/fact').set(headers),
    query: (http, headers) =>
      send(http, headers, '{ facts(first: 5) { edges { node { ...Own } } } } fragment Own on Fact { statement }'),
    embed: (http, headers) => http.get('/v1/article/host.json').set(headers),
    html: (http, headers) => send(http, headers, '{ article(slug: "host") { body { html } } }'),
    references: (http, headers) =>
      send(http, headers, '{ article(slug: "host") { body { references { ... on Fact { notice } } } } }'),
    feed: (http, headers) => http.get('/v1/corrections.json').set(headers),
    entity: (http, headers) =>
      send(
        http,
        headers,
        `{ _entities(representations: [{ __typename: "Fact", documentId: "${shown.documentId}", locale: "en" }]) { ... on Fact { statement } } }`,
      ),
    // No front takes an Accept of this length.
    longWinded: (http, headers) =>
      http
        .get(`/v1/fact/${shown.slug}`)
        .set({ ...headers, accept: LONG_WINDED })
        .expect(200),
    longWindedQuery: (http, headers) =>
      send(http, { ...headers, accept: LONG_WINDED }, '{ facts(first: 5) { edges { node { statement } } } }'),
    kept: async (http, headers) => {
      for (const method of ['head', 'head', 'head', 'get'] as const)
        await http[method]('/v1/article/host.md').set(headers);
    },
    unchanged: async (http, headers) => {
      const { etag } = (await http.head('/v1/article/host.html').set(headers)).headers;
      const again = await http
        .get('/v1/article/host.html')
        .set(headers)
        .set('if-none-match', etag ?? '');
      expect(again.status).toBe(304);
    },
  };
  const none: typeof ways = {
    names: (http, headers) =>
      send(http, headers, '{ facts(first: 5) { edges { node { documentId slug edition { number } } } } }'),
    type: (http, headers) =>
      send(http, headers, '{ article(slug: "host") { body { references { kind ... on MythFact { myth } } } } }'),
    cursors: (http, headers) => send(http, headers, '{ facts(first: 5) { edges { cursor } } }'),
    blocks: (http, headers) => send(http, headers, '{ article(slug: "host") { body { portableText } } }'),
    before: (http, headers) => send(http, headers, `{ fact(id: "${shown.documentId}", edition: 1) { statement } }`),
    head: async (http, headers) => {
      for (let times = 0; times < 3; times++) await http.head('/v1/article/host.md').set(headers);
    },
    // What fails brings nothing, whatever was found for it.
    failed: (http, headers) =>
      send(
        http,
        { ...headers, accept: LONG_WINDED },
        '{ facts(first: 5) { edges { node { statement } } } articles(first: 0) { edges { cursor } } }',
      ),
    entityNames: (http, headers) =>
      send(
        http,
        headers,
        `{ _entities(representations: [{ __typename: "Fact", documentId: "${shown.documentId}", locale: "en" }]) { ... on Fact { slug } } }`,
      ),
    sitemap: (http, headers) => http.get('/sitemap.xml').set(headers),
    other: (http, headers) => http.get('/v1/source').set(headers),
  };
  const all = new Map<string, Awaited<ReturnType<typeof partner>>>();
  for (const way of Object.keys({ ...ways, ...none })) all.set(way, await partner());
  const seq = await correct(shown, { statement: 'A third of it.' });
  await serving(async (http) => {
    for (const [way, ask] of Object.entries({ ...ways, ...none })) await ask(http, all.get(way)?.headers ?? {});
    // Whoever has no key is nobody in particular.
    await http.get(`/v1/fact/${shown.slug}.json`);
  });
  const found = await receipts({ seq });
  expect(found).toMatchObject({ count: 1, changes: [{ documentId: shown.documentId, event: 'CORRECTION', seq }] });
  const has = (way: string) => found.receipts.find(({ partner: { id } }) => id === all.get(way)?.id)?.servedAt;
  expect(Object.keys(ways).filter((way) => !has(way))).toEqual([]);
  expect(Object.keys(none).filter((way) => has(way))).toEqual([]);
  expect(found.receipts.slice(0, Object.keys(none).length).every(({ completeAt }) => completeAt === null)).toBe(true);
  expect(
    await world.work.rows(`select 1 from traffic.served where partner_id = '00000000-0000-7000-8000-000000000001'`),
  ).toEqual([]);

  // The next one is another matter.
  const next = await correct(shown, { statement: 'A quarter of it.' });
  const page = all.get('page') ?? { handle: '', headers: {} };
  expect((await receiptOf(page, { documentId: shown.documentId }))?.servedAt).toBeNull();
  expect((await receiptOf(page, { seq }))?.servedAt).toEqual(world.clock.now());
  // As of a later edition is as good as of this one; and the time stays that of the first.
  const late = all.get('names') ?? { handle: '', headers: {} };
  const then = world.clock.now();
  world.clock.advance(60_000);
  await serving(async (http) => {
    for (const { headers } of [page, late]) await http.get(`/v1/fact/${shown.slug}.md`).set(headers);
  });
  expect((await receiptOf(late, { seq }))?.servedAt).toEqual(world.clock.now());
  expect((await receiptOf(page, { seq }))?.servedAt).toEqual(then);
  expect((await receiptOf(page, { seq: next }))?.servedAt).toEqual(world.clock.now());
});

test('nothing is claimed of an answer whose connection broke before it had gone out', async () => {
  const { headers, handle } = await partner();
  const page = await article('Lost', 'lost');
  const seq = await correct(page, { title: 'Found' });
  const holder = new pg.Client({ connectionString: world.database.superuserUrl });
  await holder.connect();
  await serving(async (_http, app) => {
    await app.listen(0, '127.0.0.1');
    const { port } = new URL(await app.getUrl());
    for (const path of ['/v1/article/lost.json', '/v1/sync?first=1000', '/v1/sync.ndjson']) {
      // Nothing can be read until the caller has gone.
      await holder.query('begin; lock table delivery.edition_row in access exclusive mode');
      const socket = connect(Number(port), '127.0.0.1');
      const [taken] = (await Promise.all([
        once(app.getHttpServer() as NodeJS.EventEmitter, 'request'),
        once(socket, 'connect').then(() =>
          socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAlmanac-Key: ${headers['almanac-key']}\r\n\r\n`),
        ),
      ])) as unknown as [[{ socket: NodeJS.EventEmitter }]];
      const gone = once(taken[0].socket, 'close');
      socket.destroy();
      await gone;
      await holder.query('rollback');
    }
  });
  await holder.end();
  expect(await receiptOf({ handle }, { seq })).toMatchObject({ received: 0, syncedAt: null, servedAt: null });
  expect((await receiptOf({ handle }, { seq }))?.partner.lastAskedAt).toEqual(world.clock.now());
});

test('a copy has what it was made of once its client comes with the token; all that was sent to its end was served, in what it selects', async () => {
  const shown = await fact('Most of it.');
  const host = await article('Of copies', 'of-copies', embed('e', 'factEmbed', shown.documentId));
  const course = await world.given.published('course', { title: 'A course' });
  const [whole, courses, articles, half, stream, thin, peeked] = [
    await partner(),
    await partner(),
    await partner(),
    await partner(),
    await partner(),
    await partner(),
    await partner(),
  ];
  await correct(course, { title: 'A course, still' });
  const seq = await correct(shown, { statement: 'Some of it.' });
  const tokens = new Map<string, string>();
  const sync = async (http: Http, { handle, headers }: typeof whole, query = '') => {
    const token = tokens.get(handle);
    const answer = await http.get(`/v1/sync?first=1000${query}${token ? `&token=${token}` : ''}`).set(headers);
    const { token: next, hasMore } = answer.body as { token: string; hasMore: boolean };
    tokens.set(handle, next);
    return hasMore;
  };
  await serving(async (http) => {
    await sync(http, whole);
    await sync(http, courses, '&kind=course');
    await sync(http, articles, '&kind=article');
    expect(await sync(http, half, '&locale=en')).toBe(false);
    await http.get('/v1/sync.ndjson').set(stream.headers);
    await http.head('/v1/sync.ndjson').set(peeked.headers).expect(200);
    const answer = await send(http, thin.headers, '{ sync(first: 100) { token upserts { documentId } } }');
    tokens.set(thin.handle, (answer.body as { data: { sync: { token: string } } }).data.sync.token);
  });
  const standing = async (who: typeof whole) => {
    const receipt = await receiptOf(who, { seq });
    return receipt && [receipt.syncedAt, receipt.servedAt].map((time) => time !== null);
  };
  const [SENT, NOTHING, HELD] = [
    [false, true],
    [false, false],
    [true, true],
  ];
  expect(await standing(whole)).toEqual(SENT);
  // What its articles embed comes with them.
  expect(await standing(articles)).toEqual(SENT);
  expect(await standing(stream)).toEqual(SENT);
  for (const who of [courses, thin, peeked]) expect(await standing(who)).toEqual(NOTHING);
  // Another process, and another publication: a token stands for what it was made of.
  const later = await correct(host, { title: 'Of copies, again' });
  await serving(async (http) => {
    for (const who of [whole, articles, half])
      await sync(http, who, who === articles ? '&kind=article' : who === half ? '&locale=en' : '');
    await sync(http, courses, '&kind=course');
    await send(http, thin.headers, `{ sync(first: 100, token: "${tokens.get(thin.handle)}") { hasMore } }`);
  });
  expect(await Promise.all([whole, articles, half].map(standing))).toEqual([HELD, HELD, HELD]);
  expect(await standing(courses)).toEqual(NOTHING);
  expect(await standing(thin)).toEqual([true, false]);
  expect(await receiptOf(whole, { seq: later })).toMatchObject({ syncedAt: null, servedAt: world.clock.now() });
  expect(await receiptOf(courses, { documentId: course.documentId })).toMatchObject({
    received: 1,
    syncedAt: world.clock.now(),
  });
});

test('a copy that is pulled has what its checkpoint says, and nothing that was only handed on to read further', async () => {
  const shown = await fact('A tenth of it.');
  const [whole, midway] = [await partner(), await partner()];
  const seq = await correct(shown, { statement: 'A ninth of it.' });
  const pull = async (http: Http, { headers }: typeof whole, first: number, token?: string) => {
    const from = token === undefined ? '' : `, checkpoint: { token: "${token}" }`;
    const query = `{ pull(first: ${first}${from}) { documents { fields } checkpoint { token } hasMore } }`;
    return ((await send(http, headers, query)).body as { data: { pull: { checkpoint: { token: string } } } }).data.pull
      .checkpoint.token;
  };
  let tokens: readonly string[] = [];
  await serving(async (http) => {
    tokens = [await pull(http, whole, 100), await pull(http, midway, 1)];
  });
  expect(await receiptOf(whole, { seq })).toMatchObject({ syncedAt: null, servedAt: world.clock.now() });
  expect(await receiptOf(midway, { seq })).toMatchObject({ syncedAt: null, servedAt: null });
  await correct(shown, { statement: 'An eighth of it.' });
  await serving(async (http) => {
    await pull(http, whole, 100, tokens[0]);
    await pull(http, midway, 100, tokens[1]);
  });
  expect(await receiptOf(whole, { seq })).toMatchObject({ syncedAt: world.clock.now() });
  expect(await receiptOf(midway, { seq })).toMatchObject({ syncedAt: null, servedAt: world.clock.now() });
});

test('pages on the way to a copy prove nothing before the last one', async () => {
  const who = await partner();
  const first = await article('Paged', 'paged');
  const seq = await correct(first, { title: 'Paged through' });
  const unread = async () => {
    const receipt = await receiptOf(who, { seq });
    return [receipt?.syncedAt, receipt?.servedAt].filter(Boolean).length;
  };
  const follow = async (http: Http, at: string): Promise<string | null> => {
    const { next } = (await http.get(at).set(who.headers)).body as { next: string | null };
    return next && new URL(next).pathname + new URL(next).search;
  };
  let next: string | null = '/v1/sync?first=1';
  await serving(async (http) => {
    for (let pages = 0; pages < 3; pages++) next = await follow(http, next ?? '');
  });
  expect(await unread()).toBe(0);
  await serving(async (http) => {
    while (next !== null) next = await follow(http, next);
  });
  expect(await unread()).toBe(1);
});

test('only those are concerned whose scope showed it before or after: also through what they embed, and of what went', async () => {
  const [open, readers, teachers, learners] = [
    await partner(),
    await partner({ kinds: ['article'] }),
    await partner({ kinds: ['course'] }),
    await partner({ locales: ['es'] }),
  ];
  const named = (found: Receipts) => {
    const own = new Set([open, readers, teachers, learners].map(({ handle }) => handle));
    return found.receipts.flatMap(({ partner: { handle } }) => (own.has(handle) ? [handle] : [])).sort();
  };
  const shown = await fact('Scoped.');
  const host = await article('Scoped', 'scoped', embed('e', 'factEmbed', shown.documentId));
  const alone = await fact('Alone.');
  expect(named(await receipts({ seq: await correct(shown, { statement: 'Scoped, mended.' }) }))).toEqual([
    open.handle,
    readers.handle,
  ]);
  const found = await receipts({ seq: await correct(alone, { statement: 'Alone, mended.' }) });
  expect(named(found)).toEqual([open.handle]);
  expect(found.unconcerned + found.receipts.length).toBe((await world.partners.service.list(TESTER)).length - 1);
  // Whoever came later never had what was wrong.
  const late = await partner();
  expect(await receiptOf(late, { documentId: alone.documentId })).toBeNull();

  let then = '';
  const { draftVersion } = await world.drafting.get(host.documentId, 'en');
  const { publication: withdrawn } = await world.publishing.publish(TESTER, {
    withdraw: [{ documentId: host.documentId, locale: 'en', expectedVersion: draftVersion, reason: 'GONE' }],
  });
  // With its host the fact left the scope of some: nobody changed it, and it is its host that went.
  expect(named(await receipts({ seq: withdrawn.seq }))).toEqual([open.handle, readers.handle]);
  await serving(async (http) => {
    expect((await http.get('/v1/article/scoped.json').set(open.headers)).status).toBe(410);
    const { headers } = await send(http, readers.headers, `{ withdrawal(id: "${host.documentId}") { reason } }`);
    then = headers['almanac-as-of'] ?? '';
  });
  for (const who of [open, readers])
    expect(await receiptOf(who, { documentId: host.documentId })).toMatchObject({
      concerns: 1,
      received: 1,
      syncedAt: null,
    });

  // It comes back, and goes again: whoever asks as of the first time hears nothing of the second.
  await world.publishing.publish(TESTER, { publish: [await world.drafting.get(host.documentId, 'en')].map(toPublish) });
  const again = await world.drafting.get(host.documentId, 'en');
  await world.publishing.publish(TESTER, {
    withdraw: [{ documentId: host.documentId, locale: 'en', expectedVersion: again.draftVersion, reason: 'GONE' }],
  });
  await serving(async (http) => {
    const past = await http.get('/v1/article/scoped.json').query({ asOf: then }).set(open.headers);
    expect(past.status).toBe(410);
  });
  expect(await receiptOf(open, { documentId: host.documentId })).toMatchObject({ concerns: 1, received: 0 });

  await world.app
    .get(ExpungingService, { strict: false })
    .expunge(TESTER, { documentId: alone.documentId, reason: 'PRIVACY' } as never);
  const expunged = await receipts({ documentId: alone.documentId });
  expect(expunged.changes).toMatchObject([{ event: 'EXPUNGED' }]);
  expect(named(expunged)).toEqual([open.handle]);
  await serving(async (http) => {
    expect((await http.get(`/v1/fact/${alone.slug}.json`).set(open.headers)).status).toBe(410);
  });
  expect(await receiptOf(open, { documentId: alone.documentId })).toMatchObject({ received: 1 });
  // Receipts name what is gone, and whoever checks the installation takes no offence.
  const checks = await world.app.get(VerifyService, { strict: false }).verify();
  expect(checks.flatMap(({ broken }) => broken)).toEqual([]);
  // A scope is nothing that a document did.
  expect(
    await receipts({ seq: (await world.partners.setScope(TESTER, learners.handle, EVERYTHING)).seq }),
  ).toMatchObject({ count: 0, receipts: [] });
});

test('of several changes a partner has all or lacks some, and a way counts where it brought all', async () => {
  const who = await partner();
  const [one, two] = [
    await world.given.article({ title: 'One' }, { slug: 'one-of-two' }),
    await world.given.article({ title: 'Two' }),
  ];
  const {
    publication: { seq },
  } = await world.publishing.publish(TESTER, { publish: [one, two].map(toPublish) });
  await serving(async (http) => void (await http.get('/v1/article/one-of-two.md').set(who.headers)));
  expect(await receiptOf(who, { seq })).toMatchObject({ concerns: 2, received: 1, servedAt: null, completeAt: null });
  expect(await receiptOf(who, { seq, documentId: one.documentId })).toMatchObject({
    concerns: 1,
    received: 1,
    completeAt: world.clock.now(),
  });
});

test('what a process had noted and not written is not claimed, nor what belongs to a history that is gone', async () => {
  const who = await partner();
  const page = await article('Forgotten', 'forgotten');
  const { seq, mark } = (
    await world.work.rows<{ seq: number; mark: string }>(
      `select seq::int4 as seq, encode(mark, 'hex') as mark from ledger.head`,
    )
  )[0] ?? { seq: 0, mark: '' };
  const cargo = new Cargo();
  cargo.show({ documentId: page.documentId, locale: 'en', edition: { seq } as never });
  cargo.hold({ selection: { kinds: null, locales: null }, at: { seq, mark: mark.replace(/^../, '00') } });
  const process = () => new Traffic(new ReadPool(world.database.addresses.delivery), world.clock, null);
  const [killed, forked] = [process(), process()];
  expect(killed.received(who.id, cargo, { seq, mark })).toBe(true);
  forked.received(who.id, cargo, { seq, mark: mark.replace(/^../, '00') });
  await forked.end();
  expect(await receiptOf(who, { seq })).toMatchObject({ received: 0 });
  // The one that was to be killed goes in peace: then it is told.
  await killed.end();
  expect(await receiptOf(who, { seq })).toMatchObject({ received: 1, syncedAt: null });
});

test('receipts that nobody may look up any more are pruned, and where a copy stands stays known', async () => {
  const who = await partner();
  const page = await article('Old', 'old-receipt');
  await world.work.rows(`insert into traffic.served select $1, $2, 'en', seq, '2020-01-01' from ledger.head`, [
    who.id,
    page.documentId,
  ]);
  await world.work.rows(
    `insert into traffic.copy (partner_id, selection, seq, held_at) select $1, 'all', s, '2020-01-01' from ledger.head h, generate_series(h.seq - 1, h.seq) s`,
    [who.id],
  );
  await world.app.get(UsageService, { strict: false }).prune();
  expect(await world.work.rows('select 1 from traffic.served where partner_id = $1', [who.id])).toEqual([]);
  expect(await world.work.rows('select 1 from traffic.copy where partner_id = $1', [who.id])).toHaveLength(1);
});

test('no answer waits for a receipt, and one statement writes all of them', async () => {
  const who = await partner();
  const shown = await article('Counted', 'counted');
  const pool = new ReadPool(world.database.addresses.delivery);
  const statements: string[] = [];
  pool.onStatement(({ name }) => statements.push(name));
  const written: string[] = [];
  pool.observe((name) => {
    if (name.startsWith('receipts.')) written.push(name);
    return () => undefined;
  });
  try {
    await serving(
      async (http) => {
        const ask = (method: 'get' | 'head', suffix: string) =>
          http[method](`/v1/article/counted${suffix}`).set(who.headers).expect(200);
        const suffixes = ['.json', '.md', '.txt', '.html'];
        // Made and kept, and received by nobody.
        for (const suffix of suffixes) for (let times = 0; times < 3; times++) await ask('head', suffix);
        statements.length = 0;
        for (let times = 0; times < 2; times++) for (const suffix of suffixes) await ask('get', suffix);
        expect(statements).toEqual([]);
      },
      { pool },
    );
  } finally {
    await pool.end();
  }
  expect(written.filter((name) => name === 'receipts.add-served')).toHaveLength(1);
  expect((await receiptOf(who, { documentId: shown.documentId }))?.servedAt).toEqual(world.clock.now());
});
