import { createServer, type Server, type ServerResponse } from 'node:http';
import { AggregatorRegistry, Gauge, type PrometheusContentType, Registry } from 'prom-client';
import { CannotStart } from '#platform';
import type { Member } from './report.js';

export interface OperationsPlace {
  readonly host: string;
  readonly port: number;
  readonly portVariable: string;
}

/**
 * An address for operators, apart from the public one: `/metrics` of all processes together, `/readyz` with what each of
 * them says. Answers as long as this process lives, whatever the others do.
 */
export async function serveOperations(
  { host, port, portVariable }: OperationsPlace,
  members: () => Promise<readonly Member[]>,
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const answer = request.method === 'GET' || request.method === 'HEAD' ? ANSWERS[path] : undefined;
    if (!answer) return sendJson(response, 404, { status: 'nothing here', addresses: Object.keys(ANSWERS) });
    members()
      .then((all) => answer(response, all))
      .catch(() => sendJson(response, 503, { status: 'unavailable' }));
  });
  await new Promise<void>((listening, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        new CannotStart(
          error.code === 'EADDRINUSE'
            ? `Port ${port} is taken: stop what uses it, or choose another with ${portVariable}.`
            : `Metrics cannot be offered at ${host}:${port} (${error.code}): correct ALMANAC_METRICS_HOST or ${portVariable}.`,
        ),
      ),
    );
    server.listen({ host, port, exclusive: true }, () => listening());
  });
  // Asking must not keep a process alive that has nothing else to do.
  server.unref();
  const address = server.address();
  const shown = host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return { server, url: `http://${shown}:${typeof address === 'object' && address ? address.port : port}` };
}

const ANSWERS: Readonly<
  Record<string, (response: ServerResponse, members: readonly Member[]) => Promise<void> | void>
> = {
  '/healthz': (response) => sendJson(response, 200, { status: 'ok' }),
  '/readyz': (response, members) => {
    const ready = members.filter(({ report }) => report?.reasons.length === 0);
    // Whoever sends requests here asks whether they are answered; who is missing, the list says.
    sendJson(response, ready.length > 0 ? 200 : 503, {
      status: ready.length === members.length ? 'ready' : ready.length > 0 ? 'degraded' : 'unavailable',
      processes: members.map(({ pid, report }) => ({
        pid,
        reasons: report?.reasons ?? ['The process does not run, or does not answer.'],
      })),
    });
  },
  '/metrics': async (response, members) => {
    const told = members.flatMap(({ report }) => (report ? [[...report.metrics]] : []));
    const all = AggregatorRegistry.aggregate<PrometheusContentType>(told);
    const crew = new Registry();
    gauge(crew, 'almanac_processes', 'Processes that are meant to do this work.', members.length);
    gauge(crew, 'almanac_processes_reporting', 'Processes that answered when they were asked.', told.length);
    const text = Registry.merge([all, crew]);
    response.setHeader('content-type', text.contentType);
    response.end(await text.metrics());
  },
};

function gauge(registry: Registry, name: string, help: string, value: number): void {
  new Gauge({ name, help, registers: [registry] }).set(value);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
