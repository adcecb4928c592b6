import { createServer } from 'node:net';
import type { Config } from '#platform';
import { type Running, runningSupervisor } from '../start/claim.js';
import { judgeBacklog } from './backlog.js';
import { type Finding, ok, warning, wrong } from './finding.js';

/** Milliseconds that a process has to answer. */
const PATIENCE = 5_000;
/** Seconds since the database confirmed the head: it is asked more than once a second. */
const OLD_HEAD = 5;

interface Readiness {
  readonly status?: string;
  readonly reasons?: readonly string[];
  readonly processes?: readonly { readonly pid: number | null; readonly reasons: readonly string[] }[];
}

/** The processes of this installation as they are, or the ports that they would need. */
export async function examineProcesses(config: Config): Promise<Finding[]> {
  const running = runningSupervisor(config.dataDir);
  if (running) return examineRunning(running);
  return [
    warning('processes', `\`npm start\` does not run on ${config.dataDir}; what runs otherwise is asked at its port.`),
    ...(await Promise.all([
      examinePort('delivery port', config.deliveryHost, config.deliveryPort, 'ALMANAC_DELIVERY_PORT'),
      examinePort('studio port', config.studioHost, config.studioPort, 'ALMANAC_STUDIO_PORT'),
    ])),
  ];
}

async function examineRunning({ pid, urls, places }: Running): Promise<Finding[]> {
  if (!places)
    return [warning('processes', `\`npm start\` (process ${pid}) is still starting: ask again in a minute.`)];
  const each = await Promise.all(Object.entries(places).map(([name, url]) => examineReadiness(name, url)));
  return [ok('processes', `\`npm start\` runs as process ${pid} at ${urls.join(' and ')}`), ...each.flat()];
}

async function examineReadiness(name: string, url: string): Promise<Finding[]> {
  const said = await ask<Readiness>(`${url}/readyz`);
  if (said === null)
    return [
      wrong(
        name,
        `Nothing answers at ${url}: see what it says where \`npm start\` runs; it is started again by itself.`,
      ),
    ];
  const own = said.reasons ?? [];
  const ill = (said.processes ?? []).filter(({ reasons }) => reasons.length > 0);
  const reasons = [...own, ...ill.map(({ pid, reasons: why }) => `process ${pid ?? '(none)'}: ${why.join(' ')}`)];
  const finding =
    reasons.length > 0
      ? (said.status === 'degraded' ? warning : wrong)(name, reasons.join(' '))
      : ok(name, said.processes ? `${said.processes.length} answering at ${url}` : `ready at ${url}`);
  return [finding, ...(await examineFigures(name, url))];
}

/** What only its metrics tell. */
async function examineFigures(name: string, url: string): Promise<Finding[]> {
  if (name !== 'metrics' && name !== 'worker metrics') return [];
  const text = (await get(`${url}/metrics`)) ?? '';
  return name === 'metrics' ? [judgeHead(text)] : judgeBacklog(text);
}

function judgeHead(text: string): Finding {
  const age = Number(/^almanac_head_age_seconds (\S+)$/m.exec(text)?.[1] ?? Number.NaN);
  if (Number.isNaN(age)) return ok('head', 'read anew with every request, because the cache is off');
  return age > OLD_HEAD
    ? wrong('head', `The delivery API has not heard of the database for ${Math.round(age)} seconds: see the database.`)
    : ok('head', `confirmed ${age.toFixed(1)} seconds ago`);
}

async function examinePort(check: string, host: string, port: number, variable: string): Promise<Finding> {
  if (port === 0) return ok(check, 'any free one');
  if (await isFree(host, port)) return ok(check, `${port} is free`);
  const said = await ask<Readiness>(`http://${host.includes(':') ? `[${host}]` : host}:${port}/readyz`);
  if (said?.status === undefined)
    return wrong(check, `Another program uses port ${port}: end it, or choose another port with ${variable}.`);
  return said.reasons?.length ? wrong(check, said.reasons.join(' ')) : ok(check, `an Almanac is ready at ${port}`);
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((settle) => {
    const probe = createServer();
    probe.once('error', () => settle(false));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => settle(true)));
  });
}

async function ask<T>(url: string): Promise<T | null> {
  try {
    return JSON.parse((await get(url)) ?? '') as T;
  } catch {
    return null;
  }
}

async function get(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE), headers: { connection: 'close' } });
    return await response.text();
  } catch {
    return null;
  }
}
