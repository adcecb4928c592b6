import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { attribute, Collector } from '../kit/collector.js';
import { auditHttp } from '../kit/http-audits.js';
import { testServer } from '../kit/server.js';
import { openStudio, type Studio } from './studio.js';

const MAIN = path.resolve(import.meta.dirname, '../../dist/apps/studio-api/src/main.js');

/** What was sent, from where and who sent it. Case tells a name from the digits of an identifier, which may be "ada". */
const PERSONAL = /[Cc]anary|127\.0\.0\.1|Ada/;

let studio: Studio;
let folder: string;
/** Of somebody who signed in just now, as a process sees it whose clock goes. */
let session: string;
beforeAll(async () => {
  studio = await openStudio();
  const { clock, sessions } = studio.world;
  clock.advance(Date.now() - clock.now().getTime());
  session = (await sessions.signInByLink(await studio.link())).token;
  folder = await mkdtemp(path.join(tmpdir(), 'almanac-studio-'));
});
afterAll(async () => {
  await studio.end();
  await rm(folder, { recursive: true });
});

/** The process as `npm start` runs it, over the database of this file. */
function start(environment: Record<string, string> = {}): ChildProcess {
  const { owner, studio: login } = studio.world.database.addresses;
  return fork(MAIN, {
    cwd: folder,
    silent: true,
    env: {
      ALMANAC_ENV: 'test',
      ALMANAC_SECRET: testServer().secret,
      ALMANAC_STUDIO_PORT: '0',
      DATABASE_URL: owner,
      ALMANAC_STUDIO_DATABASE_URL: login,
      ...environment,
    },
  });
}

async function errorOutput(child: ChildProcess): Promise<string> {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'exit');
  return text;
}

test('the process tells its parent where it listens, serves, measures and traces itself, and ends cleanly when asked to', async () => {
  const metricsPort = 12_500 + (process.pid % 2_500);
  const collector = await Collector.start();
  const child = start({
    ALMANAC_STUDIO_METRICS_PORT: String(metricsPort),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const [{ ready, url }] = (await once(child, 'message')) as [{ ready: boolean; url: string }];
  expect(ready).toBe(true);
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`${url}/graphql`, { method: 'POST', body: '{}' })).status).toBe(401);
  const ask = (query: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${session}` },
      body: JSON.stringify({ query }),
    });
  await ask('query Canary { canary: viewer { id } }');
  await ask('mutation { createTopic(input: { locale: "canary" }) { __typename } }');
  await ask('{ canary }');

  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  expect(metrics).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  const told = metrics
    .split('\n')
    .filter((line) => line.startsWith('almanac_'))
    .join('\n');
  const counted = (labels: string) => `almanac_studio_operation_seconds_count{${labels}} 1`;
  expect(told).toContain(counted('type="query",field="viewer",outcome="done"'));
  expect(told).toContain(counted('type="mutation",field="createTopic",outcome="refused"'));
  expect(told).toContain(counted('type="none",field="none",outcome="refused"'));
  expect(told).toContain('almanac_route_seconds_count{route="/graphql",status="4xx"} 2');
  expect(told).toMatch(/^almanac_sql_seconds_count\{statement="\w+ access\.session",server="primary"\} [1-9]/m);
  expect(told).not.toMatch(PERSONAL);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);

  await collector.end();
  const { spans } = collector;
  const [service] = collector.exports.flatMap(({ resourceSpans }) => resourceSpans.map(({ resource }) => resource));
  expect(service?.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'almanac-studio-api' } });
  const operation = spans.find(({ name }) => name === 'query Canary');
  const request = spans.find(({ spanId }) => spanId === operation?.parentSpanId);
  expect(request && [attribute(request, 'http.route'), attribute(request, 'http.response.status_code')]).toEqual([
    '/graphql',
    200,
  ]);
  expect(spans.filter(({ traceId }) => traceId === request?.traceId).map(({ name }) => name)).toContainEqual(
    expect.stringMatching(/^\w+ access\.session$/),
  );
  // The name of an operation is its author's, for everybody who looks after it; nothing else that was sent is there.
  expect(collector.bodies.join('\n').replaceAll('query Canary', '').replaceAll('"Canary"', '')).not.toMatch(PERSONAL);
});

test('a port that is taken is named, with what to do', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const child = start({ ALMANAC_STUDIO_PORT: String(port) });
  expect(await errorOutput(child)).toContain(`Port ${port} is taken`);
  expect(child.exitCode).toBe(1);
  await new Promise((resolve) => server.close(resolve));
});

test('a process that has lost its database says so and stays alive', async () => {
  const lost = await openStudio();
  await lost.world.database.drop();
  const answer = await lost.http.get('/readyz');
  expect([answer.status, answer.body]).toEqual([
    503,
    { status: 'unavailable', reasons: [expect.stringContaining('database')] },
  ]);
  await lost.http.get('/healthz').expect(200);
  const refused = await lost.ask('{ viewer { id } }');
  expect(refused.status).toBe(500);
  expect(refused.errors[0]?.extensions['code']).toBe('INTERNAL');
  expect(refused.text).not.toMatch(/postgres|does not exist|password/i);
  await lost.end();
});

describe('with a session, an editor’s program can talk to it as to any server', () => {
  auditHttp(
    () => studio.app.getUrl(),
    () => ({ authorization: `Bearer ${session}` }),
  );
});
