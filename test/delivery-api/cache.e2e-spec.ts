import { ReadPool } from '#platform';
import { paragraph } from '../kit/world.js';
import { Api } from './api.js';
import { until } from '../kit/until.js';

const QUERY = 'query ($slug: String!) { article(slug: $slug) { title } }';
/** Hit until it is kept: the first asks, the second is kept. */
const warm = async (api: Api, variables: Record<string, unknown>, headers: Record<string, string> = {}) => {
  await api.ask(QUERY, variables, headers);
  await api.ask(QUERY, variables, headers);
};
const titleOf = async (api: Api, slug: string, headers: Record<string, string> = {}) =>
  (await api.ask<{ article: { title: string } | null }>(QUERY, { slug }, headers)).data?.article?.title ?? null;

let api: Api;
let documentId: string;
beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '400000' } });
  ({ documentId } = await api.world.given.published(
    'article',
    { title: 'First', body: [paragraph('a', 'word '.repeat(1_000))] },
    { slug: 'page' },
  ));
  await until(async () => (await titleOf(api, 'page')) === 'First');
});
afterAll(() => api.end());

test('a hit costs no statement and is the same, head and all, but for the date', async () => {
  await warm(api, { slug: 'page' });
  const first = await api.ask(QUERY, { slug: 'page' });
  let second = first;
  const statements = await api.statementsOf(async () => {
    second = await api.ask(QUERY, { slug: 'page' });
  });
  expect(statements).toEqual([]);
  expect(second.text).toBe(first.text);
  expect({ ...second.headers, date: '' }).toEqual({ ...first.headers, date: '' });
  expect(second.headers).toMatchObject({
    etag: expect.stringMatching(/^"[\w-]{27}"$/) as unknown,
    'cache-control': expect.stringContaining('stale-if-error') as unknown,
    'surrogate-key': 'almanac almanac-article almanac-notice almanac-topic',
    'almanac-partner': 'public',
    vary: 'Accept, Accept-Encoding, Authorization, Almanac-Key',
  });
});

test('white space, comments and the order of variables make no other question', async () => {
  const ask = (query: string, variables: string) =>
    api.http
      .post('/graphql')
      .set('content-type', 'application/json')
      .send(`{"variables": ${variables}, "query": ${JSON.stringify(query)}}`);
  await ask(
    'query ($f: Int!, $s: String!) { articles(first: $f) { edges { cursor } } article(slug: $s) { id } }',
    '{"f":1,"s":"page"}',
  );
  const statements = await api.statementsOf(async () => {
    await ask(
      'query ($f: Int!, $s: String!) { articles(first: $f) { edges { cursor } } article(slug: $s) { id } }',
      '{"s":"page","f":1}',
    );
    await ask(
      'query ($f: Int! $s: String!) {\n # same\n articles(first: $f) { edges { cursor } }\n article(slug: $s) { id } }',
      '{ "s": "page", "f": 1 }',
    );
  });
  // The second is executed once more and then kept; the third is a hit.
  expect(statements.filter((name) => name.includes('slug')).length).toBe(1);
});

test('a thousand who ask at once cost one execution', async () => {
  const query = 'query Many($slug: String!) { article(slug: $slug) { id title topics { name } } }';
  const alone = await api.statementsOf(() => api.ask(`${query} #`, { slug: 'nothing here' }));
  const texts = new Set<string>();
  const server = api.app.getHttpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  const together = await api.statementsOf(() =>
    Promise.all(
      Array.from({ length: 1_000 }, async () => {
        const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query, variables: { slug: 'page' } }),
        });
        texts.add(await response.text());
      }),
    ),
  );
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  expect(texts.size).toBe(1);
  expect(alone.length).toBeGreaterThan(0);
  expect(together.length).toBeLessThanOrEqual(alone.length + 1);
});

/** Questions of which each comes so many times; their answers, 1,300 bytes and more each, take half more than all the room. */
const flood = async (times: number) => {
  for (let round = 0; round < 10; round++)
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const slug = `flood ${times} ${round} ${index} ${'x'.repeat(200)}`;
        for (let time = 0; time < times; time++)
          expect((await api.ask(QUERY, { slug })).data).toEqual({ article: null });
      }),
    );
};

test('a flood of variables that nobody repeats pushes out nothing, not even what was asked for once by two', async () => {
  const ask = () => api.ask('query ($slug: String!) { article(slug: $slug) { summary } }', { slug: 'page' });
  await Promise.all([ask(), ask()]);
  await flood(1);
  expect(await api.statementsOf(ask)).toEqual([]);
});

test('a flood of variables that come twice leaves what is hot where it is', async () => {
  await warm(api, { slug: 'page' });
  await api.ask(QUERY, { slug: 'page' });
  await flood(2);
  expect(await api.statementsOf(() => api.ask(QUERY, { slug: 'page' }))).toEqual([]);
});

test('what a caller already has is not sent again, by GET or by POST, in any encoding', async () => {
  await warm(api, { slug: 'page' });
  const { headers } = await api.ask(QUERY, { slug: 'page' });
  const url = `/graphql?${new URLSearchParams({ query: QUERY, variables: '{"slug":"page"}' }).toString()}`;
  const get = (held: string) => api.http.get(url).set('apollo-require-preflight', '1').set('if-none-match', held);
  for (const held of [headers['etag'] ?? '', `W/${headers['etag']}`, `"other", ${headers['etag']}`, '*']) {
    const response = await get(held);
    expect([response.status, response.text]).toEqual([304, '']);
    expect(response.headers).toMatchObject({
      etag: headers['etag'],
      'almanac-as-of': headers['almanac-as-of'],
      'cache-control': headers['cache-control'],
    });
  }
  expect((await get('"other"')).status).toBe(200);
  const post = await api.http
    .post('/graphql')
    .set('if-none-match', headers['etag'] ?? '')
    .send({ query: QUERY, variables: { slug: 'page' } });
  expect(post.status).toBe(304);
});

test('br and gzip say the same, and have validators of their own', async () => {
  const query = '{ article(slug: "page") { body { html } } }';
  const plain = await api.http.post('/graphql').set('accept-encoding', 'identity').send({ query });
  for (const encoding of ['br', 'gzip']) {
    const response = await api.http.post('/graphql').set('accept-encoding', encoding).send({ query });
    expect(response.headers['content-encoding']).toBe(encoding);
    expect(response.text).toBe(plain.text);
    expect(Number(response.headers['content-length'])).toBeLessThan(Number(plain.headers['content-length']) / 5);
    expect(response.headers['etag']).not.toBe(plain.headers['etag']);
    const again = await api.http
      .post('/graphql')
      .set('accept-encoding', encoding)
      .set('if-none-match', response.headers['etag'] ?? '')
      .send({ query });
    expect(again.status).toBe(304);
  }
});

test('errors, introspection and refusals are never kept', async () => {
  for (const query of ['{ articles(first: 0) { edges { cursor } } }', '{ __schema { types { name } } }', '{ nope }']) {
    for (let round = 0; round < 3; round++) {
      const { headers } = await api.ask(query);
      expect(headers['etag']).toBeUndefined();
      expect(headers['cache-control'] ?? 'no-store').toContain('no-store');
    }
  }
});

test('a preflight is answered before everything, for any origin, without credentials', async () => {
  const statements = await api.statementsOf(async () => {
    const response = await api.http
      .options('/graphql')
      .set('origin', 'https://partner.example')
      .set('access-control-request-method', 'POST')
      .set('access-control-request-headers', 'content-type,almanac-key');
    expect(response.status).toBe(204);
    expect(response.headers['access-control-allow-origin']).toBe('*');
    expect(response.headers['access-control-allow-headers']).toMatch(/Almanac-Key.*Content-Type/);
    expect(response.headers['access-control-allow-credentials']).toBeUndefined();
  });
  expect(statements).toEqual([]);
  for (const query of ['{ article(slug: "page") { id } }', '{ nope }']) {
    const response = await api.http.post('/graphql').set('origin', 'https://partner.example').send({ query });
    expect(response.headers['access-control-allow-origin']).toBe('*');
  }
});

test('what a caller claims about the host changes nothing', async () => {
  await warm(api, { slug: 'page' });
  const { text, headers } = await api.ask(QUERY, { slug: 'page' });
  let other = headers;
  const statements = await api.statementsOf(async () => {
    const answer = await api.ask(
      QUERY,
      { slug: 'page' },
      { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' },
    );
    other = answer.headers;
    expect(answer.text).toBe(text);
  });
  expect(statements).toEqual([]);
  expect(other['etag']).toBe(headers['etag']);
});

test('a publication is public at once, and leaves what it does not touch in the cache, with a new as-of value', async () => {
  // As a gateway asks, by key: it depends on the kinds that the keys name.
  const entity = async () => {
    const representations = [{ __typename: 'Article', documentId, locale: 'en' }];
    return api.ask('query ($of: [_Any!]!) { _entities(representations: $of) { ... on Article { title } } }', {
      of: representations,
    });
  };
  await warm(api, { slug: 'page' });
  await entity();
  await entity();
  await api.world.given.published('fact', { statement: 'Unrelated', status: 'UNVERIFIED', notice: 'n' });
  const before = await api.ask(QUERY, { slug: 'page' });
  await api.world.given.published('fact', { statement: 'Another', status: 'UNVERIFIED', notice: 'n' });
  let after = before;
  await until(async () => {
    const statements = await api.statementsOf(async () => {
      after = await api.ask(QUERY, { slug: 'page' });
      expect((await entity()).text).toContain('First');
    });
    expect(statements).toEqual([]);
    return after.headers['almanac-as-of'] !== before.headers['almanac-as-of'];
  });
  expect([after.text, after.headers['etag']]).toEqual([before.text, before.headers['etag']]);

  await api.change(documentId, { title: 'Second' });
  expect(await until(async () => (await titleOf(api, 'page')) === 'Second')).toBeLessThan(1_000);
  expect((await entity()).text).toContain('Second');
});

test('a notification connection that is killed costs at most a second, and is made again', async () => {
  // The same login: it may end its own connections.
  const owner = new ReadPool(api.world.database.addresses.delivery);
  const kill = {
    name: 'kill',
    text: `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'almanac-listen' and datname = current_database()`,
  };
  const count = {
    name: 'count',
    text: `select count(*)::int4 as n from pg_stat_activity where application_name = 'almanac-listen' and datname = current_database()`,
  };
  for (const title of ['Third', 'Fourth', 'Fifth']) {
    await warm(api, { slug: 'page' });
    expect((await owner.rows(kill)).length).toBe(1);
    await api.change(documentId, { title });
    expect(await until(async () => (await titleOf(api, 'page')) === title)).toBeLessThan(1_000);
    await until(async () => (await owner.rows<{ n: number }>(count))[0]?.n === 1);
  }
  await owner.end();
});

test('what is withdrawn is gone within a second, from pages that name it as well', async () => {
  const target = await api.world.given.published(
    'article',
    { title: 'Target', body: [paragraph('a', 'x')] },
    { slug: 'target' },
  );
  await api.world.given.published(
    'article',
    { title: 'Host', body: [paragraph('a', 'x')], related: [target.documentId] },
    { slug: 'host' },
  );
  const ask = async () =>
    (await api.ask<{ article: { related: { slug: string }[] } }>('{ article(slug: "host") { related { slug } } }')).data
      .article?.related;
  await until(async () => (await ask())?.length === 1 && (await titleOf(api, 'target')) !== null);
  await warm(api, { slug: 'target' });
  await ask();
  await api.withdraw(target.documentId, { reason: 'RETRACTED', notice: 'It was wrong.' });
  expect(await until(async () => (await titleOf(api, 'target')) === null && (await ask()).length === 0)).toBeLessThan(
    1_000,
  );
});

test('an answer as of the past is kept apart, asks to be checked each time, and names its own moment', async () => {
  const { headers } = await api.ask(QUERY, { slug: 'page' });
  const query = 'query ($token: String!) { article(slug: "page", asOf: { token: $token }) { title } }';
  const token = headers['almanac-as-of'] ?? '';
  const past = await api.ask(query, { token });
  await api.change(documentId, { title: 'Sixth' });
  await until(async () => (await titleOf(api, 'page')) === 'Sixth');
  for (let round = 0; round < 3; round++) {
    const again = await api.ask(query, { token });
    expect(again.text).toBe(past.text);
    expect(again.headers).toMatchObject({
      'almanac-as-of': token,
      etag: past.headers['etag'],
      'cache-control': 'no-cache',
    });
  }
});

test('slugs lead on as they did at every moment: after renames, when others take them, and after withdrawals, from memory too', async () => {
  const { world } = api;
  const of = async (slug: string, title: string) =>
    (await world.given.published('article', { title, body: [paragraph('a', title)] }, { slug })).documentId;
  const ASKED = ['one', 'two', 'three'] as const;
  const read = async (asOf: string | null) => {
    const argument = asOf === null ? '' : `, asOf: { token: "${asOf}" }`;
    const fields = ASKED.map((slug) => `${slug}: article(slug: "${slug}"${argument}) { title slug redirectedFrom }`);
    const query = `{ ${fields.join(' ')} }`;
    const [, , answer] = [
      await api.ask(query),
      await api.ask(query),
      await api.ask<Record<string, Read | null>>(query),
    ];
    const pages = ASKED.map(async (slug) => {
      const address = `/v1/article/${slug}.txt${asOf === null ? '' : `?asOf=${asOf}`}`;
      await api.http.get(address).redirects(0);
      const { status, headers } = await api.http.get(address).redirects(0);
      const location = headers['location'] ? new URL(headers['location']) : null;
      if (asOf !== null && location) expect(location.searchParams.get('asOf')).toBe(asOf);
      return location ? `${status} ${location.pathname}` : String(status);
    });
    const shown = ASKED.map((slug) => {
      const found = answer.data[slug];
      return found
        ? `${found.title} at ${found.slug}${found.redirectedFrom ? ` from ${found.redirectedFrom}` : ''}`
        : null;
    });
    return { asOf: answer.headers['almanac-as-of'] ?? '', shown, pages: await Promise.all(pages) };
  };
  interface Read {
    readonly title: string;
    readonly slug: string;
    readonly redirectedFrom: string | null;
  }
  const expected = [
    { shown: ['A at one', null, null], pages: ['200', '404', '404'] },
    { shown: ['A at two from one', 'A at two', null], pages: ['308 /v1/article/two.txt', '200', '404'] },
    { shown: ['B at one', 'A at two', null], pages: ['200', '200', '404'] },
    { shown: ['B at three from one', 'A at two', 'B at three'], pages: ['308 /v1/article/three.txt', '200', '200'] },
    {
      shown: ['B at three from one', null, 'B at three'],
      pages: ['308 /v1/article/three.txt', '308 /v1/article/three.txt', '200'],
    },
    { shown: ['B at three from one', 'C at two', 'B at three'], pages: ['308 /v1/article/three.txt', '200', '200'] },
    { shown: ['B at three from one', null, 'B at three'], pages: ['308 /v1/article/three.txt', '410', '200'] },
  ];
  const seen: string[] = [];
  const base = (await api.ask('{ notices { name } }')).headers['almanac-as-of'] ?? '';
  const then = async (work: () => Promise<unknown>) => {
    const before = seen.at(-1) ?? base;
    await work();
    await until(async () => (await api.ask('{ notices { name } }')).headers['almanac-as-of'] !== before);
    const { asOf, ...found } = await read(null);
    expect([seen.length, found]).toEqual([seen.length, expected[seen.length]]);
    seen.push(asOf);
  };
  let [a, b, c] = ['', '', ''];
  await then(async () => (a = await of('one', 'A')));
  await then(() => api.change(a, {}, 'en', 'two'));
  await then(async () => (b = await of('one', 'B')));
  await then(() => api.change(b, {}, 'en', 'three'));
  await then(() => api.withdraw(a, { reason: 'REPLACED', replacedBy: b }));
  await then(async () => (c = await of('two', 'C')));
  await then(() => api.withdraw(c, { reason: 'GONE' }));
  for (const [at, asOf] of seen.entries()) {
    const { asOf: answered, ...found } = await read(asOf);
    expect([at, answered]).toEqual([at, asOf]);
    // An address as of the past leads to the document as of the past.
    expect([at, found]).toEqual([at, expected[at]]);
  }
});
