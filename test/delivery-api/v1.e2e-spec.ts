// Longer than other files because one world, made once, serves every promise about plain HTTP.
import { paragraph, embed, TESTER } from '../kit/world.js';
import request from 'supertest';
import { createLogger } from '#edge';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { Api } from './api.js';

interface Refused {
  readonly errors: readonly { readonly message: string; readonly extensions: Readonly<Record<string, string>> }[];
}
interface Doc {
  readonly title: string;
  readonly slug: string;
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly edition: { readonly number: number };
  readonly links: readonly { readonly target: string; readonly document: { readonly url: string | null } }[];
  readonly corrections: readonly { readonly edition: number; readonly kind: string; readonly note: string }[];
}

let api: Api;
let key: string;
let page: string;
let carried: string;
let outside: string;
beforeAll(async () => {
  api = await Api.over();
  const { given, partners } = api.world;
  carried = (
    await given.published(
      'fact',
      { statement: 'Carried', status: 'DISPUTED', notice: 'Be careful.' },
      { slug: 'carried' },
    )
  ).documentId;
  outside = (
    await given.published(
      'article',
      { title: 'For others', audiences: ['individuals'], body: [paragraph('a', 'y')] },
      { slug: 'outside' },
    )
  ).documentId;
  page = (
    await given.published(
      'article',
      {
        title: 'First',
        audiences: ['educators'],
        related: [outside],
        body: [paragraph('a', 'one'), embed('f', 'factEmbed', carried)],
      },
      { slug: 'page' },
    )
  ).documentId;
  await partners.create(TESTER, {
    handle: 'district',
    name: 'A district',
    region: null,
    scope: { kinds: ['article'], topics: null, audiences: ['educators'], locales: null },
  });
  key = (await partners.issueKey(TESTER, 'district', null)).key;
});
afterAll(() => api.end());

const get = (path: string, headers: Record<string, string> = {}) => api.http.get(path).set(headers).redirects(0);
const textOf = (response: { text?: string; body: unknown }) =>
  response.text ?? (Buffer.isBuffer(response.body) ? response.body.toString('utf8') : '');
const absolute = (path: string) => `${api.world.config.publicUrl}${path}`;

test.each([
  ['application/json', 'application/json'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html'],
  ['text/markdown', 'text/markdown'],
  ['text/plain', 'text/plain'],
  ['application/ld+json', 'application/ld+json'],
])('one address answers Accept: %s with %s', async (accept, type) => {
  const response = await get('/v1/article/page', { accept }).buffer(true);
  expect([response.status, response.headers['content-type']]).toEqual([200, `${type}; charset=utf-8`]);
  expect(response.headers['vary']).toContain('Accept');
  expect(response.headers['content-language']).toBe('en');
  expect(response.headers['x-content-type-options']).toBe('nosniff');
});

test('a suffix decides whatever Accept says; a type that nobody speaks is 406 and an unknown suffix is nothing', async () => {
  const suffixed = await get('/v1/article/page.md', { accept: 'text/html' }).buffer(true);
  expect(suffixed.headers['content-type']).toContain('text/markdown');
  const refused = await get('/v1/article/page', { accept: 'application/pdf' });
  expect([refused.status, (refused.body as Refused).errors[0]?.extensions['code']]).toEqual([406, 'NOT_ACCEPTABLE']);
  expect((await get('/v1/article', { accept: 'text/html' })).status).toBe(406);
  expect((await get('/v1/article/page.pdf')).status).toBe(404);
  expect((await get('/v1/article.atom')).status).toBe(404);
});

test('HTML asks for nothing and tells nobody', async () => {
  const { headers } = await get('/v1/article/page.html').buffer(true);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['set-cookie']).toBeUndefined();
});

test.each([
  ['/v1/article/page?nope=1', 'nope'],
  ['/v1/article/page?locale=xx', 'locale'],
  ['/v1/article/page?locale=en&locale=es', 'locale'],
  ['/v1/article/page?edition=0', 'edition'],
  ['/v1/article/page?edition=1.5', 'edition'],
  ['/v1/article/page?asOf=yesterday', 'asOf'],
  ['/v1/article/page?asOf=2999-01-01T00:00:00Z', 'asOf'],
  ['/v1/article/page?asOf=2026-02-30T00:00:00Z', 'asOf'],
  ['/v1/article/page?region=Missouri', 'region'],
  ['/v1/article/page?first=3', 'first'],
  ['/v1/article?first=0', 'first'],
  ['/v1/article?first=101', 'first'],
  ['/v1/article?after=nonsense', 'after'],
  ['/v1/article?order=random', 'order'],
  ['/v1/article?topic=nonsense', 'topic'],
  ['/v1/article?audience=nobody', 'audience'],
  ['/v1/article?__proto__=x', '__proto__'],
  ['/v1/publications.atom?after=x', 'after'],
  ['/v1/corrections.json?locale=xx', 'locale'],
  ['/v1/schemas/fact.json?locale=en', 'locale'],
  ['/v1/openapi.json?x=1', 'x'],
  ['/sitemap.xml?asOf=yesterday', 'asOf'],
  ['/sitemap.xml?locale=en', 'locale'],
])('%s is refused, naming %s', async (path, argument) => {
  const response = await get(path);
  expect([response.status, response.headers['content-type']]).toEqual([400, 'application/json; charset=utf-8']);
  const [error] = (response.body as Refused).errors;
  expect(error?.extensions).toEqual({ code: 'BAD_INPUT', argument });
  expect(error?.message).toContain(argument === 'audience' ? 'audience' : argument === 'topic' ? 'id' : '');
  expect(response.headers['cache-control']).toBe('no-store');
});

test('what does not exist and what is out of scope are the same 404', async () => {
  const none = await get('/v1/article/nothing-here', { 'almanac-key': key });
  const hidden = await get('/v1/article/outside', { 'almanac-key': key });
  const otherKind = await get('/v1/fact/carried', { 'almanac-key': key });
  const otherLocale = await get('/v1/article/page?locale=es', { 'almanac-key': key });
  const without = (headers: Record<string, string>) => ({ ...headers, date: '' });
  for (const other of [hidden, otherKind, otherLocale]) {
    expect([other.status, other.text, without(other.headers)]).toEqual([404, none.text, without(none.headers)]);
  }
  expect((await get('/v1/article/outside')).status).toBe(200);
  for (const path of [
    '/v1/nothing',
    '/v1/nothing/x',
    '/v1/article/',
    '/v1/article/%00',
    '/v1/article/..%2Fx',
    '/v1/schemas/x.json',
  ])
    expect([path, (await get(path)).status, (await get(path)).text]).toEqual([path, 404, none.text]);
});

test('a partner sees its scope and what a host in it carries, with addresses only where they lead somewhere', async () => {
  const response = await get('/v1/article/page', { authorization: `Bearer ${key}` });
  const document = response.body as Doc;
  expect(response.headers['almanac-partner']).toBe('district');
  expect(response.headers['cache-control']).toBe('private, no-cache');
  expect(response.headers['surrogate-key']).toBeUndefined();
  expect(document.links.map((link) => [link.target, link.document.url])).toEqual([[carried, null]]);
  expect(document.body['related']).toEqual([]);
  expect(response.text).not.toContain(outside);
  const open = (await get('/v1/article/page')).body as Doc;
  expect(open.body['related']).toEqual([outside]);
  expect(open.links.map((link) => link.document.url)).toEqual([
    absolute('/v1/fact/carried'),
    absolute('/v1/article/outside'),
  ]);
});

test('a key that does not fit reads as the public does', async () => {
  const none = await get('/v1/article/page');
  const wrong = await get('/v1/article/page', { 'almanac-key': 'alm_test_none_none' });
  expect([wrong.text, wrong.headers['almanac-partner'], wrong.headers['etag']]).toEqual([
    none.text,
    'public',
    none.headers['etag'],
  ]);
});

test('unchanged bytes are 304 under a strong ETag, also after a publication that changes nothing here', async () => {
  const first = await get('/v1/article/page.html').buffer(true);
  const etag = first.headers['etag'] ?? '';
  expect(etag).toMatch(/^"[\w-]+"$/);
  expect(first.headers['cache-control']).toBe(
    'public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=300',
  );
  expect(first.headers['surrogate-key']).toContain(`document-${page}`);
  await api.world.given.published('source', { title: 'Unrelated' });
  for (const value of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const again = await get('/v1/article/page.html', { 'if-none-match': value });
    expect([value, again.status, again.text]).toEqual([value, 304, '']);
    expect(again.headers['etag']).toBe(etag);
    expect(again.headers['almanac-as-of']).not.toBe(first.headers['almanac-as-of']);
  }
  expect((await get('/v1/article/page.md', { 'if-none-match': etag })).status).toBe(200);
});

test('HEAD has the headers of GET and no body', async () => {
  const encoding = { 'accept-encoding': 'gzip' };
  const full = await get('/v1/article/page.html', encoding).buffer(true);
  const head = await api.http.head('/v1/article/page.html').set(encoding);
  expect([head.status, head.text ?? '']).toEqual([200, '']);
  for (const name of ['etag', 'content-type', 'cache-control', 'content-length', 'link', 'almanac-as-of'])
    expect([name, head.headers[name]]).toEqual([name, full.headers[name]]);
  expect((await api.http.head('/v1/article/nothing')).status).toBe(404);
  expect((await api.http.post('/v1/article/page').send({})).status).toBe(404);
});

test('what was public then is readable as of then, byte for byte, by value and by instant', async () => {
  const { documentId } = await api.world.given.published(
    'article',
    { title: 'Then', body: [paragraph('a', 'one')] },
    { slug: 'time' },
  );
  const first = await get('/v1/article/time');
  const token = first.headers['almanac-as-of'] ?? '';
  const instant = (first.body as { listedAt: string }).listedAt;
  const past = await get(`/v1/article/time?asOf=${token}`);
  await api.change(documentId, { title: 'Now' });
  expect(((await get('/v1/article/time')).body as Doc).title).toBe('Now');
  for (const asOf of [token, instant]) {
    const again = await get(`/v1/article/time?asOf=${encodeURIComponent(asOf)}`);
    expect([again.text, again.headers['etag'], again.headers['almanac-as-of']]).toEqual([
      past.text,
      past.headers['etag'],
      token,
    ]);
    expect(again.headers['cache-control']).toBe('no-cache');
  }
  expect(((await get('/v1/article/time?edition=1')).body as Doc).title).toBe('Then');
  expect((await get('/v1/article/time?edition=9')).status).toBe(404);
  expect((await get('/v1/article/time?asOf=2020-01-01T00:00:00Z')).status).toBe(404);
  expect(((await get('/v1/article?asOf=2020-01-01T00:00:00Z')).body as { items: unknown[] }).items).toEqual([]);
});

test('another language is at the same slug or its own, and says so', async () => {
  await api.world.given.published(
    'article',
    { title: 'Página', body: [paragraph('a', 'uno')] },
    { documentId: page, locale: 'es', slug: 'pagina' },
  );
  const response = await get('/v1/article/pagina.html?locale=es').buffer(true);
  expect([response.status, response.headers['content-language']]).toEqual([200, 'es']);
  expect(response.text).toContain('lang="es"');
  expect(response.text).toContain('aria-label="Contactos de seguridad"');
  expect(((await get('/v1/article/pagina?locale=es')).body as Doc).url).toBe(absolute('/v1/article/pagina?locale=es'));
});

test('a former slug leads to the new one for good, keeping format and parameters', async () => {
  const { documentId } = await api.world.given.published(
    'article',
    { title: 'Moved', body: [paragraph('a', 'x')] },
    { slug: 'former' },
  );
  const before = (await get('/v1/article/former')).headers['almanac-as-of'] ?? '';
  await api.change(documentId, { title: 'Moved on' }, 'en', 'present');
  const response = await get('/v1/article/former.md?region=US');
  expect([response.status, response.headers['location']]).toEqual([308, absolute('/v1/article/present.md?region=US')]);
  expect((await get(`/v1/article/former?asOf=${before}`)).status).toBe(200);
});

test('what was withdrawn is 410 with its reason; a retraction shows its notice in every format', async () => {
  const { given } = api.world;
  const gone = await given.published(
    'article',
    { title: 'Gone', body: [paragraph('a', 'secret words')] },
    { slug: 'gone' },
  );
  const taken = await given.published(
    'fact',
    { statement: 'Wrong', status: 'UNVERIFIED', notice: 'n' },
    { slug: 'taken' },
  );
  await api.withdraw(gone.documentId, { reason: 'GONE' });
  await api.withdraw(taken.documentId, { reason: 'RETRACTED', notice: 'We were <wrong>.' });
  const answer = await get('/v1/article/gone');
  expect([answer.status, answer.headers['cache-control']]).toEqual([410, 'no-cache']);
  expect(answer.body).toMatchObject({
    errors: [{ extensions: { code: 'GONE' } }],
    withdrawal: { reason: 'GONE', slug: 'gone', notice: null },
    notices: [{ name: 'Helpline' }],
  });
  const html = await get('/v1/fact/taken.html').buffer(true);
  expect([html.status, html.headers['content-type']]).toEqual([410, 'text/html; charset=utf-8']);
  expect(html.text).toContain('We were &lt;wrong&gt;.');
  expect(html.text).toContain('1-800-555-0100');
  expect(html.headers['content-security-policy']).toContain("default-src 'none'");
  for (const suffix of ['.json', '.md', '.txt', '.jsonld']) {
    const response = await get(`/v1/fact/taken${suffix}`).buffer(true);
    expect([suffix, response.status]).toEqual([suffix, 410]);
    expect(textOf(response)).toContain('We were');
  }
  // Who could never see it learns nothing of it.
  expect((await get('/v1/fact/taken', { 'almanac-key': key })).status).toBe(404);
});

test('what was replaced leads on to what took its place', async () => {
  const { given } = api.world;
  const old = await given.published('article', { title: 'Old', body: [paragraph('a', 'x')] }, { slug: 'old' });
  const better = await given.published('article', { title: 'Better', body: [paragraph('a', 'x')] }, { slug: 'better' });
  await api.withdraw(old.documentId, { reason: 'REPLACED', replacedBy: better.documentId });
  const response = await get('/v1/article/old.html');
  expect([response.status, response.headers['location']]).toEqual([308, absolute('/v1/article/better.html')]);
  expect(response.headers['link']).toContain('rel="successor-version"');
  await api.withdraw(better.documentId, { reason: 'GONE' });
  expect((await get('/v1/article/old.html')).status).toBe(410);
});

const EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)> </title> ]]> & \u2028 \u0007';

test('what somebody types as a title stays words in every format', async () => {
  const { given } = api.world;
  await given.published(
    'article',
    { title: EVIL, summary: EVIL, body: [paragraph('a', EVIL)], related: [page] },
    { slug: 'evil' },
  );
  await given.published(
    'source',
    { title: EVIL, authors: [{ literal: EVIL }], publisher: EVIL, url: 'https://example.org/"onmouseover="x' },
    { slug: 'evil' },
  );
  await given.published('fact', { statement: EVIL, status: 'DISPUTED', notice: EVIL, place: EVIL }, { slug: 'evil' });
  await given.published('myth-fact', { myth: EVIL, fact: EVIL, otherPhrasings: [EVIL] }, { slug: 'evil' });
  await given.published('topic', { name: EVIL, description: EVIL }, { slug: 'evil' });
  await given.published('notice', { name: EVIL, phone: '911', message: EVIL, region: 'US-AK' }, { slug: 'evil' });
  await given.published(
    'course',
    { title: EVIL, modules: [{ _key: 'm', title: EVIL, lessons: [{ _key: 'l', title: EVIL, objectives: [EVIL] }] }] },
    { slug: 'evil' },
  );
  for (const kind of ['article', 'source', 'fact', 'myth-fact', 'topic', 'notice', 'course']) {
    const html = (await get(`/v1/${kind}/evil.html?region=US-AK`).buffer(true)).text;
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/<script|<img|\son\w+="/i);
    const jsonld = textOf(await get(`/v1/${kind}/evil.jsonld`).buffer(true));
    expect(jsonld).toContain('\\u003cscript>');
    expect(jsonld).not.toContain('<');
    expect(jsonld).not.toContain('\u2028');
    expect(() => JSON.parse(jsonld) as unknown).not.toThrow();
    const markdown = textOf(await get(`/v1/${kind}/evil.md`).buffer(true));
    expect(markdown.replaceAll('\\<', '')).not.toMatch(/<script|<img/i);
  }
});

test('corrections stay on record below the document, with what was said about them', async () => {
  const { given, drafting, publishing } = api.world;
  const { documentId } = await given.published(
    'article',
    { title: 'To correct', body: [paragraph('a', 'x')] },
    { slug: 'to-correct' },
  );
  const { draftVersion } = await drafting.get(documentId, 'en');
  const saved = await drafting.save(TESTER, {
    documentId,
    locale: 'en',
    expectedVersion: draftVersion,
    fields: { title: 'Corrected' },
  });
  await publishing.publish(TESTER, {
    publish: [
      {
        documentId,
        locale: 'en',
        expectedVersion: saved.draftVersion,
        changeKind: 'CORRECTION',
        note: 'The year was wrong.',
      },
    ],
  });
  await api.change(documentId, { summary: 'Something else.' });
  const json = (await get('/v1/article/to-correct')).body as Doc;
  expect(json.corrections).toMatchObject([{ edition: 2, kind: 'CORRECTION', note: 'The year was wrong.' }]);
  const html = (await get('/v1/article/to-correct.html').buffer(true)).text;
  expect(html).toMatch(/<h2>Corrections<\/h2>.*The year was wrong\./s);
  const jsonld = JSON.parse(textOf(await get('/v1/article/to-correct.jsonld').buffer(true))) as { '@graph': unknown[] };
  expect(jsonld['@graph'][0]).toMatchObject({
    correction: [{ '@type': 'CorrectionComment', text: 'The year was wrong.' }],
  });
});

test('links inside words lead to the address of the document', async () => {
  const linking = {
    _type: 'block' as const,
    _key: 'l',
    style: 'normal' as const,
    markDefs: [
      { _type: 'documentLink' as const, _key: 'd', document: page },
      { _type: 'documentLink' as const, _key: 'o', document: outside },
    ],
    children: [
      { _type: 'span' as const, _key: 's', text: 'read this', marks: ['d'] },
      { _type: 'span' as const, _key: 't', text: 'not that', marks: ['o'] },
    ],
  };
  await api.world.given.published(
    'article',
    { title: 'Linking', audiences: ['educators'], body: [linking] },
    { slug: 'linking' },
  );
  const html = (await get('/v1/article/linking.html', { 'almanac-key': key }).buffer(true)).text;
  expect(html).toContain(`<a href="${absolute('/v1/article/page')}" data-almanac-document="${page}">read this</a>`);
  expect(html).not.toContain('/v1/article/outside');
});

test('a database that is away is UNAVAILABLE with a time to come back, and nothing of its cause', async () => {
  const { config, secrets, clock } = api.world;
  const app = await createDeliveryApp(config, {
    secrets,
    clock,
    logger: createLogger('test', 'silent'),
    databaseUrl: 'postgres://nobody:none@127.0.0.1:1/none',
  });
  for (const path of ['/v1/article/page.html', '/v1/article', '/v1/corrections.atom', '/sitemap.xml']) {
    const response = await request(app.getHttpServer()).get(path);
    expect([path, response.status, response.headers['content-type']]).toEqual([
      path,
      503,
      'application/json; charset=utf-8',
    ]);
    expect(response.headers['retry-after']).toMatch(/^\d+$/);
    expect((response.body as Refused).errors[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE' });
    expect(response.text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/);
  }
  // What needs no database answers without one.
  expect((await request(app.getHttpServer()).get('/v1/schemas/fact.json')).status).toBe(200);
  await app.close();
});

test('before the first publication there is nothing, politely', async () => {
  const bare = await Api.over({ bare: true });
  expect((await bare.http.get('/v1/article/x')).status).toBe(404);
  expect(((await bare.http.get('/v1/article')).body as { items: unknown[] }).items).toEqual([]);
  expect((await bare.http.get('/v1/corrections.atom').buffer(true)).text).toContain('<updated>1970-01-01T00:00:00Z');
  await bare.end();
});
