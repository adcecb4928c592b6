import { refusals } from '../kit/refusals.js';
import { as } from '../kit/server.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const rows = <R>(sql: string, values: unknown[]) =>
  as(world.database.addresses.owner, async (client) => (await client.query(sql, values)).rows as R[]);

const publish = (...items: Parameters<World['publishing']['publish']>[1]['publish'] & object) =>
  world.publishing.publish(TESTER, { publish: items });

/** An article of two revisions, the second one live, and a draft that says something third. */
async function twiceRevised(slug: string) {
  const first = await world.given.published('article', { title: 'One', body: [paragraph('p', 'One.')] }, { slug });
  const key = { documentId: first.documentId, locale: 'en' };
  const second = await world.drafting.save(TESTER, { ...key, expectedVersion: 1, fields: { title: 'Two' } });
  await publish(toPublish(second));
  const third = await world.drafting.save(TESTER, { ...key, expectedVersion: 2, fields: { title: 'Three' } });
  return { key, draft: third };
}

describe('publishing a frozen revision', () => {
  test('shows what was frozen under a new edition number, and leaves the draft and its line as they are', async () => {
    const { key, draft } = await twiceRevised('frozen');
    const result = await publish({ ...key, revision: 1 });
    expect(result.published).toEqual([{ ...key, edition: 3, revision: 1 }]);
    const [live] = await rows<{ title: string }>(
      `select body ->> 'title' as title from delivery.edition_row where document_id = $1 order by edition desc limit 1`,
      [key.documentId],
    );
    expect(live).toEqual({ title: 'One' });
    expect(await world.reading.find(key)).toEqual({ ...draft, lastEdition: 3, liveEdition: 3 });
    // The line goes on where it was.
    expect((await publish(toPublish(draft))).published).toEqual([{ ...key, edition: 4, revision: 3 }]);
  });

  test('that is live already changes nothing', async () => {
    const { key } = await twiceRevised('live-already');
    expect(await refusals(publish({ ...key, revision: 2 }))).toEqual(['NOTHING_TO_PUBLISH at ']);
    const other = await world.given.article();
    expect((await publish({ ...key, revision: 2 }, toPublish(other))).unchanged).toEqual([key]);
  });

  test('is refused for everything that its own words lack today: targets, slugs, audiences, notes', async () => {
    const fact = await world.given.published('fact', { statement: 'So', status: 'UNVERIFIED', notice: 'No source.' });
    const { key } = await twiceRevised('outlived');
    const host = await world.given.published(
      'article',
      { title: 'Host', body: [embed('e', 'factEmbed', fact.documentId)] },
      { slug: 'host' },
    );
    const moved = await world.drafting.save(TESTER, {
      documentId: host.documentId,
      locale: 'en',
      expectedVersion: 1,
      slug: 'host-moved',
      fields: { body: [paragraph('p', 'Without it.')] },
    });
    await publish(toPublish(moved));
    await world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(fact), reason: 'GONE' }] });
    await world.given.published('article', { title: 'Taker', body: [paragraph('p', 'Mine.')] }, { slug: 'host' });
    expect(
      await refusals(
        publish(
          { documentId: host.documentId, locale: 'en', revision: 1 },
          { ...key, revision: 1, changeKind: 'CORRECTION' },
        ),
      ),
    ).toEqual([
      'NOTE_REQUIRED at publish.1.note',
      'SLUG_TAKEN at publish.0.slug',
      'WITHDRAWN_REFERENCE at publish.0.fields.body.0.document',
    ]);
    // The words of the draft, which do publish, were not what was judged.
    expect(await refusals(publish({ documentId: host.documentId, locale: 'en', revision: 2 }))).toEqual([
      'NOTHING_TO_PUBLISH at ',
    ]);
  });

  test('that there is not, or of a document that has gone on in public, is refused', async () => {
    const { key } = await twiceRevised('gone-on');
    expect(
      await refusals(
        publish(
          { ...key, revision: 9, expectedEdition: 1 },
          { ...key, revision: 2 ** 40 },
          { ...key, locale: 'es', revision: 1 },
        ),
      ),
    ).toEqual([
      'STALE_EDITION at publish.0.expectedEdition',
      'REVISION_NOT_FOUND at publish.0.revision',
      'REVISION_NOT_FOUND at publish.1.revision',
      'DOCUMENT_NOT_FOUND at publish.2.documentId',
    ]);
    expect(await refusals(publish({ ...key, revision: 1, expectedEdition: 2 }))).toEqual([]);
    await world.publishing.publish(TESTER, {
      withdraw: [{ ...key, reason: 'RETRACTED', notice: 'Wrong.', expectedEdition: 3 }],
    });
    expect(await refusals(publish({ ...key, revision: 1, expectedEdition: 3 }))).toEqual([]);
  });

  test('locks what it refers to, so that it cannot go live beside its withdrawal', async () => {
    const pair = await world.given.published('myth-fact', { myth: 'Said', fact: 'Not so' });
    const host = await world.given.published('article', {
      title: 'Pair',
      body: [embed('m', 'mythFactEmbed', pair.documentId)],
    });
    const saved = await world.drafting.save(TESTER, {
      documentId: host.documentId,
      locale: 'en',
      expectedVersion: 1,
      fields: { body: [paragraph('p', 'Without.')] },
    });
    await publish(toPublish(saved));
    const outcomes = await Promise.all([
      refusals(publish({ documentId: host.documentId, locale: 'en', revision: 1 })),
      refusals(world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(pair), reason: 'GONE' }] })),
    ]);
    expect(outcomes.flat()).toHaveLength(1);
  });
});
