import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { createLogger } from '#edge';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { paragraph, TESTER } from '../kit/world.js';
import { type Answer, Api } from './api.js';

let api: Api;
let documentId: string;
let pairId: string;
beforeAll(async () => {
  const config = path.join(await mkdtemp(path.join(tmpdir(), 'almanac-fallback-')), 'almanac.config.json');
  await writeFile(
    config,
    JSON.stringify({ locales: ['en', 'es', 'es-MX', 'fr', 'ht'], fallbacks: { ht: ['fr', 'en'], fr: [] } }),
  );
  api = await Api.over({ environment: { ALMANAC_CONFIG: config } });
  const { given } = api.world;
  const body = (words: string) => ({ title: words, body: [paragraph('a', words)] });
  ({ documentId } = await given.published('article', body('English'), { slug: 'page' }));
  await given.published('article', body('Español'), { slug: 'pagina', locale: 'es', documentId });
  await given.published('article', body('Français'), { slug: 'page', locale: 'fr', documentId });
  pairId = (await given.published('myth-fact', { myth: 'Only English', fact: 'Yes' }, { slug: 'only' })).documentId;
});
afterAll(() => api.end());

interface Read {
  readonly article: { readonly locale: string; readonly title: string; readonly redirectedFrom: string | null } | null;
}
const read = async (args: string, headers: Record<string, string> = {}) =>
  api.ask<Read>(`{ article(${args}) { locale title redirectedFrom } }`, {}, headers);
const localeOf = async (args: string) => (await read(args)).data.article?.locale ?? null;

test('a read stays exact unless a fallback is asked for, and then says in which locale it is', async () => {
  expect(await localeOf(`id: "${documentId}", locale: "es-MX"`)).toBeNull();
  expect(await localeOf(`id: "${documentId}", locale: "es-MX", fallback: false`)).toBeNull();
  expect(await localeOf(`id: "${documentId}", locale: "es-MX", fallback: true`)).toBe('es');
  expect(await localeOf(`id: "${documentId}", locale: "ht", fallback: true`)).toBe('fr');
  expect(await localeOf(`id: "${documentId}", locale: "es", fallback: true`)).toBe('es');
  const pair = (locale: string) =>
    api.ask<{ mythFact: { locale: string } | null }>(
      `{ mythFact(id: "${pairId}", locale: "${locale}", fallback: true) { locale } }`,
    );
  expect((await pair('es-MX')).data.mythFact?.locale).toBe('en');
  // A chain that was configured to be empty leads nowhere.
  expect((await pair('fr')).data.mythFact).toBeNull();
});

test('a slug of a later locale finds the document in the nearest one, under the name that it has there', async () => {
  expect((await read('slug: "pagina", locale: "es-MX", fallback: true')).data.article).toEqual({
    locale: 'es',
    title: 'Español',
    redirectedFrom: null,
  });
  expect((await read('slug: "page", locale: "es-MX", fallback: true')).data.article).toEqual({
    locale: 'es',
    title: 'Español',
    redirectedFrom: 'page',
  });
  expect((await read('slug: "nothing", locale: "es-MX", fallback: true')).data.article).toBeNull();
});

test('it takes one statement more than an exact read only where a slug was found in a later locale', async () => {
  const statements = async (args: string) =>
    (await api.counted(`{ article(${args}) { locale } }`)).statements.filter((name) => name.startsWith('delivery.by-'));
  expect(await statements(`id: "${documentId}", locale: "es-MX", fallback: true`)).toEqual(['delivery.by-keys']);
  expect(await statements('slug: "pagina", locale: "es", fallback: true')).toEqual(['delivery.by-slugs']);
  expect(await statements('slug: "page", locale: "es-MX", fallback: true')).toEqual([
    'delivery.by-slugs',
    'delivery.by-keys',
  ]);
  const many = await api.counted(
    `{ a: article(id: "${documentId}", locale: "es-MX", fallback: true) { locale } b: article(id: "${documentId}", locale: "ht", fallback: true) { locale }
       c: mythFact(id: "${pairId}", locale: "ht", fallback: true) { locale } }`,
  );
  expect(many.statements.filter((name) => name.startsWith('delivery.by-'))).toEqual(['delivery.by-keys']);
});

test('an edition is one of a locale: with a fallback it is refused', async () => {
  const { errors } = await read(`id: "${documentId}", edition: 1, fallback: true`);
  expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', argument: 'fallback' });
  expect((await api.http.get('/v1/article/page?edition=1&fallback=true')).status).toBe(400);
  expect((await api.http.get('/v1/article/page?fallback=perhaps')).status).toBe(400);
});

test('as of the past it falls back to what was public then, and a partner is not led out of its scope', async () => {
  const before = (await read(`id: "${documentId}", locale: "es-MX", fallback: true`)).headers['almanac-as-of'];
  const mexican = await api.world.given.published(
    'article',
    { title: 'Mexicano', body: [paragraph('a', 'Mexicano')] },
    { slug: 'pagina', locale: 'es-MX', documentId },
  );
  expect(await localeOf(`id: "${documentId}", locale: "es-MX", fallback: true`)).toBe('es-MX');
  expect(await localeOf(`id: "${documentId}", locale: "es-MX", fallback: true, asOf: { token: "${before}" }`)).toBe(
    'es',
  );
  await api.world.publishing.publish(TESTER, {
    withdraw: [{ documentId, locale: 'es-MX', expectedVersion: mexican.draftVersion, reason: 'GONE' }],
  });
  const { partners } = api.world;
  await partners.create(TESTER, {
    handle: 'english',
    name: 'English only',
    region: null,
    scope: { kinds: null, topics: null, audiences: null, locales: ['en', 'es-MX'] },
  });
  const { key } = await partners.issueKey(TESTER, 'english', null);
  const args = `id: "${documentId}", locale: "es-MX", fallback: true`;
  expect((await read(args, { authorization: `Bearer ${key}` })).data.article?.locale).toBe('en');
});

test('addresses fall back too, and say the language of what they send', async () => {
  expect((await api.http.get('/v1/article/pagina?locale=es-MX')).status).toBe(410);
  const answer = await api.http.get('/v1/article/page.txt?locale=ht&fallback=true');
  expect([answer.status, answer.headers['content-language'], answer.text.includes('Français')]).toEqual([
    200,
    'fr',
    true,
  ]);
  const moved = await api.http.get('/v1/article/page?locale=es-MX&fallback=true').redirects(0);
  expect([moved.status, moved.headers['location']]).toEqual([308, 'http://localhost:4000/v1/article/pagina?locale=es']);
  expect((await api.http.get('/v1/article/nothing?locale=ht&fallback=true')).status).toBe(404);
});

interface Listed {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly slug: string; readonly locale: string };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** A list to its end, in pages of two: `slug locale` of each document. */
async function walk(field: string, args: string): Promise<string[]> {
  const walked: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { data, errors }: Answer<Record<string, Listed>> = await api.ask(
      `query ($after: String) { ${field}(first: 2, after: $after, ${args}) { edges { cursor node { slug locale } } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    expect(errors).toEqual([]);
    const page: Listed | undefined = data[field];
    walked.push(...(page?.edges ?? []).map(({ node }) => `${node.slug} ${node.locale}`));
    if (!page?.pageInfo.hasNextPage) return walked;
    after = page.pageInfo.endCursor;
  }
}

describe('lists and links', () => {
  let topicId: string;
  let courseId: string;
  const key: { value?: string } = {};
  beforeAll(async () => {
    const { given, partners } = api.world;
    const topic = await given.published('topic', { name: 'Water' }, { slug: 'water' });
    topicId = topic.documentId;
    await given.published('topic', { name: 'Agua' }, { slug: 'agua', locale: 'es', documentId: topicId });
    const narrower = await given.published('topic', { name: 'Wells', broader: topicId }, { slug: 'wells' });
    await given.published(
      'topic',
      { name: 'Pozos', broader: topicId },
      { slug: 'pozos', locale: 'es', documentId: narrower.documentId },
    );
    for (const [slug, other] of [
      ['one', 'uno'],
      ['two', null],
      ['three', 'tres'],
      ['four', null],
      ['five', 'cinco'],
    ] as const) {
      const pair = await given.published('myth-fact', { myth: slug, fact: 'No', topics: [topicId] }, { slug });
      if (other !== null)
        await given.published(
          'myth-fact',
          { myth: other, fact: 'No', topics: [topicId] },
          { slug: other, locale: 'es', documentId: pair.documentId },
        );
    }
    courseId = (await given.published('course', { title: 'Course', topics: [topicId] }, { slug: 'course' })).documentId;
    await partners.create(TESTER, {
      handle: 'mexican',
      name: 'Without Spanish of Spain',
      region: null,
      scope: { kinds: null, topics: null, audiences: null, locales: ['en', 'es-MX'] },
    });
    key.value = (await partners.issueKey(TESTER, 'mexican', null)).key;
  });

  test('a list shows each document once, in the nearest locale, in the order in which they first became public', async () => {
    expect(await walk('mythFacts', 'locale: "es"')).toEqual(['cinco es', 'tres es', 'uno es']);
    const all = ['cinco es', 'four en', 'tres es', 'two en', 'uno es', 'only en'];
    expect(await walk('mythFacts', 'locale: "es", fallback: true')).toEqual(all);
    expect(await walk('mythFacts', 'locale: "es-MX", fallback: true, orderBy: PUBLISHED_AT_ASC')).toEqual(
      all.toReversed(),
    );
    expect(await walk('mythFacts', `locale: "es", fallback: true, filter: { topics: ["${topicId}"] }`)).toEqual(
      all.slice(0, -1),
    );
    // A chain that leads nowhere is the locale alone.
    expect(await walk('mythFacts', 'locale: "fr", fallback: true')).toEqual([]);
  });

  test('a cursor belongs to the list of its locales', async () => {
    const { data } = await api.ask<{ mythFacts: Listed }>(
      '{ mythFacts(first: 1, locale: "es", fallback: true) { edges { cursor node { slug locale } } pageInfo { hasNextPage endCursor } } }',
    );
    for (const args of ['locale: "es"', 'locale: "es-MX", fallback: true']) {
      const { errors } = await api.ask(
        `query ($after: String) { mythFacts(first: 1, after: $after, ${args}) { pageInfo { endCursor } } }`,
        { after: data.mythFacts.pageInfo.endCursor },
      );
      expect(errors[0]?.extensions['code']).toBe('BAD_INPUT');
    }
  });

  test('what a document links to is looked for in the order that was asked for, and its id says so', async () => {
    interface Linking {
      readonly id: string;
      readonly locale: string;
      readonly topics: readonly {
        readonly slug: string;
        readonly narrower: readonly { readonly slug: string }[];
        readonly mythFacts: { readonly edges: readonly { readonly node: { readonly slug: string } }[] };
        readonly courses: { readonly edges: readonly { readonly node: { readonly slug: string } }[] };
      }[];
    }
    const fields =
      'id locale topics { slug narrower { slug } mythFacts(first: 9) { edges { node { slug } } } courses(first: 9) { edges { node { slug } } } }';
    const course = async (args: string) =>
      (await api.ask<{ course: Linking | null }>(`{ course(id: "${courseId}", ${args}) { ${fields} } }`)).data.course;
    const falling = await course('locale: "es-MX", fallback: true');
    expect(falling).toMatchObject({
      locale: 'en',
      topics: [
        {
          slug: 'agua',
          narrower: [{ slug: 'pozos' }],
          mythFacts: { edges: ['cinco', 'four', 'tres', 'two', 'uno'].map((slug) => ({ node: { slug } })) },
          courses: { edges: [{ node: { slug: 'course' } }] },
        },
      ],
    });
    const exact = await course('locale: "en"');
    expect(exact?.topics[0]).toMatchObject({ slug: 'water', narrower: [{ slug: 'wells' }] });
    // One entry of a client's cache must not be both.
    expect(exact?.id).not.toBe(falling?.id);
    const again = await api.ask<{ node: Linking }>(
      `query ($id: ID!) { node(id: $id) { ... on Course { ${fields} } } }`,
      {
        id: falling?.id,
      },
    );
    expect(again.data.node).toEqual(falling);
    const named = await api.ask<{ course: Linking }>(`query ($id: ID!) { course(id: $id) { ${fields} } }`, {
      id: falling?.id,
    });
    expect(named.data.course).toEqual(falling);
  });

  test('what stands inside a text follows the language of the text', async () => {
    const { given } = api.world;
    const fact = await given.published(
      'fact',
      { statement: 'Stated', status: 'UNVERIFIED', notice: 'Unverified' },
      { slug: 'stated' },
    );
    await given.published(
      'fact',
      { statement: 'Dicho', status: 'UNVERIFIED', notice: 'Sin verificar' },
      { slug: 'dicho', locale: 'es', documentId: fact.documentId },
    );
    await given.published(
      'article',
      {
        title: 'Host',
        related: [fact.documentId],
        body: [paragraph('a', 'Words'), { _type: 'factEmbed', _key: 'f', document: fact.documentId }],
      },
      { slug: 'host' },
    );
    const { data } = await api.ask<{
      article: { body: { text: string; references: { locale: string }[] }; related: { locale: string }[] };
    }>(
      '{ article(slug: "host", locale: "es-MX", fallback: true) { body { text references { locale } } related { locale } } }',
    );
    expect(data.article.body.text).toContain('Stated');
    expect(data.article.body.references).toEqual([{ locale: 'en' }]);
    expect(data.article.related).toEqual([{ locale: 'es' }]);
    const html = (await api.http.get('/v1/article/host.html?locale=es-MX&fallback=true')).text;
    expect([html.includes('Stated'), html.includes('Dicho')]).toEqual([true, true]);
  });

  test('one statement more than an exact read of the same for lists and for links, however many locales', async () => {
    const query = (args: string) =>
      `{ mythFacts(first: 5, ${args}) { edges { node { slug topics { slug narrower { slug } mythFacts(first: 2) { edges { node { slug } } } } } } } }`;
    const [exact, falling] = [
      await api.counted(query('locale: "en"')),
      await api.counted(query('locale: "es-MX", fallback: true')),
    ];
    expect(falling.statements.length).toBeLessThanOrEqual(exact.statements.length + 1);
  });

  test('addresses of lists fall back, keep doing so on the next page, and name the languages that they hold', async () => {
    const answer = await api.http.get('/v1/myth-fact?locale=es&first=4&fallback=true');
    const page = answer.body as { items: { slug: string; locale: string }[]; next: string };
    expect(page.items.map(({ slug, locale }) => `${slug} ${locale}`)).toEqual([
      'cinco es',
      'four en',
      'tres es',
      'two en',
    ]);
    expect(answer.headers['content-language']).toBe('en, es');
    const next = await api.http.get(new URL(page.next).pathname + new URL(page.next).search);
    expect((next.body as typeof page).items.map(({ slug }) => slug)).toEqual(['uno', 'only']);
    const exact = await api.http.get('/v1/myth-fact?locale=es&first=4');
    expect([(exact.body as typeof page).items.length, exact.headers['content-language']]).toEqual([3, 'es']);
  });

  test('kept answers are made anew when a translation appears, is withdrawn, and when its source changes, for partners too', async () => {
    const { world } = api;
    const cached = await createDeliveryApp(
      { ...world.config, cacheBytes: 8_000_000 },
      { secrets: world.secrets, clock: world.clock, pool: api.pool, logger: createLogger('test', 'silent') },
    );
    const questions = [
      `{ mythFacts(first: 9, locale: "es-MX", fallback: true) { edges { cursor node { id locale myth topics { id name } } } } }`,
      `{ mythFact(id: "${pairId}", locale: "es-MX", fallback: true) { id locale myth } }`,
      `{ topic(id: "${topicId}", locale: "es-MX", fallback: true) { name mythFacts(first: 9) { edges { node { locale myth } } } } }`,
    ];
    const addresses = ['/v1/myth-fact?locale=es-MX&fallback=true', '/v1/myth-fact/only?locale=es-MX&fallback=true'];
    const headersOf = (partner: boolean) => (partner ? { 'almanac-key': key.value ?? '' } : {});
    const ask = (app: typeof cached, partner: boolean) =>
      Promise.all([
        ...questions.map((query) =>
          request(app.getHttpServer()).post('/graphql').set(headersOf(partner)).send({ query }),
        ),
        ...addresses.map((address) => request(app.getHttpServer()).get(address).set(headersOf(partner)).redirects(0)),
      ]);
    const textsOf = (answers: Awaited<ReturnType<typeof ask>>) =>
      answers.map(({ status, text, headers }) => [status, text, headers['content-language'], headers['location']]);
    const current = async () => {
      const fresh = (await ask(api.app, false))[0]?.headers['almanac-as-of'] as string;
      const begun = performance.now();
      while ((await ask(cached, false))[0]?.headers['almanac-as-of'] !== fresh)
        if (performance.now() - begun > 5_000) throw new Error('The head did not arrive.');
    };
    const seen = new Set<string>();
    const compare = async () => {
      await current();
      for (const partner of [false, true]) {
        // Asked for twice it is kept, and then no statement is needed.
        await ask(cached, partner);
        const statements: string[] = [];
        const expected = textsOf(await ask(api.app, partner));
        await ask(cached, partner);
        const stop = api.pool.onStatement(({ name }) => statements.push(name));
        expect(textsOf(await ask(cached, partner))).toEqual(expected);
        stop();
        expect(statements).toEqual([]);
        seen.add(JSON.stringify(expected));
      }
    };
    try {
      await compare();
      const mexican = await world.given.published(
        'myth-fact',
        { myth: 'Sólo inglés', fact: 'Sí', topics: [topicId] },
        { slug: 'solo', locale: 'es-MX', documentId: pairId },
      );
      await compare();
      await api.change(pairId, { myth: 'Only English, changed' });
      await compare();
      await world.publishing.publish(TESTER, {
        withdraw: [{ documentId: pairId, locale: 'es-MX', expectedVersion: mexican.draftVersion, reason: 'GONE' }],
      });
      await compare();
      // Out of reach of the partner, who goes on with English.
      await world.given.published(
        'myth-fact',
        { myth: 'Inglés solo', fact: 'Sí' },
        { slug: 'ingles', locale: 'es', documentId: pairId },
      );
      await compare();
      // The English words change behind what stands in for them for the public, and in front of the partner.
      await api.change(pairId, { myth: 'Only English, once more' });
      await compare();
      // Of six, two change nothing for the public and two nothing for the partner: what is nearer stands before them.
      expect(seen.size).toBe(8);
    } finally {
      await cached.close();
    }
  });
});
