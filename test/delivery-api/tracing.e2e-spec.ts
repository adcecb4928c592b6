import { jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import request from 'supertest';
import { createLogger } from '#edge';
import { loadConfig } from '#platform';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { createWorld, paragraph, type World } from '../kit/world.js';

jest.setTimeout(120_000);

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string };
}
interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly attributes: readonly Attribute[];
}
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

/** What a collector gets by OTLP over HTTP. */
class Collector {
  readonly bodies: string[] = [];
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Collector> {
    const server = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        if (incoming.url === '/v1/traces') collector.bodies.push(Buffer.concat(chunks).toString());
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as { port: number };
    const collector = new Collector(server, `http://127.0.0.1:${port}`);
    return collector;
  }

  get exports(): Export[] {
    return this.bodies.map((body) => JSON.parse(body) as Export);
  }

  get spans(): Span[] {
    return this.exports.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }

  end(): Promise<void> {
    return new Promise((closed) => this.server.close(() => closed()));
  }
}

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
  await request(app.getHttpServer()).get('/v1/article/canary-slug.json?locale=en');
  await app.close();

  const { spans } = collector;
  const [resource] = collector.exports.flatMap(({ resourceSpans }) => resourceSpans.map((each) => each.resource));
  expect(resource?.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'our-content' } });
  const attribute = (span: Span, key: string) => {
    const { value } = span.attributes.find((each) => each.key === key) ?? {};
    return value?.stringValue ?? (value?.intValue === undefined ? undefined : Number(value.intValue));
  };
  const requests = spans.filter(({ kind }) => kind === 2);
  expect(requests.map((span) => [attribute(span, 'http.route'), attribute(span, 'http.response.status_code')])).toEqual(
    [...Array.from({ length: 4 }, () => ['/graphql', 200]), ['/v1/:kind/:name', 200]],
  );
  const [first, , third] = requests;
  expect([first?.traceId, first?.parentSpanId]).toEqual([TRACE, '00f067aa0ba902b7']);
  const under = (span: Span | undefined) => spans.filter(({ parentSpanId }) => parentSpanId === span?.spanId);
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

  const everything = collector.bodies.join('\n');
  for (const sent of ['canary', '203.0.113.9', '127.0.0.1', 'title']) expect(everything).not.toContain(sent);
});
