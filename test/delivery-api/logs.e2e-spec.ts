import { jest } from '@jest/globals';
import { Writable } from 'node:stream';
import request from 'supertest';
import { createLogger } from '#edge';
import { type PublishedDocument, SqlDeliveryReader } from '#delivery';
import { ReadPool } from '#platform';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { createWorld, paragraph, TESTER, type World } from '../kit/world.js';

jest.setTimeout(120_000);

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await world.given.published('article', { title: 'A', body: [paragraph('a', 'x')] }, { slug: 'canary-slug' });
});
afterAll(() => world.end());

/** Hands what a caller sent to PostgreSQL where it is no value of the type, as a fault of ours would. */
class FaultyReader extends SqlDeliveryReader {
  constructor(
    private readonly own: ReadPool,
    { config, secrets, clock }: World,
  ) {
    super(own, config, secrets, clock);
  }

  override async bySlugs(...[, keys]: Parameters<SqlDeliveryReader['bySlugs']>): Promise<(PublishedDocument | null)[]> {
    await this.own.rows({ name: 'faulty', text: 'select $1::text::uuid' }, [keys[0]?.slug]);
    return [];
  }

  override recentEditions(): Promise<readonly PublishedDocument[]> {
    return Promise.reject(
      Object.assign(new Error('connect ECONNREFUSED 198.51.100.7:5432'), {
        code: 'ECONNREFUSED',
        syscall: 'connect',
        address: '198.51.100.7',
      }),
    );
  }
}

test('no line of the log holds an address, a key or anything that a caller asked, whatever goes wrong', async () => {
  const lines: string[] = [];
  const to = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  await world.partners.create(TESTER, {
    handle: 'district',
    name: 'A district',
    region: null,
    scope: { kinds: null, topics: null, audiences: null, locales: null },
  });
  const { key } = await world.partners.issueKey(TESTER, 'district', null);
  const { config, secrets, clock, database } = world;
  const pool = new ReadPool(database.addresses.delivery);
  const apps = [
    await createDeliveryApp(
      { ...config, cacheBytes: 4_000_000 },
      { secrets, clock, pool, logger: createLogger('test', 'debug', to) },
    ),
    await createDeliveryApp(config, {
      secrets,
      clock,
      pool,
      reader: new FaultyReader(pool, world),
      logger: createLogger('test', 'debug', to),
    }),
  ];
  const statuses = new Set<number>();
  for (const app of apps) {
    const http = request(app.getHttpServer());
    const sent = {
      authorization: `Bearer ${key}`,
      'user-agent': 'canary-agent',
      'x-forwarded-for': '203.0.113.9',
      'x-request-id': 'canary-request',
    };
    const asks = [
      http.post('/graphql').send({
        query: 'query CanaryName($s: String!) { canaryAlias: article(slug: $s) { title } }',
        variables: { s: 'canary-slug' },
      }),
      http.post('/graphql').send({ query: '{ article(slug: "canary-slug") { title } }' }),
      http
        .post('/graphql')
        .send({ query: '{ search(text: "canary words", first: 3) { edges { node { __typename } } } }' }),
      http
        .post('/graphql')
        .send({ query: 'query($f: Int!) { articles(first: $f) { edges { cursor } } }', variables: { f: 'canary' } }),
      http.post('/graphql').send({ query: '{ canaryField }' }),
      http.post('/graphql').set('content-type', 'application/json').send('{"query": "canary'),
      http.get('/v1/article/canary-slug.json?locale=canary'),
      http.get('/v1/article/canary-slug.json'),
      http.get('/v1/publications.json'),
      http.get('/canary-path?canary=1'),
    ];
    for (const ask of asks) statuses.add((await ask.set(sent)).status);
    await app.close();
  }
  await pool.end();
  expect([...statuses].sort()).toEqual([200, 400, 404, 500, 503]);

  const faults = lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50);
  expect(faults.length).toBeGreaterThanOrEqual(4);
  expect(faults.some((line) => line.includes('invalid input syntax for type uuid'))).toBe(true);
  const log = lines.join('');
  for (const secret of ['canary', 'Canary', key, key.slice(-20), '203.0.113.9', '198.51.100.7', '127.0.0.1', '::1'])
    expect(log.includes(secret) ? lines.find((line) => line.includes(secret)) : null).toBeNull();
});
