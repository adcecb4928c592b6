import { mkdirSync } from 'node:fs';
import { loadConfig, loadSecrets } from '#platform';
import { openSite } from './site/database.mjs';
import { SIZES } from './site/generate.mjs';
import { Child, stopChildren } from './measure/children.mjs';
import { Asker, bodyOf, exchangeAll } from './measure/exchange.mjs';
import { QUERIES } from './queries.mjs';
import { usedBy, usedByChildrenOf, spent } from './measure/processor-time.mjs';
import { median } from './measure/measure.mjs';
const folder = '/tmp/bench-variants'; mkdirSync(folder, { recursive: true });
const env = { PATH: process.env.PATH, ALMANAC_ENV: 'production', ALMANAC_SECRET: 'not a secret: only the database of a benchmark trusts it', ALMANAC_PUBLIC_URL: 'http://127.0.0.1', ALMANAC_DATA_DIR: folder + '/almanac', ALMANAC_DELIVERY_PORT: '0' };
const config = loadConfig(env, folder);
let stop; const db = await openSite(config, loadSecrets(config), SIZES.small, () => {}, (s) => { stop = s; });
try {
  const variants = { today: { NODE_ENV: 'production' }, 'NODE_ENV unset': {}, generic: { NODE_ENV: 'production', PGOPTIONS: '-c plan_cache_mode=force_generic_plan' } };
  const apis = {};
  for (const [name, extra] of Object.entries(variants)) { const c = Child.start(name, '/work/main/dist/apps/delivery-api/src/main.js', { env: { ...env, ...extra }, cwd: folder }); apis[name] = { c, url: (await c.answer()).url }; }
  const load = Child.start('load', '/work/main/bench/measure/load-process.mjs', { env: {}, advanced: true });
  const asker = new Asker(apis.today.url);
  for (const { name, query, variables } of QUERIES) {
    const sets = (await variables((t, v) => asker.ask(t, v), db.site));
    const ex = await exchangeAll(apis.today.url, sets.map((s) => bodyOf(query, s)));
    await load.ask({ requests: ex.map(({ request, length }) => ({ body: request, length })) });
    const out = {};
    for (const v of Object.keys(apis)) await load.ask({ port: Number(new URL(apis[v].url).port), connections: 32, seconds: 2 });
    for (let i = 0; i < 3; i++) for (const v of Object.keys(apis)) {
      const b = [usedBy(apis[v].c.pid), usedByChildrenOf(db.server.pid)];
      const r = await load.ask({ port: Number(new URL(apis[v].url).port), connections: 32, seconds: 2 });
      if (r.faults) throw new Error(r.firstFault);
      (out[v] ??= []).push([r.perSecond, spent(b[0], usedBy(apis[v].c.pid)) / r.requests, spent(b[1], usedByChildrenOf(db.server.pid)) / r.requests]);
    }
    for (const v of Object.keys(apis)) console.log(name, '|', v, '|', Math.round(median(out[v].map((x) => x[0]))), '/s api cpu', median(out[v].map((x) => x[1])).toFixed(2), 'pg cpu', median(out[v].map((x) => x[2])).toFixed(2));
  }
  asker.end();
} finally { await stopChildren(); await stop(); }
