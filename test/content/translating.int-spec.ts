import { refusals } from '../kit/refusals.js';
import { createWorld, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

/** A published source in English, and a translation into Spanish that follows its first revision. */
async function translated() {
  const source = await world.given.published('article', {
    title: 'What a myth is',
    body: [paragraph('a', 'A myth is a claim.'), paragraph('b', 'It can be checked.')],
  });
  const key = { documentId: source.documentId, locale: 'es' };
  const begun = await world.translating.begin(TESTER, key);
  const spanish = await world.drafting.save(TESTER, {
    ...key,
    expectedVersion: begun.draftVersion,
    slug: `que-es-${source.documentId.slice(-8)}`,
    fields: {
      title: 'Qué es un mito',
      body: [paragraph('a', 'Un mito es una afirmación.'), paragraph('b', 'Se puede comprobar.')],
    },
  });
  return { source, key, begun, spanish };
}

const change = async (documentId: string, expectedVersion: number, fields: Record<string, unknown>) =>
  world.publishing.publish(TESTER, {
    publish: [toPublish(await world.drafting.save(TESTER, { documentId, locale: 'en', expectedVersion, fields }))],
  });

describe('a translation', () => {
  test('begins with the words of its source under the same keys, and follows the revision that is live', async () => {
    const { source, key, begun } = await translated();
    expect(begun).toMatchObject({ locale: 'es', draftVersion: 1, liveEdition: null, draft: source.draft });
    expect(await world.translationState.of(key)).toMatchObject({
      status: 'UP_TO_DATE',
      following: { sourceLocale: 'en', sourceRevision: 1 },
      current: 1,
      changes: [],
    });
  });

  test('is stale by field and block, with what the source says now and what the translation says there', async () => {
    const { source, key } = await translated();
    await change(source.documentId, 1, {
      body: [paragraph('a', 'A myth is a false claim.'), paragraph('b', 'It can be checked.')],
      summary: 'In short.',
    });
    const state = await world.translationState.of(key);
    expect(state).toMatchObject({
      status: 'STALE',
      current: 2,
      changes: [
        { fate: 'ADDED', path: ['summary'], after: 'In short.', translated: null },
        {
          fate: 'CHANGED',
          path: ['body', 0, 'text'],
          key: 'a',
          words: [{ change: 'SAME' }, { change: 'ADDED', text: 'false ' }, { change: 'SAME' }],
          translated: 'Un mito es una afirmación.',
        },
      ],
    });
    expect(state.readable?.text).toContain('[added: false ]');
    const statuses = (await world.translationState.ofDocument(source.documentId)).map(({ locale, status }) => [
      locale,
      status,
    ]);
    expect(statuses).toEqual([
      ['en', 'SOURCE'],
      ['es', 'STALE'],
    ]);
  });

  test('is brought up to date by whoever says which revision it follows now, in the version that they saw', async () => {
    const { source, key, spanish } = await translated();
    await change(source.documentId, 1, { title: 'What a myth is not' });
    const follow = (expectedVersion: number, sourceRevision: number) =>
      world.translating.follow(TESTER, { ...key, expectedVersion, sourceRevision });
    expect(await refusals(follow(1, 2))).toEqual(['STALE_DRAFT at expectedVersion']);
    expect(await refusals(follow(spanish.draftVersion, 9))).toEqual(['REVISION_NOT_FOUND at sourceRevision']);
    await follow(spanish.draftVersion, 2);
    expect((await world.translationState.of(key)).status).toBe('UP_TO_DATE');
    // A source that goes back to what it said asks for the older words again, and one that says the same asks for nothing.
    await world.publishing.publish(TESTER, { publish: [{ documentId: source.documentId, locale: 'en', revision: 1 }] });
    expect((await world.translationState.of(key)).changes).toMatchObject([
      { path: ['title'], before: 'What a myth is not', after: 'What a myth is' },
    ]);
    await follow(spanish.draftVersion, 1);
    expect((await world.translationState.of(key)).status).toBe('UP_TO_DATE');
  });

  test('is in the queue of its language while its source says something else, the longest first', async () => {
    const queue = async (locale = 'es') =>
      (await world.translationState.stale(locale, { first: 100, after: null })).map(({ documentId }) => documentId);
    const before = await queue();
    const [one, two, three] = [await translated(), await translated(), await translated()];
    const [first, second] = [one.source.documentId, two.source.documentId];
    expect(await queue()).toEqual(before);
    await change(second, 1, { title: 'Second' });
    await change(first, 1, { title: 'First' });
    // What is not public yet asks for nothing, and neither does what is said once more.
    await world.drafting.save(TESTER, {
      documentId: three.source.documentId,
      locale: 'en',
      expectedVersion: 1,
      fields: { title: 'Not yet' },
    });
    expect(await queue()).toEqual([...before, second, first]);
    expect(await queue('fr')).toEqual([]);
    await change(second, 2, { title: 'Second again' });
    expect(await queue()).toEqual([...before, second, first]);

    const page = await world.translationState.stale('es', { first: before.length + 1, after: null });
    const after = page.at(-1);
    expect(after).toMatchObject({ documentId: second, sourceLocale: 'en', sourceRevision: 1 });
    expect(
      (await world.translationState.stale('es', { first: 9, after: after ?? null })).map((each) => each.documentId),
    ).toEqual([first]);
    const plan = await world.work.run(async () => {
      await world.work.rows('set local enable_seqscan = off');
      await world.work.rows('set local enable_bitmapscan = off');
      return world.work.rows(
        `explain select t.document_id from content.translation t where t.locale = 'es' and t.stale_since is not null
           and (t.stale_since, t.document_id) > (now() - interval '1 day', '${first}'::uuid) order by t.stale_since, t.document_id limit 20`,
      );
    });
    expect(JSON.stringify(plan)).toMatch(/translation_stale_idx/);
    expect(JSON.stringify(plan)).not.toMatch(/Sort/);

    // It leaves by being followed, by a source that says again what it said, and with a source that leaves the public as it came.
    await world.translating.follow(TESTER, {
      ...two.key,
      expectedVersion: two.spanish.draftVersion,
      sourceRevision: 3,
    });
    expect(await queue()).toEqual([...before, first]);
    await world.publishing.publish(TESTER, { publish: [{ documentId: first, locale: 'en', revision: 1 }] });
    expect(await queue()).toEqual(before);
    for (const documentId of await queue())
      expect((await world.translationState.of({ documentId, locale: 'es' })).status).toBe('STALE');
  });

  test('needs a source that was kept once, and another locale', async () => {
    const draft = await world.given.article();
    const begin = (locale: string, sourceLocale = 'en') =>
      refusals(world.translating.begin(TESTER, { documentId: draft.documentId, locale, sourceLocale }));
    expect(await begin('es')).toEqual(['NOTHING_TO_TRANSLATE at sourceLocale']);
    expect(await begin('en')).toEqual(['NOT_A_SOURCE at sourceLocale']);
    await world.freezing.freeze(TESTER, { documentId: draft.documentId, locale: 'en', expectedVersion: 1 });
    expect(await begin('es')).toEqual([]);
    expect(await begin('es')).toEqual(['VARIANT_EXISTS at locale']);
    expect(await begin('en', 'fr')).toEqual(['DOCUMENT_NOT_FOUND at documentId']);
  });
});
