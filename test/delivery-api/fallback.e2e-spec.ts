import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

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
