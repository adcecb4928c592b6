import { Problems } from '#platform';
import { refusals } from '../kit/refusals.js';
import { as } from '../kit/server.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const NOBODY = '01890000-0000-7000-8000-000000000000';

describe('a draft', () => {
  test('may be empty, and grows field by field', async () => {
    const created = await world.drafting.create(TESTER, { kind: 'course', locale: 'en', body: {} });
    expect(created).toMatchObject({ slug: null, draftVersion: 1, liveEdition: null, draft: {} });
    const saved = await world.drafting.save(TESTER, {
      documentId: created.documentId,
      locale: 'en',
      expectedVersion: 1,
      fields: { title: 'Course', summary: 'About it.' },
    });
    expect(saved).toMatchObject({ draftVersion: 2, draft: { title: 'Course', summary: 'About it.' } });
    const cleared = await world.drafting.save(TESTER, {
      documentId: created.documentId,
      locale: 'en',
      expectedVersion: 2,
      fields: { summary: null },
    });
    expect(cleared.draft).toEqual({ title: 'Course' });
  });

  test('takes its slug from the title, and the next free one when that is taken', async () => {
    const first = await world.drafting.create(TESTER, {
      kind: 'topic',
      locale: 'en',
      body: { name: 'Années: l’été!' },
    });
    const second = await world.drafting.create(TESTER, { kind: 'topic', locale: 'en', body: { name: 'Annees lete' } });
    expect([first.slug, second.slug]).toEqual(['annees-lete', 'annees-lete-2']);
    const other = await world.drafting.create(TESTER, { kind: 'topic', locale: 'en', body: { name: '人身取引' } });
    expect(other.slug).toMatch(/^topic-[0-9a-f]{12}$/);
  });

  test('saved by two people from the same version keeps one of them and tells the other', async () => {
    const draft = await world.given.article();
    const save = (title: string) =>
      world.drafting.save(TESTER, {
        documentId: draft.documentId,
        locale: 'en',
        expectedVersion: 1,
        fields: { title },
      });
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => save(`Title ${index}`)));
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected'
        ? (Problems.of(outcome.reason)?.map((problem) => problem.kind) ?? [String(outcome.reason)])
        : [],
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(refused).toEqual(Array(7).fill('STALE_DRAFT'));
    expect((await world.drafting.get(draft.documentId, 'en')).draftVersion).toBe(2);
  });

  test('is refused whole when a field is malformed, a reference leads nowhere or to another kind', async () => {
    const topic = await world.given.published('topic', { name: 'Elsewhere' });
    expect(
      await refusals(
        world.drafting.create(TESTER, { kind: 'article', locale: 'en', body: { title: 7, unknown: true } }),
      ),
    ).toEqual(expect.arrayContaining(['INVALID_FIELD at title', 'INVALID_FIELD at unknown']));
    expect(await refusals(world.drafting.create(TESTER, { kind: 'article', locale: 'xx', body: {} }))).toEqual([
      'UNKNOWN_LOCALE at locale',
    ]);
    const dangling = {
      title: 'T',
      topics: [NOBODY],
      body: [paragraph('p', 'x'), embed('e', 'factEmbed', topic.documentId)],
    };
    expect(await refusals(world.drafting.create(TESTER, { kind: 'article', locale: 'en', body: dangling }))).toEqual(
      expect.arrayContaining(['UNKNOWN_REFERENCE at topics.0', 'WRONG_REFERENCE_KIND at body.1.document']),
    );
    const left = await as(
      world.database.addresses.owner,
      async (client) => (await client.query(`select 1 from content.variant where draft ->> 'title' = 'T'`)).rowCount,
    );
    expect(left).toBe(0);
  });

  test('of an older format opens in the format of today', async () => {
    const draft = await world.given.article({ title: 'Old' });
    await as(world.database.superuserUrl, (client) =>
      client.query('update content.variant set draft_format = 99 where document_id = $1', [draft.documentId]),
    );
    // A format that this release does not know is a fault that says so, never a silent misreading.
    await expect(world.drafting.get(draft.documentId, 'en')).rejects.toThrow(/format/);
  });
});

describe('locales', () => {
  test('are version lines of their own: publishing one leaves the others alone', async () => {
    const english = await world.given.published('article', { title: 'English', body: [paragraph('p', 'Words.')] });
    const spanish = await world.given.draft(
      'article',
      { title: 'Español', body: [paragraph('p', 'Palabras.')] },
      { locale: 'es', documentId: english.documentId },
    );
    expect(spanish).toMatchObject({ draftVersion: 1, liveEdition: null, lastEdition: 0 });
    const changed = await world.drafting.save(TESTER, {
      documentId: english.documentId,
      locale: 'en',
      expectedVersion: 1,
      fields: { title: 'English, again' },
    });
    await world.publishing.publish(TESTER, { publish: [toPublish(spanish)] });
    expect(await world.drafting.get(english.documentId, 'en')).toMatchObject({
      draftVersion: changed.draftVersion,
      liveEdition: 1,
      draft: { title: 'English, again' },
    });
    expect(
      await refusals(
        world.drafting.create(TESTER, { kind: 'article', locale: 'es', documentId: english.documentId, body: {} }),
      ),
    ).toEqual(['VARIANT_EXISTS at locale']);
  });

  test('a host shows its embeds in its own locale or the default one, and needs one of the two', async () => {
    const pair = await world.given.draft('myth-fact', { myth: 'Mito', fact: 'Hecho' }, { locale: 'es' });
    await world.publishing.publish(TESTER, { publish: [toPublish(pair)] });
    const host = await world.given.article({ body: [embed('e', 'mythFactEmbed', pair.documentId)] });
    expect(await refusals(world.publishing.publish(TESTER, { publish: [toPublish(host)] }))).toEqual([
      'UNPUBLISHED_REFERENCE at publish.0.fields.body.0.document',
    ]);
    const spanishHost = await world.given.draft(
      'article',
      { title: 'Anfitrión', body: [embed('e', 'mythFactEmbed', pair.documentId)] },
      { locale: 'es' },
    );
    await world.publishing.publish(TESTER, { publish: [toPublish(spanishHost)] });
  });
});

test('an author sees revisions newest first, with the editions in which each was public', async () => {
  const draft = await world.given.published('article', { title: 'One', body: [paragraph('p', 'One.')] });
  const saved = await world.drafting.save(TESTER, {
    documentId: draft.documentId,
    locale: 'en',
    expectedVersion: 1,
    fields: { title: 'Two' },
  });
  await world.publishing.publish(TESTER, { publish: [toPublish(saved)] });
  const revisions = await world.reading.revisions(
    { documentId: draft.documentId, locale: 'en' },
    { first: 10, before: null },
  );
  expect(revisions.map((revision) => [revision.number, revision.editions])).toEqual([
    [2, [2]],
    [1, [1]],
  ]);
  const opened = await world.reading.revision({ documentId: draft.documentId, locale: 'en', number: 1 });
  expect(opened?.body).toMatchObject({ title: 'One' });
});

test('an uncommitted lesson pin is refused until the edition exists', async () => {
  const article = await world.given.published('article', { title: 'Pinned', body: [paragraph('p', 'x')] });
  const course = (edition: number) => ({
    title: 'Course',
    modules: [
      {
        _key: 'm',
        title: 'M',
        lessons: [{ _key: 'l', title: 'L', uses: [{ document: article.documentId, locale: 'en', edition }] }],
      },
    ],
  });
  const ahead = await world.given.draft('course', course(2));
  expect(await refusals(world.publishing.publish(TESTER, { publish: [toPublish(ahead)] }))).toEqual([
    'PINNED_EDITION_MISSING at publish.0.fields.modules.0.lessons.0.uses.0.document',
  ]);
  const right = await world.given.draft('course', course(1));
  await world.publishing.publish(TESTER, { publish: [toPublish(right)] });
});
