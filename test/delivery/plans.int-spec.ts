import { overlaid } from '#content';
import type { DeliveryReader, ListRequest, View } from '#delivery';
import { settleTables } from '../kit/buffers.js';
import { buffersOf } from './buffers.js';
import { id, World } from './world.js';

/**
 * Buffers, not time: what a statement touches under the plan that long-lived connections keep. 20,000 articles in 2,000
 * publications, one in ten withdrawn a while later, each with a body of a kilobyte.
 */
const ARTICLES = 20_000;
const PER_PUBLICATION = 10;
/** Twenty documents: finding them takes up to 60, and each has a listing and an edition. */
const PAGE = 60 + 20 * 6;

describe('statements touch what they show', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    await world.publish(
      { id: 'rare', kind: 'topic' },
      { id: 'large', kind: 'topic' },
      { id: 'some', kind: 'topic' },
      { id: 'host', kind: 'article' },
    );
    await fill(world);
  }, 300_000);
  afterAll(() => world.close());

  const buffers = (work: () => Promise<unknown>, reword?: (text: string) => string) =>
    buffersOf(world.pool, world.owner, work, reword);
  const list =
    (reader: DeliveryReader, view: View, given: Partial<ListRequest> = {}) =>
    async () => {
      const [page] = await reader.lists(view, [
        { kind: 'article', locale: 'en', filter: {}, order: 'PUBLISHED_AT_DESC', first: 20, after: null, ...given },
      ]);
      expect(page?.items.length).toBeGreaterThan(0);
    };

  test.each(['PUBLISHED_AT_DESC', 'PUBLISHED_AT_ASC'] as const)(
    'a page at the head, thousands of documents into the list and in the far past (%s)',
    async (order) => {
      const head = await world.view();
      const past = await world.view('public', 200);
      const far = await world.one<{ documentId: string; publishedAt: string }>(
        `select document_id as "documentId", to_char(published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "publishedAt"
         from delivery.listing where kind = 'article' and to_seq is null order by published_at offset 9000 limit 1`,
      );
      for (const [view, after] of [
        [head, null],
        [head, { ...far, position: null }],
        [past, null],
      ] as const) {
        const touched = await buffers(list(world.reader, view, { order, after }));
        expect(touched.get(`delivery.list-plain.${order === 'PUBLISHED_AT_DESC' ? 'newest' : 'oldest'}`)).toBeLessThan(
          PAGE,
        );
      }
    },
  );

  test('a page of a large topic, and of a rare one', async () => {
    const view = await world.view();
    for (const topic of ['large', 'rare']) {
      const touched = await buffers(list(world.reader, view, { filter: { topics: [id(topic)] } }));
      expect(touched.get('delivery.list-filed.newest')).toBeLessThan(PAGE);
    }
  });

  test('what happened lately, at the head, in the far past and in a scope that holds next to nothing of it', async () => {
    await world.scope('hardly-anything', { topics: ['rare'], kinds: ['article'] });
    const [head, past, rare] = [
      await world.view(),
      await world.view('public', 200),
      await world.view('hardly-anything'),
    ];
    const reading = (view: View, of: 'ALL' | 'CORRECTIONS') => () =>
      world.reader.recentEditions(view, { of, locale: null, first: 50 });
    for (const view of [head, past]) {
      const touched = await buffers(reading(view, 'ALL'));
      expect(touched.get('delivery.recent-editions')).toBeLessThan(50 * 15);
    }
    expect((await buffers(reading(rare, 'ALL'))).get('delivery.recent-editions.scoped')).toBeLessThan(1_000 * 15);
    expect((await buffers(reading(head, 'CORRECTIONS'))).get('delivery.recent-corrections')).toBeLessThan(20);
    const retractions = await buffers(() => world.reader.recentRetractions(head, { locale: null, first: 50 }));
    expect(retractions.get('delivery.recent-retractions')).toBeLessThan(20);
    const addresses = await buffers(() => world.reader.addresses(head, { first: 100 }));
    expect(addresses.get('delivery.addresses')).toBeLessThan(16 * 100 * 5);
  });

  test('a page inside a scope: by topic, by audience, and where a large topic meets a rare scope', async () => {
    await world.scope('rare-only', { topics: ['rare'] });
    await world.scope('teachers', { audiences: ['educators'] });
    expect(
      (await buffers(list(world.reader, await world.view('rare-only')))).get('delivery.list-filed.newest'),
    ).toBeLessThan(PAGE);
    expect(
      (await buffers(list(world.reader, await world.view('teachers')))).get('delivery.list-picked.newest'),
    ).toBeLessThan(PAGE);
    const met = await buffers(list(world.reader, await world.view('rare-only'), { filter: { topics: [id('large')] } }));
    expect(met.get('delivery.topic-weights')).toBeLessThan(60);
    expect(met.get('delivery.list-filed-checked.newest')).toBeLessThan(150);
    // More than a thousand documents on one side, ten thousand on the other, few in both.
    await world.scope('some-only', { topics: ['some'] });
    const apart = await buffers(
      list(world.reader, await world.view('some-only'), { filter: { topics: [id('large')] } }),
    );
    expect(apart.get('delivery.list-filed-checked.newest')).toBeLessThan(150);
  });

  test('twenty lists in one statement, and pairs of a topic', async () => {
    const view = await world.view();
    const request: ListRequest = {
      kind: 'article',
      locale: 'en',
      filter: { topics: [id('large')] },
      order: 'PUBLISHED_AT_DESC',
      first: 20,
      after: null,
    };
    const touched = await buffers(() =>
      world.reader.lists(
        view,
        Array.from({ length: 20 }, () => request),
      ),
    );
    expect(touched.get('delivery.list-filed.newest')).toBeLessThan(20 * PAGE);
    const pairs = await buffers(() =>
      world.reader.topicMythFacts(view, [{ topicId: id('large'), locale: 'en', first: 20, after: null }]),
    );
    expect(pairs.get('delivery.topic-myth-facts')).toBeLessThan(150);
  });

  test('documents by id, by slug and by reference, within a scope and without', async () => {
    await world.scope('courses-only', { kinds: ['course'] });
    for (const handle of ['public', 'courses-only']) {
      const view = await world.view(handle);
      const suffix = handle === 'public' ? '' : '.scoped';
      const { document_id: documentId } = await world.one<{ document_id: string }>(
        `select document_id from delivery.listing where slug = 'article-777' and to_seq is null`,
      );
      const touched = await buffers(async () => {
        await world.reader.byKeys(view, [{ documentId, locale: 'en' }]);
        await world.reader.bySlugs(view, [{ kind: 'article', slug: 'article-777', locale: 'en' }]);
        await world.reader.byReference(view, [{ target: documentId, locale: 'en', carried: false }]);
        await world.reader.withdrawals(view, [
          { documentId, locale: 'en' },
          { kind: 'article', slug: 'article-777', locale: 'en' },
        ]);
      });
      for (const name of ['by-keys', 'by-slugs', 'by-reference', 'withdrawals'])
        expect(touched.get(`delivery.${name}${suffix}`)).toBeLessThan(60);
    }
  });

  test('a page over several locales, wherever the one that is wanted has everything, next to nothing, or the newest', async () => {
    // All but a few in French, translated in one go, so that French has the newest of everything.
    await world.owner.query(`
      set session_replication_role = replica;
      insert into delivery.edition_row (document_id, locale, from_seq, edition, kind, slug, published_at, change_kind, hash, hash64, body_format, body, rendered)
        select e.document_id, 'fr', h.seq, 1, e.kind, e.slug, h.at, 'MAJOR', e.hash, e.hash64, 1, e.body, '{}'
        from delivery.edition_row e, ledger.head h where e.locale = 'en' and e.kind = 'article' and e.hash64 % 3000 <> 7;
      insert into delivery.listing (document_id, locale, kind, slug, published_at, appeared_at, from_seq, audience, topics)
        select l.document_id, 'fr', l.kind, l.slug, h.at, l.appeared_at, h.seq, l.audience, l.topics
        from delivery.listing l join delivery.edition_row e on e.document_id = l.document_id and e.locale = 'fr', ledger.head h where l.locale = 'en' and l.kind = 'article';
      insert into delivery.listing_topic (topic, kind, locale, slug, published_at, appeared_at, document_id, audience, topics, from_seq)
        select unnest(topics), kind, locale, slug, published_at, appeared_at, document_id, audience, topics, from_seq from delivery.listing where locale = 'fr';
      set session_replication_role = origin`);
    await settleTables(world.owner, 'delivery.edition_row', 'delivery.listing', 'delivery.listing_topic');
    const view = await world.view();
    const far = await world.one<{ documentId: string; publishedAt: string }>(
      `select document_id as "documentId", to_char(appeared_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "publishedAt"
       from delivery.listing where kind = 'article' and locale = 'fr' order by appeared_at offset 100 limit 1`,
    );
    for (const [locale, ...fallback] of [
      ['fr', 'es', 'en'],
      ['en', 'fr'],
      ['es', 'en'],
    ] as const)
      for (const after of [null, { ...far, position: null }]) {
        const asked = { locale, fallback, after };
        const most = (1 + fallback.length) * 60 + 20 * 6;
        const touched = await buffers(list(world.reader, view, asked));
        expect(touched.get('delivery.list-plain-nearest.newest')).toBeLessThan(most);
        const filed = await buffers(list(world.reader, view, { ...asked, filter: { topics: [id('large')] } }));
        expect(filed.get('delivery.list-filed-nearest.newest')).toBeLessThan(most);
      }
    const pairs = await buffers(() =>
      world.reader.topicMythFacts(view, [
        { topicId: id('large'), locale: 'en', nearest: ['fr', 'en'], first: 20, after: null },
      ]),
    );
    expect(pairs.get('delivery.topic-myth-facts-nearest')).toBeLessThan(150);
    const links = await buffers(() =>
      world.reader.byReference(
        view,
        Array.from({ length: 20 }, () => ({
          target: far.documentId,
          locale: 'en',
          carried: false,
          nearest: ['es', 'fr'],
        })),
      ),
    );
    expect(links.get('delivery.by-reference-nearest')).toBeLessThan(20 * 40);
  });

  test('a preview over all of it: pages, topics, slugs, references and withdrawals in hardly more than the public takes', async () => {
    const link = '00000000-0000-7000-8000-0000000000aa';
    await world.owner.query(`
      set session_replication_role = replica;
      insert into preview.link (id, token_hash, base, mark, at, partner, created_at, created_by, expires_at)
        select '${link}', sha256('x'), seq, mark, at, 'public', now(), 'test', now() + interval '1 hour' from ledger.head;
      insert into preview.edition_row_over (link, document_id, locale, from_seq, edition, kind, slug, published_at, change_kind, hash, hash64, body_format, body, rendered)
        select '${link}', document_id, locale, h.seq + 1, 2, kind, slug, published_at, 'MINOR', hash, hash64, 1, body, '{}'
        from delivery.edition_row e, ledger.head h where e.kind = 'article' and hash64 % 40 = 1;
      insert into preview.listing_over (link, document_id, locale, kind, slug, published_at, appeared_at, from_seq, to_seq, audience, topics)
        select '${link}', document_id, locale, kind, slug, published_at, appeared_at, from_seq, h.seq + 1, audience, topics
        from delivery.listing l, ledger.head h where to_seq is null and kind = 'article' and slug like '%7';
      set session_replication_role = origin;
      analyze preview.link, preview.edition_row_over, preview.listing_over;
      select set_config('almanac.preview', '${link}', false), set_config('almanac.preview_base', (select seq::text from ledger.head), false)`);
    const head = await world.view();
    const view: View = { ...head, snapshot: { ...head.snapshot, seq: head.snapshot.seq + 1 } };
    const { slug, documentId } = await world.one<{ slug: string; documentId: string }>(
      `select slug, document_id as "documentId" from delivery.listing where kind = 'article' and to_seq is null limit 1`,
    );
    const keys = Array.from({ length: 20 }, () => ({ target: documentId, locale: 'en', carried: false }));
    const questions: [string, () => Promise<unknown>, number][] = [
      ['delivery.list-plain.newest', list(world.reader, view), 3 * PAGE],
      ['delivery.list-plain.oldest', list(world.reader, view, { order: 'PUBLISHED_AT_ASC' }), 3 * PAGE],
      ['delivery.list-filed.newest', list(world.reader, view, { filter: { topics: [id('large')] } }), 3 * PAGE],
      ['delivery.by-slugs', () => world.reader.bySlugs(view, [{ kind: 'article', locale: 'en', slug }]), 60],
      ['delivery.by-reference', () => world.reader.byReference(view, keys), 20 * 40],
      ['delivery.withdrawals', () => world.reader.withdrawals(view, [{ documentId, locale: 'en' }]), 60],
    ];
    for (const [name, work, most] of questions) {
      const over = (await buffers(work, overlaid)).get(name);
      expect(over).toBeLessThan(most);
    }
  });
});

/** Straight into the tables, past foreign keys and frozen-row triggers, then vacuumed so that index-only scans are. */
async function fill(world: World): Promise<void> {
  await world.owner.query(`
    set session_replication_role = replica;
    insert into ledger.publication (seq, mark, at, actor, kind)
      select h.seq + n, uuid_send(gen_random_uuid()), h.at + n * interval '1 minute', 'system:test', 'PUBLISH'
      from ledger.head h, generate_series(1, ${ARTICLES / PER_PUBLICATION + 100}) n;
    insert into delivery.edition_row (document_id, locale, from_seq, edition, kind, slug, published_at, change_kind, hash, hash64, body_format, body, rendered)
      select gen_random_uuid(), 'en', p.seq, 1, 'article', 'article-' || n, p.at, 'MAJOR', sha256(n::text::bytea), n, 1,
             jsonb_build_object('title', n, 'summary', (select string_agg(md5((n * 100 + i)::text), '') from generate_series(1, 30) i)), '{}'
      from generate_series(1, ${ARTICLES}) n join ledger.head h on true join ledger.publication p on p.seq = h.seq + 1 + n / ${PER_PUBLICATION};
    insert into delivery.listing (document_id, locale, kind, slug, published_at, appeared_at, from_seq, to_seq, audience, topics)
      select e.document_id, locale, kind, slug, published_at, published_at, from_seq, case when hash64 % 10 = 0 then from_seq + 50 end, hash64 % 4,
             case when hash64 % 1000 = 1 then array[r.topic] when hash64 % 2 = 0 then array[l.topic] when hash64 % 1000 = 3 then array[r.topic, l.topic]
                  when hash64 % 16 = 5 then array[s.topic] when hash64 % 256 = 9 then array[s.topic, l.topic] else '{}' end
      from delivery.edition_row e, delivery.topic_node r, delivery.topic_node l, delivery.topic_node s
      where hash64 between 1 and ${ARTICLES} and r.document_id = '${id('rare')}' and l.document_id = '${id('large')}' and s.document_id = '${id('some')}';
    insert into delivery.listing_topic (topic, kind, locale, slug, published_at, appeared_at, document_id, audience, topics, from_seq, to_seq)
      select unnest(topics), kind, locale, slug, published_at, appeared_at, document_id, audience, topics, from_seq, to_seq from delivery.listing;
    insert into delivery.withdrawal (document_id, locale, seq, kind, slug, at, reason)
      select l.document_id, l.locale, l.to_seq, l.kind, l.slug, p.at, 'GONE' from delivery.listing l join ledger.publication p on p.seq = l.to_seq;
    insert into delivery.reference (document_id, locale, from_seq, ordinal, role, target, kind, audience, topics)
      select document_id, locale, from_seq, 0, 'EMBED', gen_random_uuid(), kind, audience, topics from delivery.listing;
    update ledger.head set (seq, mark, at) = (select seq, mark, at from ledger.publication order by seq desc limit 1);
    set session_replication_role = origin`);
  await settleTables(
    world.owner,
    'delivery.edition_row',
    'delivery.listing',
    'delivery.listing_topic',
    'delivery.withdrawal',
    'delivery.reference',
    'delivery.topic_node',
    'delivery.topic_tree',
  );
}
