import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import {
  ExpungingService,
  type OpenedPreview,
  PreviewingService,
  RefreshingService,
  type PublicationRequest,
  VerifyService,
} from '#content';
import { createLogger } from '#edge';
import { createPreviewApp } from '../../apps/delivery-api/src/preview/app.js';
import { as } from '../kit/server.js';
import { embed, paragraph, TESTER, toPublish } from '../kit/world.js';
import { Api } from './api.js';

let api: Api;
let previewed: NestFastifyApplication;
let previews: PreviewingService;

beforeAll(async () => {
  api = await Api.over();
  const { config, secrets, clock, database } = api.world;
  previewed = await createPreviewApp(config, {
    secrets,
    clock,
    databaseUrl: database.addresses.preview,
    logger: createLogger('test', 'silent'),
  });
  previews = api.world.app.get(PreviewingService, { strict: false });
});
afterAll(async () => {
  await previewed.close();
  await api.end();
});

const http = () => request(previewed.getHttpServer());

/** The page to which the link leads. */
async function open(token: string) {
  const first = await http().get(`/p/${token}`);
  expect(first.status).toBe(303);
  const { pathname, search } = new URL(first.headers['location'] ?? '');
  return http().get(pathname + search);
}

async function ask<T>(token: string, query: string): Promise<T> {
  const response = await http().post('/graphql').set('Almanac-Preview', token).send({ query });
  const { data, errors } = response.body as { data: T; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

const ofDraft = (draft: { documentId: string; locale: string }, more: object = {}): Promise<OpenedPreview> =>
  previews.previewDraft(TESTER, { documentId: draft.documentId, locale: draft.locale, ...more });
const ofPublication = (change: PublicationRequest) => previews.previewPublication(TESTER, change, {});

/** What somebody sees who knows no id. Instants are left out: a preview is of another moment than the publication. */
const EVERYTHING = `{
  articles(first: 20) { edges { node { ...document title summary mythFacts { myth } body { html: text } topics { name } related { documentId slug } } } }
  mythFacts(first: 20) { edges { node { ...document myth fact verdict topics { name } } } }
  topics(first: 20) { edges { node { ...document name narrower { name } mythFacts(first: 10) { edges { node { myth } } } } } }
  notices { name phone }
  search(query: "quokka", first: 10) { totalCount edges { node { ...document } highlights { field } } facets { kinds { kind count } topics { count } } }
  matchMyths(text: "Everybody knows that a quokka throws its young at predators.") { mythFact { myth } start end }
  moved: article(slug: "old-address") { slug redirectedFrom title }
}
fragment document on ContentDocument { __typename documentId slug locale edition { number hash kind } notices { name } }`;

describe('a preview of a draft', () => {
  test('is the public with the draft in it, over GraphQL and as a page, and the public stays as it is', async () => {
    const { given } = api.world;
    const fact = await given.published('fact', {
      statement: 'Water boils at 100 degrees.',
      status: 'UNVERIFIED',
      notice: 'At sea level.',
    });
    const draft = await given.article(
      {
        title: 'Boiling & <freezing>',
        body: [paragraph('a', 'The draft says so.'), embed('b', 'factEmbed', fact.documentId)],
      },
      { slug: 'boiling' },
    );
    const list = '{ articles(first: 20) { edges { node { slug title } } } }';
    const before = (await api.ask(list)).text;
    const { token, objections } = await ofDraft(draft);
    expect(objections).toEqual([]);

    const seen = await ask<{ article: object; articles: { edges: { node: { slug: string } }[] } }>(
      token,
      `{ article(slug: "boiling") { title edition { number } body { text } } articles(first: 20) { edges { node { slug } } } }`,
    );
    expect(seen.article).toMatchObject({ title: 'Boiling & <freezing>', edition: { number: 1 } });
    expect(JSON.stringify(seen.article)).toContain('Water boils at 100 degrees.');
    expect(seen.articles.edges.map(({ node }) => node.slug)).toContain('boiling');

    const page = await open(token);
    expect(page.text).toMatch(
      /Preview\. This is not public\..*<h1>Boiling &amp; &lt;freezing&gt;<\/h1>.*The draft says so\..*Water boils/s,
    );
    expect(page.text).toContain('<title>Preview: Boiling &amp; &lt;freezing&gt;</title>');

    expect((await api.ask(list)).text).toBe(before);
    expect((await api.http.get('/v1/article/boiling')).status).toBe(404);
  });

  test('that could not be published shows what there is, and says in sentences what it lacks', async () => {
    const { given, drafting } = api.world;
    const target = await given.draft('topic', { name: 'Never published' });
    const { documentId } = await drafting.create(TESTER, {
      kind: 'article',
      locale: 'en',
      body: { summary: 'Only a summary.', topics: [target.documentId] },
    });
    const { token, objections } = await ofDraft({ documentId, locale: 'en' });
    expect(objections.map((each) => each.kind).sort()).toEqual([
      'REQUIRED_TO_PUBLISH',
      'REQUIRED_TO_PUBLISH',
      'REQUIRED_TO_PUBLISH',
      'UNPUBLISHED_REFERENCE',
    ]);
    const page = await open(token);
    expect(page.text).toContain('Only a summary.');
    expect(page.text).toContain('It could not be published as it stands (4):');
    for (const { message } of objections) expect(page.text).toContain(message.replaceAll('"', '&quot;'));
  });

  test('stays what it was when the draft goes on and others publish', async () => {
    const { given, drafting } = api.world;
    const draft = await given.article({ title: 'As it was' }, { slug: 'as-it-was' });
    const { token } = await ofDraft(draft);
    const question = '{ article(slug: "as-it-was") { title } articles(first: 50) { edges { node { slug } } } }';
    const before = await ask(token, question);
    await drafting.save(TESTER, { ...toPublish(draft), fields: { title: 'As it is' } });
    await given.published(
      'article',
      { title: 'Another', body: [paragraph('a', 'Words.')] },
      { slug: 'published-since' },
    );
    expect(await ask(token, question)).toEqual(before);
    expect(JSON.stringify(before)).toContain('As it was');
  });

  test('is refreshed behind its link: it shows what there is by now, over what is public by now, and nothing of before is left', async () => {
    const { given, drafting, work } = api.world;
    const draft = await given.article({ title: 'Quagga before' }, { slug: 'refreshed' });
    const { token, preview } = await ofDraft(draft);
    const question = '{ article(slug: "refreshed") { title } articles(first: 50) { edges { node { slug } } } }';
    expect(await ask(token, question)).toMatchObject({ article: { title: 'Quagga before' } });
    const saved = await drafting.save(TESTER, { ...toPublish(draft), fields: { title: 'Zebra after' } });
    await given.published('article', { title: 'Meanwhile', body: [paragraph('a', 'Words.')] }, { slug: 'meanwhile' });
    const refreshing = api.world.app.get(RefreshingService, { strict: false });
    await expect(
      refreshing.refresh(TESTER, { previewId: preview.id, expectedVersion: draft.draftVersion }),
    ).rejects.toMatchObject({ kind: 'STALE_DRAFT', path: ['expectedVersion'] });
    expect(await ask(token, question)).toMatchObject({ article: { title: 'Quagga before' } });

    const two = await Promise.all([1, 2].map(() => refreshing.refresh(TESTER, { previewId: preview.id })));
    expect(two.map((each) => [each.preview.id, each.objections])).toEqual([
      [preview.id, []],
      [preview.id, []],
    ]);
    expect(two[0]?.preview).toMatchObject({ expiresAt: preview.expiresAt, partner: 'public' });
    const after = await ask<object>(token, question);
    expect(after).toMatchObject({ article: { title: 'Zebra after' } });
    expect(JSON.stringify(after)).toContain('"meanwhile"');
    const page = await open(token);
    expect([page.text.includes('Zebra after'), page.text.includes('Quagga'), page.headers['cache-control']]).toEqual([
      true,
      false,
      'no-store',
    ]);
    for (const table of ['edition_row_over', 'search_lexeme_over'])
      expect(
        JSON.stringify(await work.run(() => work.rows(`select * from preview.${table} where link = $1`, [preview.id]))),
      ).not.toMatch(/quagga/i);

    // What could not be published any more is said; what has ended stays ended.
    await drafting.save(TESTER, { ...toPublish(saved), fields: { title: '' } });
    const third = await refreshing.refresh(TESTER, { previewId: preview.id });
    expect(third.preview.objections).toBe(third.objections.length);
    expect(third.objections.length).toBeGreaterThan(0);
    await previews.revoke(TESTER, preview.id);
    for (const previewId of [preview.id, 'nonsense'])
      await expect(refreshing.refresh(TESTER, { previewId })).rejects.toMatchObject({ kind: 'NO_SUCH_PREVIEW' });
  });

  test('of the version on the screen is refused when the draft has moved on', async () => {
    const draft = await api.world.given.article();
    await expect(ofDraft(draft, { expectedVersion: 7 })).rejects.toMatchObject({ kind: 'STALE_DRAFT' });
  });
});

test('a preview of several changes shows, to every question, what publishing them then makes public', async () => {
  const { given, publishing, drafting } = api.world;
  const animals = await given.published('topic', { name: 'Animals' }, { slug: 'animals' });
  const first = await given.published(
    'article',
    { title: 'First', body: [paragraph('a', 'A quokka.')] },
    { slug: 'old-address' },
  );
  const leaving = await given.published(
    'article',
    { title: 'Leaving', body: [paragraph('a', 'A quokka leaves.')] },
    { slug: 'leaving' },
  );
  const gone = await given.published(
    'article',
    { title: 'Gone', body: [paragraph('a', 'A quokka is gone.')] },
    { slug: 'gone' },
  );
  const marsupials = await given.draft('topic', { name: 'Marsupials', broader: animals.documentId });
  const pair = await given.draft('myth-fact', {
    myth: 'A quokka throws its young at predators.',
    fact: 'It drops them when it flees.',
    topics: [marsupials.documentId],
  });
  const host = await given.draft('article', {
    title: 'Quokkas',
    body: [paragraph('a', 'On the quokka.'), embed('b', 'mythFactEmbed', pair.documentId)],
    topics: [marsupials.documentId],
    related: [first.documentId],
  });
  const moved = await drafting.save(TESTER, {
    ...toPublish(first),
    slug: 'new-address',
    fields: { title: 'First, moved', topics: [marsupials.documentId], audiences: ['educators'] },
  });
  const change: PublicationRequest = {
    publish: [marsupials, pair, host, moved].map(toPublish),
    withdraw: [
      { ...toPublish(leaving), reason: 'REPLACED', replacedBy: first.documentId },
      { ...toPublish(gone), reason: 'GONE' },
    ],
  };
  const { token, objections } = await ofPublication(change);
  expect(objections).toEqual([]);
  const seen = await ask<object>(token, EVERYTHING);
  const overview = await http().get(`/p/${token}`);
  expect(overview.text).toMatch(/leaving.*would be withdrawn: REPLACED.*new-address.*would be published/s);
  const [oldAddress, withdrawn] = await Promise.all([
    http().get(`/p/${token}/v1/article/old-address.html`),
    http().get(`/p/${token}/v1/article/gone.html`),
  ]);
  expect(oldAddress.status).toBe(308);
  expect(oldAddress.headers['location']).toBe(`${api.world.config.previewUrl}/p/${token}/v1/article/new-address.html`);
  expect(withdrawn.status).toBe(410);

  await publishing.publish(TESTER, change);
  const made = await api.ask<object>(EVERYTHING);
  expect(made.errors).toEqual([]);
  expect(seen).toEqual(made.data);
  expect(JSON.stringify(seen)).toContain('throws its young');
});

describe('a link', () => {
  test('opens nothing without its token, after it was revoked, and after its time', async () => {
    const draft = await api.world.given.article({ title: 'Secret' }, { slug: 'secret' });
    const [revoked, expiring] = [await ofDraft(draft), await ofDraft(draft, { minutes: 1 })];
    const question = { query: '{ article(slug: "secret") { title } }' };
    const status = async (token: string) => {
      const [page, graphql] = [
        await http().get(`/p/${token}`),
        await http().post('/graphql').set('Almanac-Preview', token).send(question),
      ];
      return [page.status, graphql.status, page.text === graphql.text];
    };
    const nothing = [404, 404, true];
    expect(await status(revoked.token)).toEqual([303, 200, false]);
    expect((await http().post('/graphql').send(question)).status).toBe(404);
    expect(await status('x'.repeat(43))).toEqual(nothing);
    expect(await status(revoked.token.slice(1))).toEqual(nothing);

    await previews.revoke(TESTER, revoked.preview.id);
    expect(await status(revoked.token)).toEqual(nothing);
    await expect(previews.revoke(TESTER, revoked.preview.id)).rejects.toMatchObject({ kind: 'NO_SUCH_PREVIEW' });
    expect(await status(expiring.token)).toEqual([303, 200, false]);
    api.world.clock.advance(60_000);
    expect(await status(expiring.token)).toEqual(nothing);
  });

  test('is kept by no cache, found by no search engine, told to no other site, and logged nowhere', async () => {
    const { token } = await ofDraft(await api.world.given.article());
    for (const answer of [
      await open(token),
      await http().get(`/p/${token}`),
      await http().get('/p/nothing'),
      await http().post('/graphql').set('Almanac-Preview', token).send({ query: '{ notices { name } }' }),
    ]) {
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow, noarchive',
        'referrer-policy': 'no-referrer',
      });
      expect(answer.headers['etag']).toBeUndefined();
    }
    expect((await open(token)).headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect((await http().get('/robots.txt')).text).toContain('Disallow: /');
  });

  test('leaves no row behind when it has ended, and the token stands nowhere', async () => {
    const { given, database, clock } = api.world;
    const { token, preview } = await ofDraft(
      await given.article({ topics: [(await given.draft('topic', { name: 'T' })).documentId] }),
      { minutes: 5 },
    );
    const tables = await as(database.addresses.owner, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'preview' order by 1`,
      );
      return rows.map(({ name }) => name);
    });
    const count = () =>
      as(database.addresses.owner, async (client) => {
        const all = tables.map(
          (name) => `select * from (select to_jsonb(t) ->> 'link' as link, t::text as row from ${name} t) x`,
        );
        const { rows } = await client.query<{ link: string; row: string }>(all.join(' union all '));
        expect(rows.filter(({ row }) => row.includes(token))).toEqual([]);
        return rows.filter(({ link, row }) => link === preview.id || row.includes(preview.id)).length;
      });
    expect(await count()).toBeGreaterThan(4);
    clock.advance(5 * 60_000);
    expect(await previews.prune()).toBeGreaterThan(0);
    expect(await count()).toBe(0);
  });

  test('shows a partner what that partner may see, and leads nowhere but within itself', async () => {
    const { given, partners } = api.world;
    const scope = { kinds: ['fact'] as const, topics: null, audiences: null, locales: null };
    await partners.create(TESTER, { handle: 'facts-only', name: 'Facts', region: null, scope });
    const draft = await given.article({ title: 'Not for them' }, { slug: 'not-for-them' });
    const { token } = await ofDraft(draft, { partner: 'facts-only' });
    expect((await http().get(`/p/${token}`)).text).toContain('may not see the document');
    expect(await ask(token, '{ article(slug: "not-for-them") { title } }')).toEqual({ article: null });
    await expect(ofDraft(draft, { partner: 'nobody' })).rejects.toMatchObject({ kind: 'UNKNOWN_PARTNER' });
  });

  test('ends when anything is expunged, and nothing of it stays', async () => {
    const { given, app } = api.world;
    const [kept, expunged] = [await given.article(), await given.article({ title: 'Exposes a person' })];
    const [one, other] = [await ofDraft(kept), await ofDraft(expunged)];
    await app
      .get(ExpungingService, { strict: false })
      .expunge(TESTER, { documentId: expunged.documentId, reason: 'PRIVACY' });
    for (const { token } of [one, other]) expect((await http().get(`/p/${token}`)).status).toBe(404);
    const checks = await app.get(VerifyService, { strict: false }).verify();
    expect(checks.flatMap(({ broken }) => broken)).toEqual([]);
  });
});

test('the process is healthy while it reads what is public, and answers nothing else without a link', async () => {
  expect((await http().get('/healthz')).status).toBe(200);
  expect((await http().get('/readyz')).body).toEqual({ status: 'ready', reasons: [] });
  for (const path of ['/v1/article', '/', '/sitemap.xml']) expect((await http().get(path)).status).toBe(404);
});
