import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { EVERYTHING } from '#access';
import { DeliveriesService, EndpointsService, EVENTS } from '#delivery';
import { Collector } from '../kit/collector.js';
import { testServer } from '../kit/server.js';
import { createWorld, TESTER, type World } from '../kit/world.js';

const main = path.resolve(import.meta.dirname, '../../dist/apps/worker/src/main.js');

let world: World;
const workers: ChildProcess[] = [];
const server = createServer();
const got: { id: string; response: ServerResponse }[] = [];

beforeAll(async () => {
  server.on('request', (request, response) => {
    request.resume().on('end', () => got.push({ id: String(request.headers['webhook-id']), response }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  world = await createWorld({ environment: { ALMANAC_WEBHOOK_NETWORKS: '127.0.0.1' } });
  // The worker lives in the present.
  world.clock.advance(Date.now() - world.clock.now().getTime());
});
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  server.closeAllConnections();
  server.close();
  await world.end();
});

async function startWorker(settings: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  const { owner, studio, delivery } = world.database.addresses;
  const child = fork(main, [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      ALMANAC_ENV: 'test',
      ALMANAC_SECRET: testServer().secret,
      ALMANAC_DATA_DIR: path.join(testServer().folder, `webhooks-${workers.length}`),
      ALMANAC_WEBHOOK_NETWORKS: '127.0.0.1',
      DATABASE_URL: owner,
      ALMANAC_STUDIO_DATABASE_URL: studio,
      ALMANAC_DELIVERY_DATABASE_URL: delivery,
      ALMANAC_WORKER_PORT: '0',
      ALMANAC_LOG_LEVEL: 'silent',
      ...settings,
    },
  });
  workers.push(child);
  await once(child, 'message');
  return child;
}

async function arrived(count: number): Promise<void> {
  while (got.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('a message that a worker had in hand when it was killed is sent again by another one, under its name', async () => {
  await world.partners.create(TESTER, { handle: 'library', name: 'A library', region: null, scope: EVERYTHING });
  const { endpoint } = await world.app.get(EndpointsService, { strict: false }).create(
    TESTER,
    { handle: 'library' },
    {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      contact: null,
      events: EVENTS.filter((event) => event === 'head'),
    },
  );
  const first = await startWorker();
  await world.given.published('source', { title: 'A source' });
  // It has been sent, and the worker waits for the answer.
  await arrived(1);
  const gone = once(first, 'exit');
  first.kill('SIGKILL');
  await gone;
  // Minutes later, as far as the database can tell: the queue itself would hold the job of a dead worker for hours.
  await world.work.rows(`update webhook.delivery set due_at = due_at - interval '5 minutes'`);
  const metricsPort = 10_000 + (process.pid % 2_500);
  const collector = await Collector.start();
  const second = await startWorker({
    ALMANAC_WORKER_METRICS_PORT: String(metricsPort),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const metrics = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  await arrived(2);
  // A job that nobody does, as if it had been tried as often as it may.
  await world.work.rows(`select graphile_worker.add_job('nobody-does', max_attempts => 1)`);
  await world.work.rows(`update graphile_worker._private_jobs set attempts = 1 where max_attempts = 1`);
  const before = await metrics();
  expect(before).toContain('almanac_jobs{task="nobody-does",state="given_up"} 1');
  // As docs/how-to/operate.md says.
  await world.work.rows(
    `select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where attempts >= max_attempts), attempts => 0)`,
  );
  expect(before).toContain('almanac_backlog_known 1');
  expect(before).toContain('almanac_overdue{what="messages"} 1');
  expect(Number(/^almanac_overdue_seconds\{what="messages"\} (\S+)$/m.exec(before)?.[1])).toBeGreaterThan(299);
  got[1]?.response.writeHead(204).end();
  expect(got[1]?.id).toBe(got[0]?.id);
  const log = () =>
    world.app
      .get(DeliveriesService, { strict: false })
      .list(TESTER, { endpointId: endpoint.id, states: ['DELIVERED'], first: 10, before: null });
  while ((await log()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await log()).toHaveLength(1);

  const after = await metrics();
  expect(after).toContain('almanac_overdue{what="messages"} 0');
  expect(after).toContain('almanac_webhooks_total{outcome="delivered"} 1');
  expect(after).toContain('almanac_job_seconds_count{task="send-webhook",outcome="done"} 1');
  expect(after).toMatch(/^almanac_job_done_timestamp_seconds\{task="fire-due"\} \d/m);
  expect(after).toContain('almanac_jobs{task="nobody-does",state="given_up"} 0');
  expect(after).toContain('almanac_jobs{task="nobody-does",state="due"} 1');
  expect(after).toMatch(/^almanac_sql_seconds_count\{statement="update webhook\.delivery",server="primary"\} [1-9]/m);
  expect(after).not.toMatch(/127\.0\.0\.1|library/);
  const ended = once(second, 'exit');
  second.kill('SIGTERM');
  await ended;
  await collector.end();
  const job = collector.spans.find(({ name }) => name === 'job send-webhook');
  expect(collector.spans.filter(({ parentSpanId }) => parentSpanId === job?.spanId).map(({ name }) => name)).toContain(
    'update webhook.delivery',
  );
  expect(collector.bodies.join('\n')).not.toMatch(/127\.0\.0\.1|library/);
});
