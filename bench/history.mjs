// What editors wait for in a long history: node bench/history.mjs [--revisions N] [--kilobytes N] [--times N]
// Comparing two revisions of a long article, and listing and opening the revisions of an article that has very many, beside one
// that has ten. Through the product's own services, into an embedded server with its usual settings. Runs on the build in dist/.
import pg from 'pg';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { ACCESS_TABLES, AccessModule } from '#access';
import {
  ComparingService,
  CONTENT_TABLES,
  ContentModule,
  DraftingService,
  PublishingService,
  ReadingService,
} from '#content';
import { MIGRATIONS } from '#migrations';
import { ensureDatabase, loadConfig, loadSecrets, PlatformModule, superuserUrl } from '#platform';
import { median } from './measure/measure.mjs';

const { values: options } = parseArgs({
  options: {
    revisions: { type: 'string', default: '10000' },
    kilobytes: { type: 'string', default: '100' },
    times: { type: 'string', default: '40' },
  },
});
const [revisions, kilobytes, times] = [Number(options.revisions), Number(options.kilobytes), Number(options.times)];
const FEW = 10;
const WRITER = { type: 'system', name: 'bench' };
const WORDS =
  'people who are held by debt or threat seldom ask for help because they fear what happens to those they love and because nobody asked them before'.split(
    ' ',
  );

const folder = mkdtempSync(join(tmpdir(), 'almanac-history-'));
const config = loadConfig(
  {
    ALMANAC_SECRET: 'not a secret: only the database of a benchmark trusts it',
    ALMANAC_DATA_DIR: join(folder, 'almanac'),
  },
  folder,
);
const secrets = loadSecrets(config);
const database = await ensureDatabase(config, secrets, MIGRATIONS, () => undefined);
const app = await NestFactory.createApplicationContext(
  {
    module: class BenchModule {},
    imports: [
      PlatformModule.forRoot({
        config,
        secrets,
        url: database.addresses.studio,
        tables: [...ACCESS_TABLES, ...CONTENT_TABLES],
      }),
      AccessModule,
      ContentModule,
    ],
  },
  { logger: false, abortOnError: false },
);
const [drafting, publishing, reading, comparing] = [
  DraftingService,
  PublishingService,
  ReadingService,
  ComparingService,
].map((service) => app.get(service, { strict: false }));

/** About 600 characters; every paragraph says something else. */
function paragraph(number, changed) {
  const said = Array.from({ length: 100 }, (_, index) => WORDS[(number * 7 + index * 3) % WORDS.length]);
  if (changed) said.splice(20, 3, 'often', 'say', 'otherwise');
  const text = `${number}. ${said.join(' ')}.`;
  const children = [{ _type: 'span', _key: 's', text, marks: [] }];
  return { _type: 'block', _key: `p${number}`, style: 'normal', markDefs: [], children };
}

/** Every fifth paragraph says something else, one in ten moved, one in twenty came or went. */
function edited(blocks) {
  return blocks.flatMap((block, index) => {
    if (index % 20 === 3) return [];
    if (index % 10 === 4) return [blocks[index + 1] ?? block];
    if (index % 10 === 5) return [blocks[index - 1] ?? block];
    const own = index % 5 === 0 ? paragraph(index, true) : block;
    return index % 20 === 7 ? [own, paragraph(index + 10_000, false)] : [own];
  });
}

async function published(kind, slug, body) {
  const draft = await drafting.create(WRITER, { kind, locale: 'en', slug, body });
  await publishing.publish(WRITER, { publish: [toPublish(draft)] });
  return draft;
}

const article = (slug, body) => published('article', slug, { title: slug, body });

const toPublish = ({ documentId, locale, draftVersion }) => ({ documentId, locale, expectedVersion: draftVersion });

/** The first revision is the services' own; the others are copies of it, each of which went public once. */
async function grow(client, documentId, count) {
  const {
    rows: [{ seq }],
  } = await client.query('select seq::int4 as seq from ledger.head');
  const more = [documentId, count - 1];
  await client.query('begin');
  await client.query(
    `insert into ledger.publication (seq, mark, at, actor, kind)
     select $1::int4 + n, uuid_send(gen_random_uuid()), clock_timestamp() + n * interval '1 microsecond', 'bench', 'PUBLISH' from generate_series(1, $2::int4) n`,
    [seq, count - 1],
  );
  await client.query('update ledger.head set seq = seq + $1', [count - 1]);
  await client.query(
    `insert into content.revision (document_id, locale, number, slug, body, body_format, hash, author, based_on, created_at)
     select document_id, locale, 1 + n, slug, body || jsonb_build_object('title', 'Revision ' || n), body_format, sha256(n::text::bytea), author, n, clock_timestamp()
     from content.revision cross join generate_series(1, $2::int4) n where document_id = $1 and number = 1`,
    more,
  );
  await client.query(
    `insert into content.edition (document_id, locale, number, revision, seq, change_kind)
     select document_id, locale, 1 + n, 1 + n, $3::int4 + n, 'MINOR' from content.edition cross join generate_series(1, $2::int4) n
     where document_id = $1 and number = 1`,
    [...more, seq],
  );
  await client.query(
    'update content.variant set last_revision = $2, last_edition = $2, based_on = $2 where document_id = $1',
    [documentId, count],
  );
  await client.query('commit');
}

/** Milliseconds, the median of so many times, after as many that count for nothing. */
async function timed(work) {
  const taken = [];
  for (let round = 0; round < 2 * times; round++) {
    const begun = performance.now();
    await work();
    if (round >= times) taken.push(performance.now() - begun);
  }
  return median(taken);
}

try {
  // Nothing is published before there is somewhere to turn to.
  await published('notice', 'advice-line', {
    name: 'Advice line',
    phone: '1-800-555-0100',
    message: 'Talk to somebody.',
  });
  const blocks = Array.from({ length: Math.round((kilobytes * 1_000) / 620) }, (_, index) => paragraph(index, false));
  const long = await article('long', blocks);
  const saved = await drafting.save(WRITER, {
    documentId: long.documentId,
    locale: 'en',
    expectedVersion: long.draftVersion,
    fields: { body: edited(blocks) },
  });
  await publishing.publish(WRITER, { publish: [toPublish(saved)] });
  const key = { documentId: long.documentId, locale: 'en' };
  const size = JSON.stringify((await reading.revision({ ...key, number: 1 })).body).length;
  const { changes } = await comparing.compare(key, { from: { revision: 1 }, to: { revision: 2 } });
  const compared = await timed(() => comparing.compare(key, { from: { revision: 1 }, to: { revision: 2 } }));

  const lines = [await article('few', [paragraph(1, false)]), await article('many', [paragraph(2, false)])];
  const server = new URL(superuserUrl(database.server));
  server.pathname = new URL(database.addresses.owner).pathname;
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    for (const [index, count] of [FEW, revisions].entries()) await grow(client, lines[index].documentId, count);
    await client.query('vacuum analyze content.revision, content.edition, content.variant, ledger.publication');
  } finally {
    await client.end();
  }
  const opened = async ({ documentId }, count) => {
    const page = { documentId, locale: 'en' };
    return {
      list: await timed(() => reading.revisions(page, { first: FEW, before: null })),
      middle: await timed(() => reading.revisions(page, { first: FEW, before: Math.ceil(count / 2) })),
      one: await timed(() => reading.revision({ ...page, number: Math.ceil(count / 2) })),
      references: await timed(() => reading.referencesThen({ ...page, number: Math.ceil(count / 2) })),
    };
  };
  const [few, many] = [await opened(lines[0], FEW), await opened(lines[1], revisions)];
  const beside = (what, name) =>
    `${what}: ${many[name].toFixed(2)} ms with ${revisions} revisions, ${few[name].toFixed(2)} ms with ${FEW}: ${(many[name] / few[name]).toFixed(2)} times`;
  process.stdout.write(
    [
      `comparing two revisions of ${Math.round(size / 1_000)} kB, ${changes.length} changes, as data and as text: ${compared.toFixed(0)} ms`,
      beside('the newest revisions', 'list'),
      beside('a page in the middle', 'middle'),
      beside('one revision', 'one'),
      beside('its references as of then', 'references'),
      '',
    ].join('\n'),
  );
} finally {
  await app.close();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}
