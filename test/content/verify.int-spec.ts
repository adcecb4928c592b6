import type pg from 'pg';
import { ReviewingService, VerifyService } from '#content';
import { as } from '../kit/server.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

let world: World;
let verify: VerifyService;
beforeAll(async () => {
  world = await createWorld();
  verify = world.app.get(VerifyService, { strict: false });
  const topic = await world.given.published('topic', { name: 'Topic' });
  const source = await world.given.published('source', { title: 'Source' });
  const fact = await world.given.published('fact', {
    statement: 'A claim',
    status: 'SUPPORTED',
    citations: [{ _key: 'c', source: source.documentId, role: 'PRIMARY' }],
  });
  const article = await world.given.published(
    'article',
    {
      title: 'Article',
      body: [paragraph('p', 'Words.'), embed('e', 'factEmbed', fact.documentId)],
      topics: [topic.documentId],
    },
    { slug: 'verified' },
  );
  const saved = await world.drafting.save(TESTER, {
    documentId: article.documentId,
    locale: 'en',
    expectedVersion: 1,
    fields: { title: 'Article, again' },
  });
  await world.publishing.publish(TESTER, { publish: [toPublish(saved)] });
  const gone = await world.given.published('article', { title: 'Gone', body: [paragraph('p', 'Gone.')] });
  await world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(gone), reason: 'GONE' }] });
  const waiting = await world.given.article({ title: 'In review' });
  await world.app.get(ReviewingService, { strict: false }).submit(TESTER, toPublish(waiting));
});
afterAll(() => world.end());

/** Names of the invariants found broken. */
const broken = async () =>
  (await verify.verify()).filter((check) => check.broken.length > 0).map((check) => check.name);

test('a sound installation has nothing broken, and every check looked at something', async () => {
  const results = await verify.verify();
  expect(results.flatMap((check) => check.broken)).toEqual([]);
  expect(results.filter((check) => check.looked === 0).map((check) => check.name)).toEqual([]);
});

/** What somebody with the superuser's rights might do; the guards are switched off first, as they would. */
const DAMAGE: readonly (readonly [string, string, string])[] = [
  [
    'an altered event',
    'update ledger.event set data = data || \'{"x": 1}\' where number = 3',
    'the audit chain is whole',
  ],
  [
    'a draft that was changed while it is in review',
    `update content.variant set draft = draft || '{"title": "Changed"}' where workflow_state = 'in-review'`,
    'what is in review or approved is what was frozen',
  ],
  [
    'a removed event',
    'delete from ledger.event where number = (select max(number) from ledger.event e where not exists (select 1 from ledger.publication p where p.event = e.number))',
    'the audit chain is whole',
  ],
  ['a shortened audit', 'update ledger.audit_head set number = number + 1', 'the audit chain is whole'],
  [
    'a head that ran ahead',
    'update ledger.head set seq = seq + 1',
    'publications are numbered without gap, in the order of their instants, and the head is the last',
  ],
  [
    'a lost announcement',
    'delete from ledger.outbox where seq = (select max(seq) from ledger.outbox)',
    'every publication was announced in the outbox',
  ],
  [
    'a changed revision',
    'update content.revision set body = body || \'{"title": "Forged"}\' where slug = \'verified\' and number = 1',
    'revisions hash to what was recorded, and their references are kept',
  ],
  [
    'a changed edition',
    'update delivery.edition_row set body = body || \'{"title": "Forged"}\' where slug = \'verified\' and edition = 1',
    'what was published is what was frozen',
  ],
  [
    'a changed rendering',
    "update delivery.edition_row set rendered = rendered || '{\"wordCount\": 9999}' where slug = 'verified' and edition = 1",
    'the read model follows from what was published',
  ],
  [
    'a wrong checksum',
    'update delivery.edition_row set hash64 = hash64 + 1',
    'the read model follows from what was published',
  ],
  [
    'a revision counter that jumped',
    'update content.variant set last_revision = last_revision + 1',
    'revision numbers have no gap and end at the counter',
  ],
  [
    'an edition counter that jumped',
    'update content.variant set last_edition = last_edition + 1',
    'edition numbers have no gap and end at the counter',
  ],
  [
    'a withdrawal that never was',
    'delete from delivery.withdrawal',
    'a period of visibility ends in a withdrawal or in the next period',
  ],
  [
    'a listing under another slug',
    "update delivery.listing set slug = 'other' where slug = 'verified'",
    'a live slug belongs to one document, and is the slug of its edition',
  ],
  [
    'a lost topic',
    'delete from delivery.listing_topic',
    'documents are filed under the topics that their listings say, by the same slug',
  ],
  [
    'a document that is filed beside other topics than it has',
    "update delivery.listing_topic set topics = '{}'",
    'documents are filed under the topics that their listings say, by the same slug',
  ],
  [
    'a document that is filed by another slug than it has',
    "update delivery.listing_topic set slug = 'other'",
    'documents are filed under the topics that their listings say, by the same slug',
  ],
  [
    'a reference that says its host is for others',
    'update delivery.reference set audience = audience + 1',
    'references say what their host is, and under what it is filed',
  ],
  [
    'a fact that vanished under its host',
    "update delivery.listing set to_seq = (select seq from ledger.head) where kind = 'fact'",
    'what a live document embeds or cites can be shown',
  ],
  [
    'a notice that was never there',
    "update delivery.listing set from_seq = from_seq + 1 where kind = 'notice'",
    'a safety notice has been live with every publication of content',
  ],
  [
    'a topic within itself',
    "insert into delivery.topic_node (document_id) select id from content.document where kind = 'source'; update delivery.topic_tree set broader = 2; insert into delivery.topic_tree (topic, broader, from_seq) values (2, 1, 0)",
    'the topic tree has no cycle',
  ],
  ['a partner without scope', 'delete from access.partner_scope', 'every partner has one scope at a time'],
  [
    'a trigger switched off',
    'alter table content.revision disable trigger revision_is_frozen',
    'what was recorded is still protected from change',
  ],
  [
    'a lost unique index',
    'drop index delivery.listing_live_slug_key',
    'what was recorded is still protected from change',
  ],
  [
    'a login that may do too much',
    'grant select on content.variant to almanac_delivery',
    'no login may do what it must not',
  ],
  [
    'a draft reference that was lost',
    'delete from content.draft_reference',
    'drafts open, and their references are kept',
  ],
  [
    'a draft that is found by words that it lost',
    "update content.finding set title = 'Forged'",
    'editors find every draft by what it says',
  ],
  [
    'words that nobody published',
    "update delivery.search set tsv = tsv || 'forged'::tsvector",
    'search holds the words of the live editions',
  ],
  [
    'an audience that search was not told of',
    'update delivery.search set audience = audience + 1',
    'search holds the words of the live editions',
  ],
  [
    'a document that search lost',
    'delete from delivery.search where document_id = (select document_id from delivery.search limit 1)',
    'search knows exactly the variants that are live',
  ],
  [
    'a word counted too often',
    'update delivery.search_lexeme set documents = documents + 1',
    'words are counted as often as live variants have them',
  ],
  [
    'a document that appeared twice',
    "update delivery.listing set appeared_at = published_at + interval '1 hour' where slug = 'verified'",
    'a document appeared when it was first public, whatever its language',
  ],
  [
    'two periods at once',
    "insert into delivery.listing select document_id, locale, kind, 'verified-too', published_at, from_seq + 1, (select seq from ledger.head), audience, topics, appeared_at from delivery.listing where slug = 'verified'",
    'a variant is visible in at most one period at a time, and only with an edition',
  ],
];

test.each(DAMAGE)('%s is found and named', async (_what, damage, name) => {
  const undo = await snapshot();
  try {
    await as(world.database.superuserUrl, async (client: pg.Client) => {
      await client.query('set session_replication_role = replica');
      await client.query(damage);
    });
    expect(await broken()).toContain(name);
  } finally {
    await undo();
  }
});

/** Puts every row of the tables that damage may touch back, as a backup would. */
async function snapshot(): Promise<() => Promise<void>> {
  const tables = [
    'ledger.event',
    'ledger.audit_head',
    'ledger.head',
    'ledger.outbox',
    'content.variant',
    'content.revision',
    'content.draft_reference',
    'delivery.edition_row',
    'delivery.listing',
    'delivery.listing_topic',
    'delivery.topic_tree',
    'delivery.topic_node',
    'delivery.withdrawal',
    'delivery.search',
    'delivery.search_lexeme',
    'access.partner_scope',
  ];
  await as(world.database.superuserUrl, async (client) => {
    for (const table of tables) await client.query(`create table public."kept_${table}" as table ${table}`);
  });
  return () =>
    as(world.database.superuserUrl, async (client) => {
      await client.query('set session_replication_role = replica');
      await client.query('alter table content.revision enable trigger revision_is_frozen');
      await client
        .query(
          'create unique index if not exists listing_live_slug_key on delivery.listing (kind, locale, slug) where to_seq is null',
        )
        .catch(() => undefined);
      await client.query('revoke select on content.variant from almanac_delivery');
      for (const table of tables) {
        await client.query(`delete from ${table}`);
        const { rows } = await client.query<{ columns: string }>(
          `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
          [table],
        );
        await client.query(
          `insert into ${table} (${rows[0]?.columns}) overriding system value select ${rows[0]?.columns} from public."kept_${table}"`,
        );
        await client.query(`drop table public."kept_${table}"`);
      }
      await client.query(
        'create unique index if not exists listing_live_slug_key on delivery.listing (kind, locale, slug) where to_seq is null',
      );
    });
}
