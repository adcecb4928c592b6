import { Problems } from '#platform';
import { refusals } from '../kit/refusals.js';
import { as } from '../kit/server.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const rows = <R>(sql: string, values: unknown[] = []) =>
  as(world.database.addresses.owner, async (client) => (await client.query(sql, values)).rows as R[]);

describe('publishing', () => {
  test('makes one revision, one edition and one seq, and shows them in the read model', async () => {
    const before = await world.ledger.head();
    const draft = await world.given.article({ title: 'First words' });
    const result = await world.publishing.publish(TESTER, { publish: [toPublish(draft)] });
    expect(result.publication.seq).toBe(before.seq + 1);
    expect(result.published).toEqual([{ documentId: draft.documentId, locale: 'en', edition: 1, revision: 1 }]);
    const [row] = await rows<{ edition: number; slug: string; from_seq: string }>(
      'select edition, slug, from_seq from delivery.edition_row where document_id = $1',
      [draft.documentId],
    );
    expect(row).toMatchObject({ edition: 1, slug: draft.slug, from_seq: String(result.publication.seq) });
  });

  test('a cycle of two documents goes live together and neither alone', async () => {
    const first = await world.given.article({ title: 'Cycle one' });
    const second = await world.given.article({ title: 'Cycle two', related: [first.documentId] });
    const linked = await world.drafting.save(TESTER, {
      documentId: first.documentId,
      locale: 'en',
      expectedVersion: 1,
      fields: { related: [second.documentId] },
    });
    expect(await refusals(world.publishing.publish(TESTER, { publish: [toPublish(linked)] }))).toEqual([
      'UNPUBLISHED_REFERENCE at publish.0.fields.related.0',
    ]);
    const result = await world.publishing.publish(TESTER, { publish: [toPublish(linked), toPublish(second)] });
    expect(result.published).toHaveLength(2);
  });

  test('shows every refusal at once, with its path, and writes nothing', async () => {
    const before = await world.ledger.head();
    const hollow = await world.given.draft('article', {});
    const claim = await world.given.draft('fact', { statement: 'So many', status: 'SUPPORTED' });
    const unnamed = await world.given.draft('course', {
      title: 'Course',
      modules: [{ _key: 'm', lessons: [{ _key: 'l' }] }],
    });
    const found = await refusals(
      world.publishing.publish(TESTER, { publish: [hollow, claim, unnamed].map(toPublish) }),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        'REQUIRED_TO_PUBLISH at publish.0.fields.title',
        'REQUIRED_TO_PUBLISH at publish.0.fields.body',
        'REQUIRED_TO_PUBLISH at publish.1.fields.citations',
        'REQUIRED_TO_PUBLISH at publish.2.fields.modules.0.title',
        'REQUIRED_TO_PUBLISH at publish.2.fields.modules.0.lessons.0.title',
      ]),
    );
    expect((await world.ledger.head()).seq).toBe(before.seq);
    expect(
      await rows('select 1 from content.revision where document_id = any ($1::uuid[])', [
        [hollow.documentId, claim.documentId, unnamed.documentId],
      ]),
    ).toEqual([]);
  });

  test('a stale version is refused with the current one', async () => {
    const draft = await world.given.article();
    await world.drafting.save(TESTER, {
      documentId: draft.documentId,
      locale: 'en',
      expectedVersion: 1,
      fields: { title: 'Changed' },
    });
    await expect(world.publishing.publish(TESTER, { publish: [toPublish(draft)] })).rejects.toMatchObject({
      problems: [{ kind: 'STALE_DRAFT', currentVersion: 2, expectedVersion: 1 }],
    });
  });

  test('a slug that is live elsewhere is refused, and two documents may swap slugs in one publication', async () => {
    const one = await world.given.published(
      'article',
      { title: 'One', body: [paragraph('p', 'One.')] },
      { slug: 'swap-one' },
    );
    const two = await world.given.published(
      'article',
      { title: 'Two', body: [paragraph('p', 'Two.')] },
      { slug: 'swap-two' },
    );
    const movedOne = await world.drafting.save(TESTER, {
      documentId: one.documentId,
      locale: 'en',
      expectedVersion: 1,
      slug: 'swap-two',
      fields: {},
    });
    expect(await refusals(world.publishing.publish(TESTER, { publish: [toPublish(movedOne)] }))).toEqual([
      'SLUG_TAKEN at publish.0.slug',
    ]);
    const movedTwo = await world.drafting.save(TESTER, {
      documentId: two.documentId,
      locale: 'en',
      expectedVersion: 1,
      slug: 'swap-one',
      fields: {},
    });
    await world.publishing.publish(TESTER, { publish: [toPublish(movedOne), toPublish(movedTwo)] });
    const live = await rows(
      "select slug, document_id from delivery.listing where to_seq is null and slug like 'swap-%' order by slug",
    );
    expect(live).toEqual([
      { slug: 'swap-one', document_id: two.documentId },
      { slug: 'swap-two', document_id: one.documentId },
    ]);
  });

  test('a correction adds an edition and leaves the visibility period as it was', async () => {
    const draft = await world.given.published('article', { title: 'Corrected', body: [paragraph('p', 'Wrong.')] });
    const saved = await world.drafting.save(TESTER, {
      documentId: draft.documentId,
      locale: 'en',
      expectedVersion: 1,
      fields: { body: [paragraph('p', 'Right.')] },
    });
    expect(
      await refusals(
        world.publishing.publish(TESTER, { publish: [{ ...toPublish(saved), changeKind: 'CORRECTION' }] }),
      ),
    ).toEqual(['NOTE_REQUIRED at publish.0.note']);
    await world.publishing.publish(TESTER, {
      publish: [{ ...toPublish(saved), changeKind: 'CORRECTION', note: 'It said the opposite.' }],
    });
    expect(await rows('select to_seq from delivery.listing where document_id = $1', [draft.documentId])).toEqual([
      { to_seq: null },
    ]);
    expect(
      await rows('select edition, change_kind from delivery.edition_row where document_id = $1 order by edition', [
        draft.documentId,
      ]),
    ).toEqual([
      { edition: 1, change_kind: 'MAJOR' },
      { edition: 2, change_kind: 'CORRECTION' },
    ]);
  });

  test('publishing what is already live changes nothing and says so', async () => {
    const draft = await world.given.published('article', { title: 'Twice', body: [paragraph('p', 'Same.')] });
    const before = await world.ledger.head();
    expect(await refusals(world.publishing.publish(TESTER, { publish: [toPublish(draft)] }))).toEqual([
      'NOTHING_TO_PUBLISH at ',
    ]);
    expect((await world.ledger.head()).seq).toBe(before.seq);
  });

  test('numbers of concurrent publications have no gap and no duplicate', async () => {
    const drafts = await Promise.all(
      Array.from({ length: 20 }, (_, index) => world.given.article({ title: `Parallel ${index}` })),
    );
    const before = await world.ledger.head();
    const results = await Promise.all(
      drafts.map((draft) => world.publishing.publish(TESTER, { publish: [toPublish(draft)] })),
    );
    expect(results.map((result) => result.publication.seq).sort((a, b) => a - b)).toEqual(
      drafts.map((_, index) => before.seq + 1 + index),
    );
  });

  test('concurrent edits of one document end in gapless revisions and editions', async () => {
    const draft = await world.given.article({ title: 'Contended' });
    const attempts = Array.from({ length: 10 }, async (_, index) => {
      for (;;) {
        const { draftVersion } = await world.drafting.get(draft.documentId, 'en');
        try {
          const saved = await world.drafting.save(TESTER, {
            documentId: draft.documentId,
            locale: 'en',
            expectedVersion: draftVersion,
            fields: { title: `Contended ${index}` },
          });
          await world.publishing.publish(TESTER, { publish: [toPublish(saved)] });
          return;
        } catch (error) {
          if (!Problems.of(error)?.every((problem) => problem.kind === 'STALE_DRAFT')) throw error;
        }
      }
    });
    await Promise.all(attempts);
    const numbers = await rows<{ number: number }>(
      'select number from content.edition where document_id = $1 order by number',
      [draft.documentId],
    );
    expect(numbers.map((row) => row.number)).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers.length).toBeGreaterThanOrEqual(10);
  });
});

describe('withdrawing', () => {
  test('a document that a live host embeds cannot go, unless the host changes with it or it is replaced', async () => {
    const pair = await world.given.published('myth-fact', { myth: 'A myth', fact: 'A fact' });
    const other = await world.given.published('myth-fact', { myth: 'Another myth', fact: 'Another fact' });
    const host = await world.given.published('article', {
      title: 'Host',
      body: [paragraph('p', 'See:'), embed('e', 'mythFactEmbed', pair.documentId)],
    });
    expect(
      await refusals(world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(pair), reason: 'GONE' }] })),
    ).toEqual(['HELD_BY_HOSTS at withdraw.0']);
    await world.publishing.publish(TESTER, {
      withdraw: [{ ...toPublish(pair), reason: 'REPLACED', replacedBy: other.documentId }],
    });
    // The host now shows the replacement, so the replacement is held in turn.
    expect(
      await refusals(world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(other), reason: 'GONE' }] })),
    ).toEqual(['HELD_BY_HOSTS at withdraw.0']);
    const bare = await world.drafting.save(TESTER, {
      documentId: host.documentId,
      locale: 'en',
      expectedVersion: 1,
      fields: { body: [paragraph('p', 'Nothing to see.')] },
    });
    const result = await world.publishing.publish(TESTER, {
      publish: [toPublish(bare)],
      withdraw: [{ ...toPublish(other), reason: 'GONE' }],
    });
    expect(result.withdrawn).toEqual([{ documentId: other.documentId, locale: 'en' }]);
  });

  test('a withdrawn document can be published again, and keeps its first date', async () => {
    const draft = await world.given.published('article', { title: 'Back again', body: [paragraph('p', 'Here.')] });
    await world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(draft), reason: 'GONE' }] });
    expect(
      await refusals(world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(draft), reason: 'GONE' }] })),
    ).toEqual(['NOT_LIVE at withdraw.0']);
    await world.publishing.publish(TESTER, { publish: [toPublish(draft)] });
    const periods = await rows<{ same: boolean }>(
      'select published_at = min(published_at) over () as same from delivery.listing where document_id = $1',
      [draft.documentId],
    );
    expect(periods).toEqual([{ same: true }, { same: true }]);
    expect(
      await rows('select number, revision from content.edition where document_id = $1 order by number', [
        draft.documentId,
      ]),
    ).toEqual([
      { number: 1, revision: 1 },
      { number: 2, revision: 1 },
    ]);
  });

  test('a reference to a withdrawn document is refused as such', async () => {
    const gone = await world.given.published('article', { title: 'Gone', body: [paragraph('p', 'Gone.')] });
    await world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(gone), reason: 'GONE' }] });
    const draft = await world.given.article({ related: [gone.documentId] });
    expect(await refusals(world.publishing.publish(TESTER, { publish: [toPublish(draft)] }))).toEqual([
      'WITHDRAWN_REFERENCE at publish.0.fields.related.0',
    ]);
  });
});

describe('safety notices', () => {
  test('nothing is published before a notice is live, and the last notice cannot be withdrawn', async () => {
    const bare = await createWorld({ bare: true });
    try {
      const article = await bare.given.article();
      expect(await refusals(bare.publishing.publish(TESTER, { publish: [toPublish(article)] }))).toEqual([
        'NO_LIVE_NOTICE at ',
      ]);
      const notice = await bare.given.draft('notice', { name: 'Line', phone: '111' });
      await bare.publishing.publish(TESTER, { publish: [toPublish(article), toPublish(notice)] });
      expect(
        await refusals(bare.publishing.publish(TESTER, { withdraw: [{ ...toPublish(notice), reason: 'GONE' }] })),
      ).toEqual(['NO_LIVE_NOTICE at ']);
    } finally {
      await bare.end();
    }
  });

  test('two withdrawals of the last two notices at once leave one', async () => {
    const bare = await createWorld({ bare: true });
    try {
      const one = await bare.given.published('notice', { name: 'One', phone: '111' });
      const two = await bare.given.published('notice', { name: 'Two', phone: '222' });
      const outcomes = await Promise.allSettled(
        [one, two].map((notice) =>
          bare.publishing.publish(TESTER, { withdraw: [{ ...toPublish(notice), reason: 'GONE' }] }),
        ),
      );
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    } finally {
      await bare.end();
    }
  });
});

describe('topics', () => {
  test('a topic cannot contain itself, whoever moves which end', async () => {
    const top = await world.given.published('topic', { name: 'Top' });
    const middle = await world.given.published('topic', { name: 'Middle', broader: top.documentId });
    const bottom = await world.given.published('topic', { name: 'Bottom', broader: middle.documentId });
    const moved = await world.drafting.save(TESTER, {
      documentId: top.documentId,
      locale: 'en',
      expectedVersion: 1,
      fields: { broader: bottom.documentId },
    });
    expect(await refusals(world.publishing.publish(TESTER, { publish: [toPublish(moved)] }))).toEqual([
      'TOPIC_CYCLE at publish.0.fields.broader',
    ]);
  });

  test('a document is filed under its topics while it is visible', async () => {
    const topic = await world.given.published('topic', { name: 'Filed' });
    const article = await world.given.published('article', {
      title: 'Filed article',
      body: [paragraph('p', 'Words.')],
      topics: [topic.documentId],
    });
    const open = () =>
      rows('select 1 from delivery.listing_topic where document_id = $1 and to_seq is null', [article.documentId]);
    expect(await open()).toHaveLength(1);
    await world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(article), reason: 'GONE' }] });
    expect(await open()).toHaveLength(0);
  });
});
