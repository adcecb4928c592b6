// What a copy costs: node bench/sync.mjs [--documents N] [--times N] [--connections N] [--folder F]
// A first synchronisation of a large site, beside COPY ... TO STDOUT of the same rows through Node, by turns in one run; the memory
// of the process meanwhile; an empty delta beside a cached list; and what idle listeners to /v1/events cost. Runs on the build in dist/.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { ensureDatabase, loadConfig, loadSecrets, superuserUrl } from '#platform';
import { MIGRATIONS } from '#migrations';
import { openHuge } from './huge/site.mjs';
import { startApi } from './measure/api.mjs';
import { median } from './measure/measure.mjs';

const { values: options } = parseArgs({
  options: {
    documents: { type: 'string', default: '100000' },
    times: { type: 'string', default: '5' },
    connections: { type: 'string', default: '5000' },
    folder: { type: 'string' },
  },
});
const [documents, times, connections] = [options.documents, options.times, options.connections].map(Number);
const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'almanac-sync-'));
mkdirSync(folder, { recursive: true });
const environment = {
  ALMANAC_SECRET: 'not a secret: only the database of a benchmark trusts it',
  ALMANAC_DATA_DIR: join(folder, 'almanac'),
};
const say = (text) => process.stderr.write(`${text}\n`);
const leaving = [];
/** What a copy is made of, in the order in which it is sent. */
const ROWS = `copy (select l.document_id, l.kind, l.locale, l.slug, l.published_at, e.edition, e.from_seq, e.published_at, e.change_kind, e.note,
  e.hash, e.body_format, e.body, e.rendered from delivery.listing l cross join lateral (select x.* from delivery.edition_row x
  where x.document_id = l.document_id and x.locale = l.locale order by x.from_seq desc limit 1) e
  where l.to_seq is null order by l.document_id, l.locale) to stdout`;

const megabytes = (pid, field) =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024;

async function timed(work) {
  const begun = performance.now();
  const bytes = await work();
  return { seconds: (performance.now() - begun) / 1_000, bytes };
}

async function copied(client) {
  let bytes = 0;
  const count = ({ chunk }) => (bytes += chunk.length);
  client.connection.on('copyData', count);
  await client.query(ROWS);
  client.connection.off('copyData', count);
  return bytes;
}

/** The length of the answer, and its last line. */
async function fetched(url, headers = {}) {
  const [response] = await once(get(url, { headers }), 'response');
  let bytes = 0;
  let tail = [];
  for await (const chunk of response) {
    bytes += chunk.length;
    tail = [...tail.slice(-1), chunk];
  }
  return { status: response.statusCode, bytes, last: Buffer.concat(tail).toString().trimEnd().split('\n').at(-1) };
}

/** Milliseconds of one request after another over one connection. */
async function latency(url, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const took = [];
  for (let each = 0; each < count; each++) {
    const begun = performance.now();
    const [response] = await once(get(url, { agent }), 'response');
    for await (const chunk of response) void chunk;
    took.push(performance.now() - begun);
  }
  agent.destroy();
  return median(took);
}

async function listeners(url, pid, count) {
  const before = megabytes(pid, 'VmRSS');
  const open = [];
  for (let each = 0; each < count; each++) {
    const request = get(url, { agent: false });
    const [response] = await once(request, 'response');
    response.resume();
    open.push(request);
  }
  // Two signs of life, so that what they need is there as well.
  await new Promise((resolve) => setTimeout(resolve, 45_000));
  const after = megabytes(pid, 'VmRSS');
  for (const request of open) request.destroy();
  return { before, after };
}

try {
  const config = loadConfig(environment, folder);
  const { site } = await openHuge(config, loadSecrets(config), documents, say, (stop) => leaving.push(stop));
  const database = await ensureDatabase(config, loadSecrets(config), MIGRATIONS, () => undefined);
  const address = new URL(superuserUrl(database.server));
  address.pathname = '/almanac';
  const client = new pg.Client({ connectionString: address.toString() });
  await client.connect();
  leaving.push(() => client.end());
  const { api, url } = await startApi(folder, environment);
  leaving.push(() => api.stop());
  const snapshot = `${url}/v1/sync.ndjson`;
  const rounds = [];
  let last;
  for (let round = 0; round <= times; round++) {
    const copy = await timed(() => copied(client));
    const sync = await timed(async () => {
      const answer = await fetched(snapshot);
      last = JSON.parse(answer.last);
      return answer.bytes;
    });
    if (last.hasMore !== false) throw new Error('the copy is not complete');
    // The first round warms both.
    if (round > 0) rounds.push({ copy, sync, ratio: copy.seconds / sync.seconds, rss: megabytes(api.pid, 'VmRSS') });
    say(
      `COPY ${copy.seconds.toFixed(2)} s, ${(copy.bytes / 1e6).toFixed(0)} MB; sync ${sync.seconds.toFixed(2)} s, ${(sync.bytes / 1e6).toFixed(0)} MB`,
    );
  }
  const zipped = await timed(async () => (await fetched(snapshot, { 'accept-encoding': 'gzip' })).bytes);
  const seconds = median(rounds.map(({ sync }) => sync.seconds));
  const delta = await latency(`${url}/v1/sync?token=${encodeURIComponent(last.token)}`, 2_000);
  const list = await latency(`${url}/v1/article?first=20`, 2_000);
  const peak = megabytes(api.pid, 'VmHWM');
  const idle = await listeners(`${url}/v1/events`, api.pid, connections);
  process.stdout.write(
    `${site.documents} documents, ${last.count} in the copy\n` +
      `first synchronisation, uncompressed: ${seconds.toFixed(2)} s, ${Math.round(last.count / seconds)} documents/s, ` +
      `${median(rounds.map(({ ratio }) => ratio)).toFixed(2)} of COPY (${rounds.map(({ ratio }) => ratio.toFixed(2)).join(', ')})\n` +
      `gzip: ${zipped.seconds.toFixed(2)} s, ${(zipped.bytes / 1e6).toFixed(1)} MB instead of ${(rounds[0].sync.bytes / 1e6).toFixed(1)} MB\n` +
      `memory of the process after each: ${rounds.map(({ rss }) => rss.toFixed(0)).join(', ')} MB; at most ${peak.toFixed(0)} MB\n` +
      `an empty delta: ${delta.toFixed(3)} ms; a list of 20 from memory: ${list.toFixed(3)} ms\n` +
      `${connections} listeners: ${idle.before.toFixed(0)} MB before, ${idle.after.toFixed(0)} MB with them\n`,
  );
} finally {
  for (const end of leaving.reverse()) await end();
  if (!options.folder) rmSync(folder, { recursive: true, force: true });
}
