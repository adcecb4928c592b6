import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { slugFrom } from '#content';
import { MIGRATIONS } from '#migrations';
import { ensureDatabase, superuserUrl } from '#platform';
import { settle } from '../site/database.mjs';
import { generateSite } from '../site/generate.mjs';
import { draftTogether, LOADER, openContent, publishAll, verifySite } from '../site/load.mjs';
import { SeededIds } from '../site/random.mjs';
import { fillDirectly } from './fill.mjs';

const VERSION = 1;
const FRAME = { topics: 20, articles: 0, pairs: 200, courses: 0, sources: 40, notices: 2 };
/** A small topic for each thousand documents, so that the tree grows as well. */
const PER_SMALL_TOPIC = 1_000;
/** Sites up to this size are verified; the larger ones come from the same statements. */
const VERIFIED = 10_000;

/**
 * A site of `count` documents in its own embedded server, made once per folder: topics, sources and the pairs that topics
 * order go through the product's services, everything else straight into the tables.
 */
export async function openHuge(config, secrets, count, say, started) {
  const database = await ensureDatabase(config, secrets, MIGRATIONS, () => undefined);
  started(() => database.stop());
  const marker = join(config.dataDir, 'bench-huge.json');
  // Later migrations change a site that is kept as they change any installation.
  const wanted = { version: VERSION, count };
  const kept = existsSync(marker) ? JSON.parse(readFileSync(marker, 'utf8')) : null;
  if (kept && JSON.stringify(kept.wanted) !== JSON.stringify(wanted))
    throw new Error(`${config.dataDir} holds a site of another size or version: delete it or name another folder.`);
  const site = kept?.site ?? (await make(database, config, secrets, count, say));
  // A migration may have written every row of it again.
  await settle(database);
  if (!kept) writeFileSync(marker, JSON.stringify({ wanted, site }));
  return { site, pid: database.server.pid, superuserUrl: asSuperuser(database) };
}

function asSuperuser(database) {
  const url = new URL(superuserUrl(database.server));
  url.pathname = '/almanac';
  return url.toString();
}

async function make(database, config, secrets, count, say) {
  const begun = performance.now();
  const content = await openContent(config, secrets, database.addresses.studio);
  const client = new pg.Client({ connectionString: asSuperuser(database) });
  await client.connect();
  try {
    const { frame, topics, documents } = await publishFrame(content, count);
    content.ids.upcoming.push(new SeededIds(10).next());
    const { id: narrow } = await content.partners.create(LOADER, {
      handle: 'narrow',
      name: 'Narrow',
      region: null,
      scope: { kinds: null, topics: [topics.narrow.id], audiences: null, locales: null },
    });
    const { key } = await content.keys.issue(LOADER, narrow, null);
    const ids = (list) => list.map(({ id }) => id);
    await fillDirectly(
      client,
      {
        count: count - documents,
        frame,
        topics: { large: ids(topics.large), small: ids(topics.small), narrow: topics.narrow.id },
        findable: count <= VERIFIED,
      },
      say,
    );
    const verified = count <= VERIFIED ? await verifySite(content) : null;
    return { ...(await described(client, topics)), key, seconds: (performance.now() - begun) / 1_000, verified };
  } finally {
    await client.end();
    await content.close();
  }
}

/** What the million documents refer to, through the product's own services. */
async function publishFrame(content, count) {
  await content.labels.takeIn(LOADER);
  const site = generateSite(FRAME);
  const frame = site.stages.find(({ name }) => name === 'frame').documents();
  await content.work.run(() =>
    draftTogether(
      content,
      frame.map(({ later, ...document }) => ({ ...document, body: { ...document.body, ...later } })),
    ),
  );
  await publishAll(
    content,
    frame.map(({ id }) => ({ id })),
  );
  const made = new SeededIds(9);
  const topic = (name) => ({ id: made.next(), kind: 'topic', slug: slugFrom(name), body: { name } });
  const [narrow, empty] = ['Narrow', 'Empty'].map(topic);
  const small = Array.from({ length: Math.max(4, Math.floor(count / PER_SMALL_TOPIC)) }, (_, index) =>
    topic(`Small topic ${index + 1}`),
  );
  const added = [narrow, empty, ...small];
  await content.work.run(() => draftTogether(content, added));
  await publishAll(content, added);
  const idsOf = (kind) => frame.filter((document) => document.kind === kind).map(({ id }) => id);
  const large = frame.filter(({ kind }) => kind === 'topic');
  return {
    frame: { sources: idsOf('source'), pairs: idsOf('myth-fact'), topicNames: large.map(({ body }) => body.name) },
    topics: { large, narrow, empty, small },
    documents: frame.length + added.length,
  };
}

/** What the queries ask for: a spread of slugs, of the whole site and of the narrow scope. */
async function described(client, topics) {
  const slugs = async (kind, condition) => {
    const { rows } = await client.query(
      `select slug from delivery.listing where kind = $1 and to_seq is null and ${condition} order by md5(slug) limit 500`,
      [kind],
    );
    return rows.map(({ slug }) => slug);
  };
  const { rows: sized } = await client.query(
    `select (select count(*) from delivery.listing)::int4 as documents, (select avg(length(body::text))::int4 from (select body from delivery.edition_row order by from_seq desc limit 5000) e) as "bodyLength", pg_size_pretty(pg_database_size(current_database())) as "databaseSize"`,
  );
  const within = `topics @> array[(select topic from delivery.topic_node where document_id = '${topics.narrow.id}')]`;
  const { rows: scope } = await client.query(`select count(*)::int4 as narrow from delivery.listing where ${within}`);
  return {
    ...sized[0],
    ...scope[0],
    topics: { large: topics.large.map(({ slug }) => slug), narrow: topics.narrow.slug, empty: topics.empty.slug },
    narrowTopicId: topics.narrow.id,
    largeTopicIds: topics.large.map(({ id }) => id),
    everywhere: { articles: await slugs('article', 'true'), courses: await slugs('course', 'true') },
    inScope: { articles: await slugs('article', within), courses: await slugs('course', within) },
  };
}
