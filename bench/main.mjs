// npm run bench [-- --large | --huge | --articles N] [--quick] [--runs N] [--processes N] [--connections N] [--data FOLDER] [--profile] [--cold [--nothing-held]] [--registered] [--date YYYY-MM-DD]
// Runs on the build in dist/. What it does and what the figures mean: bench/RESULTS.md.
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig, loadSecrets } from '#platform';
import {
  Asker,
  bodyOf,
  dataOf,
  exchangeAll,
  keepAliveSeconds,
  registeredBodyOf,
  registrationOf,
  requireFound,
  ownHeaders,
  revalidationOf,
  sameAnswer,
} from './measure/exchange.mjs';
import { measureHuge } from './huge/main.mjs';
import { printHuge } from './huge/report.mjs';
import { inherited, startApi } from './measure/api.mjs';
import { Child, loggedFaults, stopChildren } from './measure/children.mjs';
import { geometricMean, measureQuery, sentOf } from './measure/measure.mjs';
import { readProfile } from './measure/profile.mjs';
import { printTable, writeResults } from './measure/report.mjs';
import { openCounting } from './measure/statements.mjs';
import { QUERIES } from './queries.mjs';
import { READS } from './reads.mjs';
import { openSite } from './site/database.mjs';
import { SIZES } from './site/generate.mjs';

/** What is measured must fit: the answers of the large site take more than the usual 64 MB. */
const CACHE_BYTES = 256_000_000;
const REVALIDATION = '304: any of these, held already';
const ROOT = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    large: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    processes: { type: 'string', default: '1' },
    connections: { type: 'string', default: '32' },
    data: { type: 'string' },
    articles: { type: 'string' },
    date: { type: 'string' },
    cold: { type: 'boolean', default: false },
    'nothing-held': { type: 'boolean', default: false },
    registered: { type: 'boolean', default: false },
    huge: { type: 'boolean', default: false },
    requests: { type: 'string', default: '200' },
  },
});

const begun = performance.now();
let shown = 0;
/** A line for a person; steps that come often are shown once a second. */
const say = (line, always = true) => {
  const now = performance.now();
  if (!always && now - shown < 1_000) return;
  shown = now;
  process.stdout.write(`${((now - begun) / 1_000).toFixed(1).padStart(6)} s  ${line}\n`);
};

async function main() {
  const size = sizeAsked();
  const plan = {
    runs: Number(options.runs),
    processes: processesAsked(),
    connections: Number(options.connections),
    seconds: options.quick ? 1 : 3,
    warmUp: options.quick ? 2 : 4,
  };
  const folder = options.data ? resolve(options.data) : mkdtempSync(join(tmpdir(), 'almanac-bench-'));
  mkdirSync(folder, { recursive: true });
  const environment = {
    ALMANAC_ENV: 'production',
    ALMANAC_SECRET: 'not a secret: only the database of a benchmark trusts it',
    ALMANAC_PUBLIC_URL: 'http://127.0.0.1',
    ALMANAC_DATA_DIR: join(folder, 'almanac'),
    ALMANAC_DELIVERY_PORT: '0',
    ALMANAC_CACHE_BYTES: options.cold ? '0' : String(CACHE_BYTES),
    ...(options['nothing-held'] ? { ALMANAC_EDITION_BYTES: '0' } : {}),
  };
  const config = loadConfig(environment, folder);
  let stopDatabase = async () => undefined;
  const endings = [];
  const leave = async () => {
    await stopChildren();
    await stopDatabase();
    for (const end of endings.reverse()) await end().catch(() => undefined);
    if (!options.data) rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void leave().finally(() => process.exit(130)));
  try {
    if (options.huge) return await huge(folder, environment, (end) => endings.push(end));
    say(
      `generating and publishing ${size.articles} articles, ${size.pairs} pairs, ${size.courses} courses under ${size.topics} topics`,
    );
    const database = await openSite(
      config,
      loadSecrets(config),
      size,
      (line) => say(line, false),
      (stop) => {
        stopDatabase = stop;
      },
    );
    say(
      `published ${database.loaded.documents} documents in ${database.loaded.seconds.toFixed(0)} s; ${database.loaded.verified.checks} checks found nothing broken`,
    );
    if (options.registered)
      await database.register(
        [...QUERIES, ...READS].flatMap(({ name, query }) => (query ? [registrationOf(name, query)] : [])),
      );
    const results = await measureAll(plan, environment, folder, { ...database, stop: () => stopDatabase() });
    const conditions = conditionsOf(plan, size, database, config);
    printTable(results, conditions);
    const section = sectionAsked();
    if (section !== null) writeResults(join(ROOT, 'bench'), section, { conditions, ...results }, say);
  } finally {
    await leave();
  }
}

async function huge(folder, environment, leaving) {
  const results = await measureHuge({ folder, environment, requests: Number(options.requests), say, leaving });
  printHuge(results);
  const [load] = loadavg();
  const conditions = { date: dateGiven(), node: process.version, cores: cpus().length, load };
  writeResults(join(ROOT, 'bench'), 'huge', { conditions, ...results }, say);
}

const dateGiven = () => options.date ?? process.env.BENCH_DATE ?? null;

/** Under which name the figures are kept; null for what is only printed. */
function sectionAsked() {
  if (options.articles || (!options.cold && (options.registered || options['nothing-held']))) return null;
  if (!options.cold) return options.large ? 'large' : 'small';
  if (options.large) return null;
  return `cold, ${options.registered ? 'registered' : 'through Apollo'}${options['nothing-held'] ? ', nothing held' : ''}`;
}

function processesAsked() {
  const processes = Number(options.processes);
  if (!Number.isInteger(processes) || processes < 1 || processes > Number(options.runs))
    throw new Error('--processes must be a whole number from 1 to the number of runs: each run asks the next of them.');
  return processes;
}

function sizeAsked() {
  if (!options.articles) return options.large ? SIZES.large : SIZES.small;
  const articles = Number(options.articles);
  if (!Number.isInteger(articles) || articles < 400)
    throw new Error('--articles must be a whole number from 400 on: fewer do not fill the pages.');
  return { ...SIZES.small, articles };
}

async function measureAll(plan, environment, folder, database) {
  const start = (execArgv) => startApi(folder, environment, execArgv);
  const started = [];
  for (let count = 0; count < plan.processes; count++) started.push(await start());
  const [{ url }] = started;
  const apis = started.map(({ api, url }) => ({ url, pid: api.pid }));
  say(`the delivery API answers at ${apis.map((api) => api.url).join(', ')}`);
  const queries = await record(url, QUERIES, database.site);
  const others = await record(url, READS, database.site);
  const held = queries.flatMap(({ exchanges }) => exchanges.flatMap(revalidationOf));
  if (held.length > 0) others.unshift({ name: REVALIDATION, exchanges: await exchangeAll(url, held) });
  const all = [...queries, ...others];

  const reference = Child.start('reference server', join(import.meta.dirname, 'measure/reference-server.mjs'), {
    env: { ...inherited(folder), NODE_ENV: 'production' },
    advanced: true,
  });
  const { url: referenceUrl } = await reference.answer();
  const [sample] = queries[0].exchanges;
  const recorded = all.flatMap(({ exchanges }) =>
    exchanges.map((exchange) => ({
      request: exchange.request,
      address: exchange.address,
      held: exchange.headers['If-None-Match'],
      status: exchange.status,
      headers: ownHeaders(exchange),
      body: exchange.body,
    })),
  );
  await reference.ask({ exchanges: recorded, keepAlive: keepAliveSeconds(sample) });
  await requireEqual('the reference server', referenceUrl, all);
  // What is asked for a second time is kept; from here on every answer comes from the API's memory, unless it keeps none.
  for (const api of apis) await requireEqual('the delivery API, asked a second time,', api.url, all);

  const load = Child.start('load', join(import.meta.dirname, 'measure/load-process.mjs'), {
    env: inherited(folder),
    advanced: true,
  });
  const measured = [];
  for (const { name, exchanges } of all) {
    const shared = {
      load,
      exchanges,
      apis,
      reference: { url: referenceUrl, pid: reference.pid },
      database: database.server.pid,
      ...plan,
    };
    measured.push({ name, ...(await measureQuery({ ...shared, say: (line) => say(`${name}: ${line}`) })) });
  }
  for (const api of apis) await requireEqual('the delivery API, asked again after the load,', api.url, all);
  await requireEqual('the reference server, asked again after the load,', referenceUrl, all);
  say(
    `every answer of both servers is equal to the last byte before and after: ${recorded.length} of ${recorded.length}`,
  );
  for (const { api } of started) await api.stop();
  const profileAfter = async () => {
    await database.stop();
    return profileAll(start, folder, environment, load, queries, plan);
  };
  const profile = options.profile ? await profileAfter() : null;
  const four = measured.slice(0, queries.length);
  return {
    queries: four,
    others: measured.slice(queries.length),
    geometricMean: geometricMean(four.map(({ ratio }) => ratio)),
    equalAnswers: recorded.length,
    ...(profile ? { profile } : {}),
  };
}

/** Every operation with all its sets of variables, as the API answers them. */
async function record(url, operations, site) {
  const asker = new Asker(url);
  const recorded = [];
  for (const { name, query, variables, addresses } of operations) {
    if (addresses) {
      const exchanges = await exchangeAll(
        url,
        addresses(site).map((address) => ({ address })),
      );
      exchanges.forEach(requireFound);
      recorded.push({ name, exchanges });
      say(`${name}: ${exchanges.length} addresses recorded`);
      continue;
    }
    const sets = await variables((text, values) => asker.ask(text, values), site);
    const exchanges = await exchangeAll(
      url,
      sets.map((set) => ({ request: (options.registered ? registeredBodyOf : bodyOf)(query, set) })),
    );
    exchanges.forEach(dataOf);
    if (options.registered)
      await requireSameAsText(
        url,
        name,
        exchanges,
        sets.map((set) => bodyOf(query, set)),
      );
    recorded.push({ name, exchanges });
    say(`${name}: ${exchanges.length} variable sets recorded`);
  }
  asker.end();
  return recorded;
}

/** What a registered operation answers, and what its text answers through Apollo. */
async function requireSameAsText(url, name, exchanges, texts) {
  const asText = await exchangeAll(
    url,
    texts.map((request) => ({ request })),
  );
  const other = exchanges.findIndex((exchange, index) => !sameAnswer(exchange, asText[index]));
  if (other >= 0) throw new Error(`${name}: by its id it answers otherwise than by its text.\n${texts[other]}`);
}

async function requireEqual(who, url, queries) {
  for (const { name, exchanges } of queries) {
    const now = await exchangeAll(url, exchanges);
    for (const [index, recorded] of exchanges.entries()) {
      if (sameAnswer(recorded, now[index])) continue;
      throw new Error(
        `${name}: ${who} does not answer as recorded.\n${recorded.head}\n\n${now[index].head}\n\n${recorded.address ?? recorded.request.toString().slice(0, 400)}`,
      );
    }
  }
}

/** Runs of their own, because counting costs time: where processor time goes in the API and in the database, query by query. */
async function profileAll(start, folder, environment, load, queries, plan) {
  const counting = await openCounting(join(environment.ALMANAC_DATA_DIR, 'postgres'));
  try {
    const { api, url } = await start(['--import', join(import.meta.dirname, 'measure/profile-agent.mjs')]);
    const found = [];
    for (const [index, { name, exchanges }] of queries.entries()) {
      await load.ask({ requests: exchanges.map(sentOf) });
      const run = (seconds, connections = plan.connections) =>
        load.ask({ port: Number(new URL(url).port), connections, seconds }, (seconds + 30) * 1_000);
      await run(plan.warmUp);
      await api.ask({ profile: 'start' });
      await run(2 * plan.seconds);
      const into = join(folder, `${index + 1}.cpuprofile`);
      await api.ask({ profile: 'stop', into });
      await counting.reset();
      // One at a time: what a statement takes, not how long it waits.
      const { requests } = await run(plan.seconds, 1);
      found.push({ name, ...readProfile(into), statements: await counting.spent(requests) });
      say(`${name}: profiled`);
    }
    await api.stop();
    return found;
  } finally {
    await counting.close();
  }
}

function conditionsOf(plan, size, { server, loaded }, { cacheBytes, editionBytes }) {
  const [{ model }] = cpus();
  return {
    date: dateGiven(),
    node: process.version,
    postgres: server.version,
    platform: `${process.platform} ${process.arch}`,
    cores: cpus().length,
    processor: model.trim(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    durable: { fsync: server.fsync, synchronousCommit: server.commits },
    databaseSize: server.databaseSize,
    cacheBytes,
    editionBytes,
    site: size,
    loaded,
    ...plan,
  };
}

await main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  for (const line of loggedFaults()) process.stderr.write(`${line}\n`);
  if (process.env.BENCH_TRACE) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
