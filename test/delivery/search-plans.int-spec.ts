import pg from 'pg';
import { SEARCH_CAP, type SearchRequest } from '#delivery';
import { settleTables } from '../kit/buffers.js';
import { TESTER } from '../kit/world.js';
import { buffersOf } from './buffers.js';
import { Searching } from './searching.js';

/**
 * Buffers, not time. 60,000 articles, straight into the tables: three stretches of places. Every second has one word, every
 * tenth another, every five-hundredth a third; every thousandth lies under a topic that is the whole scope of a partner. 5,000
 * in another language all have the rare word.
 */
const ARTICLES = 60_000;
const FOREIGN = 5_000;

let searching: Searching;
let owner: pg.Client;
let key: string;
let topic: string;

beforeAll(async () => {
  searching = await Searching.open();
  const { given, partners, database } = searching.world;
  owner = new pg.Client({ connectionString: database.superuserUrl });
  await owner.connect();
  topic = (await given.published('topic', { name: 'Narrow' })).documentId;
  await partners.create(TESTER, {
    handle: 'narrow',
    name: 'Narrow',
    region: null,
    scope: { kinds: null, topics: [topic], audiences: null, locales: null },
  });
  key = (await partners.issueKey(TESTER, 'narrow', null)).key;
  await fill();
}, 300_000);
afterAll(async () => {
  await owner.end();
  await searching.close();
});

async function fill(): Promise<void> {
  await owner.query(`
    set session_replication_role = replica;
    create temporary table planned as
      select gen_random_uuid() as document_id, n,
        case when n % 1000 = 7 then array[(select topic from delivery.topic_node where document_id = '${topic}')] else '{}'::int4[] end as topics
      from generate_series(1, ${ARTICLES}) n;
    insert into delivery.edition_row (document_id, locale, from_seq, edition, kind, slug, published_at, change_kind, hash, hash64, body_format, body, rendered)
      select document_id, 'en', h.seq, 1, 'article', 'article-' || n, h.at, 'MAJOR', sha256(n::text::bytea), n, 1, jsonb_build_object('title', 'Article ' || n), '{}'
      from planned, ledger.head h;
    insert into delivery.listing (document_id, locale, kind, slug, published_at, appeared_at, from_seq, audience, topics)
      select document_id, 'en', 'article', 'article-' || n, h.at, h.at, h.seq, 0, topics from planned, ledger.head h;
    drop index delivery.search_words_idx;
    insert into delivery.search (document_id, locale, from_seq, place, kind, audience, topics, tsv)
      select document_id, 'en', h.seq, 1000 + n, 'article', 0, topics,
        setweight(to_tsvector('english', case when n % 30 = 0 then 'common middling' else 'plain' end), 'A')
        || setweight(to_tsvector('english', concat_ws(' ', case when n % 2 = 1 then 'common' end, case when n % 10 = 3 then 'middling' end, case when n % 500 = 9 then 'unusual' end,
             (select string_agg('w' || ((n * 37 + i * 7919) % 20000), ' ') from generate_series(1, 40) i))), 'D')
        || delivery.search_keys('en', 'article', 0::int2, topics, null, 1000 + n)
      from planned, ledger.head h order by n;
    insert into delivery.search (document_id, locale, from_seq, place, kind, audience, topics, tsv)
      select gen_random_uuid(), 'es', h.seq, 1000 + ${ARTICLES} + n, 'article', 0, '{}',
        setweight(to_tsvector('english', 'unusual'), 'D') || delivery.search_keys('es', 'article', 0::int2, '{}', null, 1000 + ${ARTICLES} + n)
      from generate_series(1, ${FOREIGN}) n, ledger.head h;
    create index search_words_idx on delivery.search using gin (tsv) with (fastupdate = off);
    truncate delivery.search_lexeme;
    insert into delivery.search_lexeme (locale, lexeme, documents)
      select s.locale, t.lexeme, count(*) from delivery.search s cross join unnest(tsvector_to_array(s.tsv)) t (lexeme) group by 1, 2;
    set session_replication_role = origin`);
  await settleTables(owner, 'delivery.search', 'delivery.search_lexeme', 'delivery.listing', 'delivery.edition_row');
}

const places = async (condition: string, limit: number) => {
  const { rows } = await owner.query<{ place: number }>(
    `select place::float8 as place from delivery.search where locale = 'en' and ${condition} order by place desc limit ${limit}`,
  );
  return rows.map((row) => row.place).sort((a, b) => a - b);
};
const whole = async (text: string, given: Partial<SearchRequest> = {}, by: string | null = null) => {
  const found: number[] = [];
  let after = null;
  for (;;) {
    const page = await searching.search(text, { ...given, first: 100, after }, by);
    found.push(...page.hits.map((hit) => hit.at.place));
    after = page.hits.at(-1)?.at ?? null;
    if (!page.hasNext) return { found: found.sort((a, b) => a - b), page };
  }
};

/** [what, words, condition, statement, most buffers]. */
const QUESTIONS = [
  ['a word that few documents have', 'unusual', `tsv @@ 'unusu'`, 'search-rare', 250],
  ['a word in a tenth', 'middling', `tsv @@ 'middl'`, 'search-segments', 2_500],
  ['a word in half', 'common', `tsv @@ 'common'`, 'search-common', 400],
  ['two words, each in many', 'middling common', `tsv @@ 'middl & common'`, 'search-segments', 2_500],
  ['a frequent word and a rare one', 'common unusual', `tsv @@ 'common & unusu'`, 'search-rare', 300],
  ['two words that never meet', 'w1 w2 w3 w4 w5 w6', `tsv @@ 'w1 & w2 & w3 & w4 & w5 & w6'`, 'search-rare', 200],
] as const;

test.each(QUESTIONS)(
  '%s: the newest matches up to the cap, and few buffers',
  async (_what, text, condition, name, most) => {
    const touched = await buffersOf(searching.pool, owner, () => searching.search(text, { first: 20 }));
    expect([...touched.keys()]).toContain(`delivery.${name}`);
    expect(touched.get(`delivery.${name}`)).toBeLessThan(most);
    expect(touched.get('delivery.search-words')).toBeLessThan(80);
    const { found, page } = await whole(text);
    expect(found).toEqual(await places(condition, SEARCH_CAP));
    expect(page.total).toBe(found.length);
    const all = await places(condition, ARTICLES);
    expect(page.lowerBound).toBe(all.length > SEARCH_CAP);
  },
);

test('of the newest matches the best come first: a title before a body', async () => {
  const { hits } = await searching.search('common', { first: 5 });
  for (const hit of hits) expect((hit.at.place - 1000) % 30).toBe(0);
});

test.each([
  ['a narrow scope', {}, true],
  ['a narrow filter', { topics: true }, false],
])('a frequent word within %s is found by both', async (_what, given, scoped) => {
  const by = scoped ? key : null;
  const filter = 'topics' in given ? { topics: [topic] } : {};
  const touched = await buffersOf(searching.pool, owner, () =>
    searching.search('common', { first: 20, ...filter }, by),
  );
  for (const [name, buffers] of touched) {
    if (name.startsWith('delivery.search-rare')) expect(buffers).toBeLessThan(400);
    if (name.startsWith('delivery.search-words-in')) expect(buffers).toBeLessThan(200);
  }
  expect([...touched.keys()].some((name) => name.startsWith('delivery.search-rare'))).toBe(true);
  const { found, page } = await whole('common', filter, by);
  expect(found).toEqual(await places(`tsv @@ 'common' and topics <> '{}'`, SEARCH_CAP));
  expect(found.length).toBeGreaterThan(20);
  expect(page.lowerBound).toBe(false);
});

test('the last page costs what the first does', async () => {
  const page = await searching.search('middling', { first: 100 });
  const first = await buffersOf(searching.pool, owner, () => searching.search('middling', { first: 20 }));
  const later = await buffersOf(searching.pool, owner, () =>
    searching.search('middling', { first: 20, after: page.hits.at(-1)?.at ?? null }),
  );
  expect(later.get('delivery.search-segments')).toBeLessThan((first.get('delivery.search-segments') ?? 0) * 1.2);
});

test('a typing mistake in a word that half of them have is read as that word is', async () => {
  const touched = await buffersOf(searching.pool, owner, () => searching.search('comomn', { first: 20 }));
  expect(touched.get('delivery.search-common')).toBeLessThan(400);
});

test.each([
  ['of one kind', { kinds: ['article'] as const }, ' karticle'],
  ['for one audience', { audiences: ['educators'] }, ' a*'],
])('what nearly all documents have is no key, but a condition: %s', async (_what, given, key) => {
  const sent: unknown[] = [];
  const stop = searching.pool.onStatement(({ name }, values) => {
    if (name === 'delivery.search-segments') sent.push(values[2]);
  });
  await searching.search('middling', { first: 20, ...given }).finally(stop);
  expect(sent).toEqual([expect.not.stringContaining(key)]);
});

test('a typing mistake is looked up among the words, not among the documents', async () => {
  const touched = await buffersOf(searching.pool, owner, () => searching.search('unusaul', { first: 20 }));
  expect(touched.get('delivery.search-near')).toBeLessThan(400);
  expect((await searching.search('unusaul')).approximate).toBe(true);
});
