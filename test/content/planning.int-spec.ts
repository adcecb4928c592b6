import { Problems } from '#platform';
import { as } from '../kit/server.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const shown = (problems: readonly { kind: string; path: readonly (string | number)[] }[]) =>
  problems.map((problem) => `${problem.kind} at ${problem.path.join('.')}`);

async function refusals(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    const problems = Problems.of(error);
    if (!problems) throw error;
    return shown(problems);
  }
}

const key = ({ documentId, locale }: { documentId: string; locale: string }) => ({ documentId, locale });
const save = (variant: { documentId: string; draftVersion: number }, fields: Record<string, unknown>) =>
  world.drafting.save(TESTER, {
    documentId: variant.documentId,
    locale: 'en',
    expectedVersion: variant.draftVersion,
    fields,
  });
const plan = (...items: { documentId: string; locale: string }[]) =>
  world.planning.plan({ publish: items.map(key), closure: 'offered' });

/** An article that needs a fact, which needs a source, which nobody has published; and the fact names the article. */
async function chain() {
  const source = await world.given.draft('source', { title: 'A report' });
  const fact = await world.given.draft('fact', {
    statement: 'A claim',
    status: 'SUPPORTED',
    citations: [{ _key: 'c', source: source.documentId, role: 'PRIMARY' }],
  });
  const article = await world.given.article({ title: 'Needs all', body: [embed('e', 'factEmbed', fact.documentId)] });
  return { source, fact, article };
}

describe('a plan', () => {
  test('shows what would go live, as what, in place of what; and publishing it does exactly that', async () => {
    const live = await world.given.published('article', { title: 'Was', body: [paragraph('p', 'Was.')] });
    const changed = await save(live, { title: 'Will be' });
    const fresh = await world.given.article({ title: 'Fresh' });
    const still = await world.given.published('article', { title: 'Still', body: [paragraph('p', 'Still.')] });
    const before = await world.ledger.head();
    const planned = await plan(changed, fresh, still);
    expect(planned).toMatchObject({
      problems: [],
      companions: [],
      goingLive: [
        { ...key(changed), title: 'Will be', edition: 2, revision: 2, replaces: 1, changeKind: 'MINOR' },
        { ...key(fresh), title: 'Fresh', edition: 1, revision: 1, replaces: null, changeKind: 'MAJOR' },
      ],
      unchanged: [key(still)],
    });
    expect(planned.touches.documents).toBe(1);
    expect(planned.touches.bytes).toBeGreaterThan(100);
    expect((await world.ledger.head()).seq).toBe(before.seq);
    const result = await world.publishing.publish(TESTER, planned.request);
    expect(result.published.map(({ edition, revision }) => [edition, revision])).toEqual([
      [2, 2],
      [1, 1],
    ]);
    expect(result.unchanged).toEqual([key(still)]);
  });

  test('names every draft that must come with it, through others too; taking them makes it whole, in a cycle as well', async () => {
    const { source, fact, article } = await chain();
    const back = await world.given.article({ title: 'Back', related: [article.documentId] });
    const cyclic = await save(article, { related: [back.documentId] });
    const offered = await plan(cyclic);
    expect(shown(offered.problems)).toEqual([
      'UNPUBLISHED_REFERENCE at publish.0.fields.body.0.document',
      'UNPUBLISHED_REFERENCE at publish.0.fields.related.0',
    ]);
    const needed = offered.companions.map(({ documentId, neededBy }) => [
      documentId,
      neededBy.map((each) => each.documentId),
    ]);
    expect(needed).toHaveLength(3);
    expect(needed).toEqual(
      expect.arrayContaining([
        [fact.documentId, [article.documentId]],
        [source.documentId, [fact.documentId]],
        [back.documentId, [article.documentId]],
      ]),
    );
    const taken = await world.planning.plan({ publish: [key(cyclic)], closure: 'taken' });
    expect(taken).toMatchObject({ problems: [], companions: [] });
    expect(taken.goingLive.map(({ documentId, brought }) => [documentId, brought])).toEqual(
      expect.arrayContaining([
        [article.documentId, false],
        [source.documentId, true],
      ]),
    );
    expect((await world.publishing.publish(TESTER, taken.request)).published).toHaveLength(4);
  });

  test('shows everything that stands in the way at once: of its own, of what comes along, and of the last notice', async () => {
    const { source, article } = await chain();
    await save(source, { title: null });
    const hollow = await world.given.draft('article', {});
    const retired = await world.given.published('myth-fact', { myth: 'Said', fact: 'Not so' });
    await world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(retired), reason: 'GONE' }] });
    const late = await world.given.article({ title: 'Late', body: [embed('m', 'mythFactEmbed', retired.documentId)] });
    const [notice] = await world.reading.list({ kind: 'notice', locale: 'en', first: 1, after: null });
    const whole = await world.planning.plan({
      publish: [key(article), key(hollow), key(late)],
      withdraw: [{ ...key(notice ?? article), reason: 'GONE' }],
      closure: 'taken',
    });
    expect(shown(whole.problems)).toEqual([
      'REQUIRED_TO_PUBLISH at publish.1.fields.title',
      'REQUIRED_TO_PUBLISH at publish.1.fields.body',
      'REQUIRED_TO_PUBLISH at publish.4.fields.title',
      'WITHDRAWN_REFERENCE at publish.2.fields.body.0.document',
      'NO_LIVE_NOTICE at ',
    ]);
    const top = await world.given.published('topic', { name: 'Top' });
    const below = await world.given.published('topic', { name: 'Below', broader: top.documentId });
    const turned = await save(top, { broader: below.documentId });
    expect(shown((await plan(turned)).problems)).toEqual(['TOPIC_CYCLE at publish.0.fields.broader']);
  });

  test('names what shows it and what refers to it, and counts whose readers see something else', async () => {
    const fact = await world.given.published('fact', { statement: 'So', status: 'UNVERIFIED', notice: 'No source.' });
    const shows = await world.given.published('article', {
      title: 'Shows',
      body: [embed('e', 'factEmbed', fact.documentId)],
    });
    const links = await world.given.published('article', {
      title: 'Links',
      body: [paragraph('p', 'See also.')],
      related: [fact.documentId],
    });
    const changed = await save(fact, { statement: 'So so' });
    const planned = await plan(changed);
    expect(planned.dependents.map(({ documentId, roles, shows: does }) => [documentId, roles, does])).toEqual([
      [shows.documentId, ['EMBED'], true],
      [links.documentId, ['RELATED'], false],
    ]);
    expect(planned.touches.documents).toBe(2);
  });
});

describe('publishing a plan', () => {
  test.each([
    ['a draft was saved', 'STALE_DRAFT', (variant: Saved) => save(variant, { title: 'Meanwhile' })],
    [
      'it was published',
      'STALE_EDITION',
      (variant: Saved) => world.publishing.publish(TESTER, { publish: [toPublish(variant)] }),
    ],
    [
      'it was withdrawn',
      'PLAN_MOVED',
      (variant: Saved) => world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(variant), reason: 'GONE' }] }),
    ],
  ])('is refused with what changed when %s since, and does nothing', async (_what, kind, meanwhile) => {
    const other = await world.given.article({ title: 'Beside' });
    const live = await world.given.published('article', { title: 'Was', body: [paragraph('p', 'Was.')] });
    const changed = await save(live, { title: 'Will be' });
    const planned = await plan(other, changed);
    expect(planned.problems).toEqual([]);
    await meanwhile(changed);
    const before = await world.ledger.head();
    const refused = await refusals(world.publishing.publish(TESTER, planned.request));
    expect(refused.map((refusal) => refusal.split(' ')[0])).toEqual([kind]);
    expect(refused[0]).toContain('publish.1');
    expect((await world.ledger.head()).seq).toBe(before.seq);
  });

  test('of something that was live so, and is not any more, is refused too', async () => {
    const still = await world.given.published('article', { title: 'Still', body: [paragraph('p', 'Still.')] });
    const fresh = await world.given.article();
    const planned = await plan(still, fresh);
    expect(planned.unchanged).toEqual([key(still)]);
    await world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(still), reason: 'GONE' }] });
    expect(await refusals(world.publishing.publish(TESTER, planned.request))).toEqual(['PLAN_MOVED at publish.0']);
  });
});

describe('reverting', () => {
  const statesOf = (documentId: string) =>
    as(world.database.addresses.owner, async (client) => {
      const { rows } = await client.query<{ state: string }>(
        `select e.edition || ' ' || (e.body ->> 'title') || ' ' || coalesce(e.repeats::text, '-') || ' ' || (l.to_seq is null) as state
         from delivery.edition_row e join delivery.listing l using (document_id, locale) where document_id = $1
         order by e.edition desc, l.from_seq desc limit 1`,
        [documentId],
      );
      return rows[0]?.state;
    });

  test('is one publication that names the other; drafts stay, and revisions are used again', async () => {
    const live = await world.given.published('article', { title: 'One', body: [paragraph('p', 'One.')] });
    const changed = await save(live, { title: 'Two' });
    const fresh = await world.given.article({ title: 'Fresh' });
    const { publication } = await world.publishing.publish(TESTER, { publish: [changed, fresh].map(toPublish) });
    const result = await world.reverting.revert(TESTER, { seq: publication.seq, note: 'Too early' });
    expect(result.published).toEqual([{ ...key(live), edition: 3, revision: 1 }]);
    expect(result.withdrawn).toEqual([key(fresh)]);
    expect(await statesOf(live.documentId)).toBe('3 One 1 true');
    expect((await world.reading.find(key(live)))?.draft).toMatchObject({ title: 'Two' });
    const [row] = await as(
      world.database.addresses.owner,
      async (client) =>
        (
          await client.query<{ reverts: string; note: string }>(
            'select reverts, note from ledger.publication where seq = $1',
            [result.publication.seq],
          )
        ).rows,
    );
    expect(row).toEqual({ reverts: String(publication.seq), note: 'Too early' });
    // And the revert can be reverted.
    const again = await world.reverting.revert(TESTER, { seq: result.publication.seq });
    expect(again.published.map(({ edition }) => edition).sort()).toEqual([2, 4]);
    expect(await statesOf(live.documentId)).toBe('4 Two 2 true');
  });

  test('brings back what was withdrawn, and takes out again, for its old reason, what was let in again', async () => {
    const pair = await world.given.published('myth-fact', { myth: 'Said', fact: 'Not so' });
    const gone = await world.publishing.publish(TESTER, {
      withdraw: [{ ...toPublish(pair), reason: 'RETRACTED', notice: 'It was wrong.' }],
    });
    const back = await world.reverting.revert(TESTER, { seq: gone.publication.seq });
    expect(back.published).toEqual([{ ...key(pair), edition: 2, revision: 1 }]);
    await world.reverting.revert(TESTER, { seq: back.publication.seq });
    const withdrawals = await as(
      world.database.addresses.owner,
      async (client) =>
        (
          await client.query<object>(
            'select reason, notice, at, slug from delivery.withdrawal where document_id = $1',
            [pair.documentId],
          )
        ).rows,
    );
    expect(withdrawals).toHaveLength(2);
    expect(withdrawals[0]).toEqual(withdrawals[1]);
  });

  test('is refused, with every reason, where a later publication would be taken back or the public would break', async () => {
    const fact = await world.given.draft('fact', { statement: 'So', status: 'UNVERIFIED', notice: 'No source.' });
    const beside = await world.given.article({ title: 'Beside' });
    const { publication } = await world.publishing.publish(TESTER, { publish: [fact, beside].map(toPublish) });
    await world.given.published('article', { title: 'Host', body: [embed('e', 'factEmbed', fact.documentId)] });
    expect(await refusals(world.reverting.revert(TESTER, { seq: publication.seq }))).toEqual(['CANNOT_REVERT at seq']);
    const later = await world.publishing.publish(TESTER, {
      publish: [toPublish(await save(beside, { title: 'Later' }))],
    });
    await expect(world.reverting.revert(TESTER, { seq: publication.seq })).rejects.toMatchObject({
      problems: [{ kind: 'CHANGED_SINCE', documentId: beside.documentId, since: later.publication.seq }],
    });
    expect(await refusals(world.reverting.revert(TESTER, { seq: 10_000 }))).toEqual(['PUBLICATION_NOT_FOUND at seq']);
    expect(await refusals(world.reverting.revert(TESTER, { seq: 0 }))).toEqual(['NOT_REVERTIBLE at seq']);
  });
});

type Saved = Awaited<ReturnType<typeof save>>;
