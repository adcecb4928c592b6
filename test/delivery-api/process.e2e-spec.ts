import { jest } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { PreviewingService } from '#content';
import { attribute, Collector } from '../kit/collector.js';
import { launchDelivery, launchPreview, served } from '../kit/delivery-process.js';
import { KeepAliveClient } from '../kit/keep-alive-client.js';
import { createWorld, TESTER, type World } from '../kit/world.js';

// Whole processes on a busy machine of two cores.
jest.setTimeout(120_000);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(port: number): { readonly child: ChildProcess; readonly errors: () => string } {
  const child = launchDelivery(world, { ALMANAC_DELIVERY_PORT: String(port) }, 'pipe');
  children.push(child);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return { child, errors: () => errors };
}

const ended = async (child: ChildProcess) => ((await once(child, 'exit')) as [number | null])[0];

test('it tells its parent where it listens, finishes what it has begun when it is told to stop, and exits 0', async () => {
  const { child, errors } = start(0);
  const { url } = await served(child);
  const ask = fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ notices { name } }' }),
  });
  await (await fetch(`${url}/healthz`)).text();
  child.kill('SIGTERM');
  const code = ended(child);
  expect(await (await ask).json()).toEqual({ data: { notices: [{ name: 'Helpline' }] } });
  expect(await code).toBe(0);
  expect(errors()).toBe('');
  await expect(fetch(url)).rejects.toThrow();
});

test('told to stop under load, it answers every request that reached it', async () => {
  const { child } = start(0);
  const { url } = await served(child);
  const clients = Array.from({ length: 24 }, (_, at) => new KeepAliveClient(url, '{ notices { name } }', at % 8));
  while (clients.some(({ answers }) => answers < 20)) await new Promise((resolve) => setTimeout(resolve, 20));
  const code = ended(child);
  child.kill('SIGTERM');
  expect(new Set(await Promise.all(clients.map((client) => client.ended)))).toEqual(new Set(['closed']));
  expect(await code).toBe(0);
});

test('it ends when its parent is gone', async () => {
  const { child } = start(0);
  await served(child);
  child.disconnect();
  expect(await ended(child)).toBe(0);
});

test('a port that is taken is one sentence that says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const refused = start((other.address() as AddressInfo).port);
  expect(await ended(refused.child)).toBe(1);
  expect(refused.errors()).toMatch(/^Port \d+ is taken: .*ALMANAC_DELIVERY_PORT\.\n$/);
  other.close();
});

test('the process of previews measures and traces itself, and tells nothing of a link or of what it shows', async () => {
  const { given, clock, app } = world;
  // The process lives in the present.
  clock.advance(Date.now() - clock.now().getTime());
  const draft = await given.article({ title: 'Canary title' }, { slug: 'canary' });
  const { token, preview } = await app
    .get(PreviewingService, { strict: false })
    .previewDraft(TESTER, { documentId: draft.documentId, locale: draft.locale });
  const metricsPort = 20_000 + (process.pid % 10_000);
  const collector = await Collector.start();
  const child = launchPreview(world, {
    ALMANAC_PREVIEW_METRICS_PORT: String(metricsPort),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  children.push(child);
  const { url } = await served(child);
  const ask = (query: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'almanac-preview': token },
      body: JSON.stringify({ query }),
    });
  const answer = await ask('query Shown { canary: article(slug: "canary") { title } }');
  expect(await answer.json()).toEqual({ data: { canary: { title: 'Canary title' } } });
  const link = await fetch(`${url}/p/${token}`, { redirect: 'manual' });
  const { pathname } = new URL(link.headers.get('location') ?? '');
  expect(await (await fetch(url + pathname)).text()).toContain('Canary title');
  expect((await fetch(`${url}/p/${'x'.repeat(43)}`)).status).toBe(404);

  const at = `http://127.0.0.1:${metricsPort}`;
  expect(await (await fetch(`${at}/readyz`)).json()).toEqual({
    status: 'ready',
    processes: [{ pid: child.pid, reasons: [] }],
  });
  const metrics = await (await fetch(`${at}/metrics`)).text();
  const told = metrics
    .split('\n')
    .filter((line) => line.startsWith('almanac_'))
    .join('\n');
  for (const [route, status] of [
    ['/graphql', '2xx'],
    ['/p/:token', '3xx'],
    ['/p/:token/*', '2xx'],
    ['/p/:token', '4xx'],
  ])
    expect(told).toContain(`almanac_route_seconds_count{route="${route}",status="${status}"} 1`);
  const counted = (statement: string) =>
    Number(
      new RegExp(`^almanac_sql_seconds_count\\{statement="${statement}",server="primary"\\} (\\d+)$`, 'm').exec(
        told,
      )?.[1],
    );
  expect(counted('preview\\.link')).toBe(4);
  // Read through connections of the link.
  expect(counted('delivery\\.by-slugs')).toBe(2);
  expect(told).toContain('almanac_operation_cost_count 1');
  expect(told).toContain('almanac_previews_held 1');
  const secrets = [token, preview.id, draft.documentId, '127.0.0.1'];
  for (const each of [...secrets, 'canary', 'Canary']) expect(told).not.toContain(each);
  const code = ended(child);
  child.kill('SIGTERM');
  expect(await code).toBe(0);

  await collector.end();
  const { spans } = collector;
  const [resource] = collector.exports.flatMap(({ resourceSpans }) => resourceSpans.map((each) => each.resource));
  expect(resource?.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'almanac-preview' } });
  const requests = spans.filter(({ kind }) => kind === 2);
  expect(requests.map((span) => [attribute(span, 'http.route'), attribute(span, 'http.response.status_code')])).toEqual(
    [
      ['/graphql', 200],
      ['/p/:token', 303],
      ['/p/:token/*', 200],
      ['/p/:token', 404],
    ],
  );
  const under = (request: (typeof spans)[number] | undefined) =>
    spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId).map(({ name }) => name);
  expect(under(requests[0])).toEqual(expect.arrayContaining(['preview.link', 'query Shown', 'delivery.by-slugs']));
  expect(under(requests[2])).toEqual(expect.arrayContaining(['preview.link', 'delivery.by-slugs']));
  const sent = collector.bodies.join('\n');
  for (const each of [...secrets, 'canary', 'Canary']) expect(sent).not.toContain(each);
});
