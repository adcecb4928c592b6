import pg from 'pg';
import { join } from 'node:path';
import { startEmbedded, superuserUrl } from '#platform';
import { Child, stopChildren } from './measure/children.mjs';
import { Asker, bodyOf, dataOf } from './measure/exchange.mjs';
import { QUERIES } from './queries.mjs';
import { generateSite, SIZES } from './site/generate.mjs';
const folder = '/tmp/bench-site';
const server = await startEmbedded({ dataDir: join(folder, 'almanac/postgres'), settings: { shared_preload_libraries: 'pg_stat_statements', track_io_timing: 'on' } });
const url = new URL(superuserUrl(server)); url.pathname = '/almanac';
const db = new pg.Client(url.toString()); await db.connect();
try {
await db.query('create extension if not exists pg_stat_statements');
const api = Child.start('api', '/work/main/dist/apps/delivery-api/src/main.js', { env: { PATH: process.env.PATH, NODE_ENV: 'production', ALMANAC_ENV: 'production', ALMANAC_SECRET: 'not a secret: only the database of a benchmark trusts it', ALMANAC_PUBLIC_URL: 'http://127.0.0.1', ALMANAC_DATA_DIR: join(folder, 'almanac'), ALMANAC_DELIVERY_PORT: '0' }, cwd: folder });
const { url: apiUrl } = await api.answer();
const site = generateSite(SIZES.small);
const slugs = (n) => [...site.stages.find((s) => s.name === n).documents()].map((d) => d.slug);
const asker = new Asker(apiUrl);
for (const { name, query, variables } of QUERIES) {
  const sets = (await variables((t, v) => asker.ask(t, v), { topics: site.topics, articleSlugs: slugs('articles').slice(0, 300), courseSlugs: slugs('courses') })).slice(0, 400);
  for (const set of sets.slice(0, 30)) await asker.exchange(bodyOf(query, set));
  await db.query('select pg_stat_statements_reset()');
  const begun = performance.now();
  for (const set of sets) dataOf(await asker.exchange(bodyOf(query, set)));
  const each = (performance.now() - begun) / sets.length;
  const { rows } = await db.query(`select calls, total_exec_time + total_plan_time as ms, shared_blks_hit as hit, rows, left(regexp_replace(query, '\\s+', ' ', 'g'), 130) as q from pg_stat_statements where query not like '%pg_stat_statements%' order by 2 desc limit 9`);
  console.log(`\n== ${name}: ${each.toFixed(2)} ms per request, one at a time`);
  for (const r of rows) console.log((r.calls / sets.length).toFixed(1).padStart(5), 'calls', (r.ms / sets.length).toFixed(3), 'ms/request', Math.round(r.hit / r.calls), 'buffers/call', (r.rows / r.calls).toFixed(1), 'rows ', r.q);
}
asker.end();
} finally { await stopChildren(); await db.end(); await server.stop(); }
