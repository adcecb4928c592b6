import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, loadSecrets } from '#platform';
import { startApi } from '../measure/api.mjs';
import { Asker } from '../measure/exchange.mjs';
import { openCounting } from '../measure/statements.mjs';
import { ask } from './measure.mjs';
import { CURSORS, pageOfArticles, questions, searches } from './questions.mjs';
import { openHuge } from './site.mjs';

export const COUNTS = [1_000, 100_000, 1_000_000];
/** The page that is compared with the first one, of 20 articles each. */
const FAR_PAGE = 10_000;

/**
 * The same site in three sizes, each in a folder and a server of its own, asked the same questions in turn. Answers are not
 * kept and no editions held: every request reads all that it shows. `leaving` is told how to end what was started.
 */
export async function measureHuge({ folder, counts = COUNTS, requests, environment, say, leaving }) {
  const places = [];
  for (const count of counts) {
    const own = join(folder, String(count));
    mkdirSync(own, { recursive: true });
    const given = {
      ...environment,
      ALMANAC_DATA_DIR: join(own, 'almanac'),
      ALMANAC_CACHE_BYTES: '0',
      ALMANAC_EDITION_BYTES: '0',
    };
    const config = loadConfig(given, own);
    say(`opening the site of ${count.toLocaleString('en-US')} documents`);
    let stop = async () => undefined;
    const { site } = await openHuge(config, loadSecrets(config), count, say, (how) => leaving((stop = how)));
    await stop();
    // Again, with a server that counts what statements take.
    const counting = await openCounting(join(config.dataDir, 'postgres'));
    leaving(() => counting.close());
    const { api, url } = await startApi(own, given);
    places.push({ count, folder: own, site, api, url, counting });
  }
  const largest = places.at(-1);
  const measured = async (questionsOf, among) => {
    const found = [];
    for (const index of questionsOf(among[0]).keys()) {
      found.push(await ask(among, questionsOf, index, requests));
      say(
        `${found.at(-1).name}: ${found
          .at(-1)
          .sites.map(({ p50 }) => `${p50.toFixed(1)} ms`)
          .join(', ')}`,
      );
    }
    return found;
  };
  return {
    sizes: places.map(({ count, site }) => ({ count, ...sizeOf(site) })),
    requests,
    queries: await measured(({ site }) => questions(site), places),
    pages: await comparePages(largest, await farCursor(largest, say), requests),
    searches: await measured(({ site }) => searches(site), places),
  };
}

function sizeOf({ documents, narrow, bodyLength, databaseSize, seconds, verified }) {
  return { documents, narrow, bodyLength, databaseSize, seconds, verified };
}

/** Two pages of one list in turn; then each by itself, for what its statements touch. */
async function comparePages(place, after, requests) {
  const asked = [1, FAR_PAGE].map((page) => pageOfArticles(page, page === 1 ? null : after));
  const { sites } = await ask(
    asked.map((question) => ({ ...place, question })),
    ({ question }) => [question],
    0,
    requests,
  );
  const found = [];
  for (const [index, question] of asked.entries()) {
    const alone = await ask([place], () => [question], 0, 20);
    found.push({ name: question.name, ...sites[index], database: alone.sites[0].database });
  }
  return found;
}

/** Where page 10,000 begins: found by walking there, once per folder. */
async function farCursor({ folder, url, site }, say) {
  const file = join(folder, 'far-cursor.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).cursor;
  const asker = new Asker(url);
  let cursor = null;
  for (let passed = 0; passed < 20 * (FAR_PAGE - 1);) {
    const first = Math.min(100, 20 * (FAR_PAGE - 1) - passed);
    const { articles } = await asker.ask(CURSORS, { first, after: cursor });
    if (!articles.pageInfo.hasNextPage)
      throw new Error(`The site of ${site.documents} documents has no page ${FAR_PAGE}.`);
    cursor = articles.pageInfo.endCursor;
    passed += first;
    say(
      `walking to page ${FAR_PAGE.toLocaleString('en-US')}: ${passed.toLocaleString('en-US')} articles passed`,
      false,
    );
  }
  asker.end();
  writeFileSync(file, JSON.stringify({ cursor }));
  return cursor;
}
