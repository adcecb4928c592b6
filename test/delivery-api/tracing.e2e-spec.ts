import { jest } from '@jest/globals';
import request from 'supertest';
import { createLogger } from '#edge';
import { loadConfig } from '#platform';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { attribute, Collector } from '../kit/collector.js';
import { createWorld, paragraph, type World } from '../kit/world.js';

jest.setTimeout(120_000);

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
let world: World;
let collector: Collector;
const before = { ...process.env };
beforeAll(async () => {
  world = await createWorld();
  await world.given.published('article', { title: 'A', body: [paragraph('a', 'x')] }, { slug: 'canary-slug' });
  collector = await Collector.start();
});
afterAll(async () => {
  process.env = before;
  await collector.end();
  await world.end();
});

test('a request, its operation and its statements are spans of the caller’s trace, and hold nothing that was sent', async () => {
  // The exporter reads the standard settings by itself.
  Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'our-content' });
  const { tracing } = loadConfig();
  expect(tracing).toEqual({ ratio: 1 });
  const { config, secrets, clock, database } = world;
  const app = await createDeliveryApp(
    { ...config, tracing, cacheBytes: 4_000_000 },
    { secrets, clock, databaseUrl: database.addresses.delivery, logger: createLogger('test', 'silent') },
  );
  const ask = (query: string, variables: object) =>
    request(app.getHttpServer())
      .post('/graphql')
      .set({ traceparent: `00-${TRACE}-00f067aa0ba902b7-01`, 'x-forwarded-for': '203.0.113.9' })
      .send({ query, variables });
  const query = 'query PageOf($slug: String!) { canaryAlias: article(slug: $slug) { title } }';
  await ask(query, { slug: 'canary-slug' });
  await ask(query, { slug: 'canary-slug' });
  await ask(query, { slug: 'canary-slug' });
  await ask('{ notices { name } }', {});
  // More at once than statements run at the same time: they go together.
  await Promise.all(
    Array.from({ length: 8 }, (_, at) => ask(`query Together { article(slug: "canary-${at}") { title } }`, {})),
  );
  await request(app.getHttpServer()).get('/v1/article/canary-slug.json?locale=en');
  await app.close();

  const { spans } = collector;
  const [resource] = collector.exports.flatMap(({ resourceSpans }) => resourceSpans.map((each) => each.resource));
  expect(resource?.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'our-content' } });
  const requests = spans.filter(({ kind }) => kind === 2);
  expect(requests.map((span) => [attribute(span, 'http.route'), attribute(span, 'http.response.status_code')])).toEqual(
    [...Array.from({ length: 12 }, () => ['/graphql', 200]), ['/v1/:kind/:name', 200]],
  );
  const [first, , third] = requests;
  expect([first?.traceId, first?.parentSpanId]).toEqual([TRACE, '00f067aa0ba902b7']);
  const under = (span: (typeof spans)[number] | undefined) =>
    spans.filter(({ parentSpanId }) => parentSpanId === span?.spanId);
  expect(under(first).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['query PageOf', 'delivery.scopes', 'delivery.by-slugs']),
  );
  // The third answer came from memory.
  expect(under(third)).toEqual([]);
  expect(spans.some(({ name }) => /^query [0-9a-f]{12}$/.test(name))).toBe(true);
  expect(
    spans.every(
      ({ traceId }) => traceId === TRACE || spans.some((each) => each.traceId === traceId && each.kind === 2),
    ),
  ).toBe(true);

  const together = spans.filter(({ name }) => name === 'query Together');
  const statements = together.map(({ parentSpanId }) =>
    spans.filter((span) => span.parentSpanId === parentSpanId && span.name === 'delivery.by-slugs'),
  );
  // Whoever waited for a statement shows it, in whoever's turn it was run.
  expect(statements.map((each) => each.length)).toEqual(Array.from({ length: 8 }, () => 1));

  const everything = collector.bodies.join('\n');
  for (const sent of ['canary', '203.0.113.9', '127.0.0.1', 'title']) expect(everything).not.toContain(sent);
});
