// How fast documents are drafted and published: node bench/publishing.mjs [--documents N] [--batch N] [--data FOLDER]
// Through the product's own services, into an embedded server with its usual, durable settings. Runs on the build in dist/.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MIGRATIONS } from '#migrations';
import { ensureDatabase, loadConfig, loadSecrets, onFaultPoint } from '#platform';
import { median } from './measure/measure.mjs';
import { spent, usedByChildrenOf } from './measure/processor-time.mjs';
import { generateSite, SIZES } from './site/generate.mjs';
import { batches, BATCH, draftOneByOne, LOADER, openContent, publishAll } from './site/load.mjs';

const { values: options } = parseArgs({
  options: { documents: { type: 'string', default: '1000' }, batch: { type: 'string', default: String(BATCH) } },
});
const [documents, batch] = [Number(options.documents), Number(options.batch)];

const folder = mkdtempSync(join(tmpdir(), 'almanac-publishing-'));
const config = loadConfig(
  {
    ALMANAC_SECRET: 'not a secret: only the database of a benchmark trusts it',
    ALMANAC_DATA_DIR: join(folder, 'almanac'),
  },
  folder,
);
const secrets = loadSecrets(config);
const database = await ensureDatabase(config, secrets, MIGRATIONS, () => undefined);
const content = await openContent(config, secrets, database.addresses.studio);
const held = [];
let taken = 0;
onFaultPoint((point) => {
  if (point === 'publish.before-counter') taken = performance.now();
  if (point === 'publish.after-commit') held.push(performance.now() - taken);
  return Promise.resolve();
});

/** Wall clock and processor time of a step, ours and the server's, in milliseconds. */
async function timed(total, work) {
  const [clock, own, server] = [performance.now(), process.cpuUsage(), usedByChildrenOf(database.server.pid)];
  await work();
  const { user, system } = process.cpuUsage(own);
  total.wall += performance.now() - clock;
  total.node += (user + system) / 1_000;
  total.postgres += spent(server, usedByChildrenOf(database.server.pid)) ?? 0;
}

try {
  await content.labels.takeIn(LOADER);
  const [drafting, publishing] = [0, 1].map(() => ({ wall: 0, node: 0, postgres: 0 }));
  let done = 0;
  // The frame first: what every document refers to.
  for (const { documents: list, whole, name } of generateSite({ ...SIZES.small, pairs: 200, articles: documents })
    .stages) {
    const measured = name === 'articles';
    for (const piece of batches(list(), whole ? Infinity : batch)) {
      held.length = measured ? held.length : 0;
      const draft = () => content.work.run(() => draftOneByOne(content, piece));
      const publish = () => publishAll(content, piece);
      await (measured ? timed(drafting, draft) : draft());
      await (measured ? timed(publishing, publish) : publish());
      if (measured) done += piece.length;
    }
    if (measured) break;
  }
  const each = (total) =>
    `${Math.round((done * 1_000) / total.wall)} documents/s; of each: ${(total.wall / done).toFixed(2)} ms, ${(total.node / done).toFixed(2)} ms of processor time in Node, ${(total.postgres / done).toFixed(2)} ms in PostgreSQL`;
  const counted = held.slice(-Math.ceil(done / batch));
  process.stdout.write(
    [
      `${done} articles of about 4 kB, ${batch} to a publication`,
      `drafting, one by one: ${each(drafting)}`,
      `publishing: ${each(publishing)}`,
      `from the counter to the commit: ${median(counted).toFixed(1)} ms per publication (median), ${(median(counted) / Math.min(batch, done)).toFixed(2)} ms per document`,
      '',
    ].join('\n'),
  );
} finally {
  await content.close();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}
