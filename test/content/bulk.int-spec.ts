// A little longer than other files: one world serves every promise about changing many documents at once.
import pg from 'pg';
import { type Actor, EVERY_ROLE, type Grant } from '#access';
import {
  type Body,
  type BulkChange,
  BulkChangingService,
  type BulkPlan,
  BulkPlanningService,
  DuplicatingService,
  packChecks,
  ReleaseApprovalService,
  ReleasesService,
  ReviewingService,
  type Variant,
  VerifyService,
} from '#content';
import { refusals } from '../kit/refusals.js';
import { interleaveSeenBy, schedules } from '../kit/schedule.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

let world: World;
let planning: BulkPlanningService;
let changing: BulkChangingService;
let watcher: pg.Client;
beforeAll(async () => {
  world = await createWorld();
  planning = world.app.get(BulkPlanningService, { strict: false });
  changing = world.app.get(BulkChangingService, { strict: false });
  watcher = new pg.Client({ connectionString: world.database.superuserUrl });
  await watcher.connect();
});
afterAll(async () => {
  await watcher.end();
  await world.end();
});

type Key = Pick<Variant, 'documentId' | 'locale'>;
const key = ({ documentId, locale }: Key): Key => ({ documentId, locale });
const now = ({ documentId, locale }: Key) => world.drafting.get(documentId, locale);
const save = async (variant: Key, fields: Record<string, unknown>, actor: Actor = TESTER) =>
  world.drafting.save(actor, { ...key(variant), expectedVersion: (await now(variant)).draftVersion, fields });
const publish = async (...variants: Key[]) =>
  world.publishing.publish(TESTER, { publish: (await Promise.all(variants.map(now))).map(toPublish) });
/** What the public sees. */
const live = async (variant: Key): Promise<Record<string, unknown> | null> => {
  const { rows } = await watcher.query<{ body: Record<string, unknown> }>(
    `select e.body from delivery.listing l join delivery.edition_row e using (document_id, locale)
     where l.document_id = $1 and l.locale = $2 and l.to_seq is null order by e.from_seq desc limit 1`,
    [variant.documentId, variant.locale],
  );
  return rows[0]?.body ?? null;
};
const shown = ({ problems }: BulkPlan) => problems.map((problem) => `${problem.kind} at ${problem.path.join('.')}`);
const make = (plan: BulkPlan, actor: Actor = TESTER) =>
  changing.make(actor, { change: plan.change, checks: packChecks(plan.checks) });
const planAndMake = async (change: BulkChange, actor: Actor = TESTER) => {
  const plan = await planning.plan(actor, change);
  expect(shown(plan)).toEqual([]);
  return { plan, result: await make(plan, actor) };
};
const seq = async () => (await world.ledger.head()).seq;
const topic = (name: string, body: Body<'topic'> = {}) => world.given.published('topic', { name, ...body });
const article = (title: string, body: Body<'article'> = {}, placed: { locale?: string; documentId?: string } = {}) =>
  world.given.published('article', { title, body: [paragraph('p', 'Words.')], ...body }, placed);

describe('other labels', () => {
  test('go into what is public and into drafts, apart: unpublished edits stay unpublished, and keep the labels too', async () => {
    const [water, old] = [await topic('Water'), await topic('Old')];
    const plain = await article('Plain', { topics: [old.documentId] });
    const edited = await article('Edited', { topics: [old.documentId] });
    await save(edited, { summary: 'Not for the public yet.', title: 'Edited more' });
    const draft = await world.given.article({ title: 'Never public' });
    const fact = await world.given.draft('fact', { statement: 'No place for topics.' });
    const before = await seq();
    const { plan, result } = await planAndMake({
      what: 'retag',
      of: { variants: [plain, edited, draft, fact].map(key) },
      topics: { add: [water.documentId], remove: [old.documentId] },
      audiences: { replace: ['educators'] },
    });
    expect(plan.drafts.map(({ title, unpublished }) => [title, unpublished]).sort()).toEqual([
      ['Edited more', true],
      ['Never public', true],
      ['Plain', false],
    ]);
    expect(plan.passedOver).toEqual([{ ...key(fact), why: 'NO_PLACE' }]);
    expect(plan.publication.goingLive.map(({ title, edition, revision }) => [title, edition, revision]).sort()).toEqual(
      [
        ['Edited', 2, 2],
        ['Plain', 2, 2],
      ],
    );
    expect(await seq()).toBe(before + 1);
    expect(result.published).toHaveLength(2);
    const labels = { topics: [water.documentId], audiences: ['educators'] };
    expect(await live(edited)).toEqual({ title: 'Edited', body: expect.anything() as unknown, ...labels });
    expect(await now(edited)).toMatchObject({
      draft: { title: 'Edited more', summary: 'Not for the public yet.', ...labels },
      state: 'draft',
      basedOn: 1,
    });
    expect(await now(plain)).toMatchObject({ draft: { ...labels }, state: 'published', basedOn: 2, draftVersion: 2 });
    expect(await now(draft)).toMatchObject({ draft: labels, liveEdition: null });
    expect(await live(draft)).toBeNull();
    // What the public sees of it afterwards is what its draft says, and nothing more of anybody's.
    await publish(edited);
    expect(await live(edited)).toMatchObject({ title: 'Edited more', ...labels });
  });

  test('that are there already change nothing, and labels that do not exist are refused with their places', async () => {
    const water = await topic('Water again');
    const tagged = await article('Tagged', { topics: [water.documentId] });
    const of = { variants: [key(tagged)] };
    const same = await planning.plan(TESTER, { what: 'retag', of, topics: { add: [water.documentId], remove: [] } });
    expect([shown(same), same.passedOver]).toEqual([
      ['NOTHING_TO_CHANGE at '],
      [{ ...key(tagged), why: 'ALREADY_SO' }],
    ]);
    const strange = await planning.plan(TESTER, {
      what: 'retag',
      of: { variants: [key(tagged), { documentId: water.documentId, locale: 'es' }] },
      topics: { replace: [tagged.documentId, 'nonsense'] },
      audiences: { add: ['nobody'], remove: [] },
    });
    expect(shown(strange)).toEqual([
      'DOCUMENT_NOT_FOUND at of.variants.1',
      'NOT_A_TOPIC at topics.replace.0',
      'UNKNOWN_REFERENCE at topics.replace.1',
      'UNKNOWN_AUDIENCE at audiences.add.0',
    ]);
  });

  test('end a review of what they change, and name the releases that were approved with what was public before', async () => {
    const water = await topic('Water in review');
    const reviewed = await article('Reviewed');
    const { draftVersion } = await save(reviewed, { summary: 'New.' });
    await world.app
      .get(ReviewingService, { strict: false })
      .submit(TESTER, { ...key(reviewed), expectedVersion: draftVersion });
    const releases = world.app.get(ReleasesService, { strict: false });
    const release = await releases.create(TESTER, {
      name: 'Spring',
      items: [
        {
          ...key(reviewed),
          action: 'PUBLISH',
          changeKind: null,
          note: null,
          chosen: null,
          revision: null,
          edition: null,
        },
      ],
    });
    await world.app.get(ReleaseApprovalService, { strict: false }).approve(TESTER, {
      releaseId: release.id,
      expectedVersion: release.version,
      seen: [{ ...key(reviewed), expectedVersion: draftVersion }],
    });
    const { plan } = await planAndMake({
      what: 'retag',
      of: { variants: [key(reviewed)] },
      topics: { replace: [water.documentId] },
    });
    expect(plan.drafts.map(({ endsReview }) => endsReview === null)).toEqual([false]);
    expect(plan.releases).toEqual([{ releaseId: release.id, name: 'Spring', variants: 1 }]);
    expect(await now(reviewed)).toMatchObject({ state: 'draft', review: null, draft: { summary: 'New.' } });
  });
});

describe('merging topics', () => {
  test('leads every reference in every locale, live and drafted, to the other topic, in one publication; the old one leads there', async () => {
    const above = await topic('Above');
    const goes = await topic('Goes', { broader: above.documentId });
    const stays = await topic('Stays', { broader: goes.documentId });
    const below = await topic('Below', { broader: goes.documentId });
    await world.given.published('topic', { name: 'Se va' }, { documentId: goes.documentId, locale: 'es' });
    const both = await article('Both', { topics: [goes.documentId, above.documentId, stays.documentId] });
    const spanish = await article('En', { topics: [goes.documentId] }, { documentId: both.documentId, locale: 'es' });
    const list = await world.given.published('collection', {
      title: 'List',
      sections: [{ _key: 's', items: [goes.documentId, both.documentId] }],
    });
    const drafted = await world.given.article({ topics: [goes.documentId] });
    const before = await seq();
    const { result } = await planAndMake({ what: 'merge-topics', topic: goes.documentId, into: stays.documentId });
    expect(await seq()).toBe(before + 1);
    expect(result.withdrawn.map(({ locale }) => locale).sort()).toEqual(['en', 'es']);
    expect((await live(both))?.['topics']).toEqual([stays.documentId, above.documentId]);
    expect((await live(spanish))?.['topics']).toEqual([stays.documentId]);
    expect((await live(list))?.['sections']).toEqual([{ _key: 's', items: [stays.documentId, both.documentId] }]);
    expect((await live(below))?.['broader']).toBe(stays.documentId);
    expect((await live(stays))?.['broader']).toBe(above.documentId);
    expect(await live(goes)).toBeNull();
    expect((await now(drafted)).draft).toMatchObject({ topics: [stays.documentId] });
    const { rows } = await watcher.query(
      `select count(*)::int4 as left from content.draft_reference where target = $1`,
      [goes.documentId],
    );
    expect(rows).toEqual([{ left: 0 }]);
    const { rows: withdrawals } = await watcher.query(
      'select distinct reason, replaced_by from delivery.withdrawal where document_id = $1',
      [goes.documentId],
    );
    expect(withdrawals).toEqual([{ reason: 'REPLACED', replaced_by: stays.documentId }]);
  });

  test('is refused where a partner would lose what it may see, where the other one is not public, and in a circle', async () => {
    const [goes, stays] = [await topic('Scoped'), await topic('Other')];
    const merge = { what: 'merge-topics', topic: goes.documentId, into: stays.documentId } as const;
    const scope = { kinds: null, audiences: null, locales: null };
    await world.partners.create(TESTER, {
      handle: 'clinic',
      name: 'Clinic',
      region: null,
      scope: { ...scope, topics: [goes.documentId] },
    });
    expect(shown(await planning.plan(TESTER, merge))).toEqual(['TOPIC_IN_SCOPE at topic']);
    await world.partners.setScope(TESTER, 'clinic', { ...scope, topics: [goes.documentId, stays.documentId] });
    expect(shown(await planning.plan(TESTER, merge))).toEqual([]);
    const hidden = await world.given.draft('topic', { name: 'Hidden' });
    await article('Filed', { topics: [goes.documentId] });
    const unborn = await planning.plan(TESTER, { ...merge, into: hidden.documentId });
    expect(new Set(unborn.problems.map((problem) => ('because' in problem ? problem.because : problem.kind)))).toEqual(
      new Set(['UNPUBLISHED_REFERENCE', 'TOPIC_IN_SCOPE']),
    );
    const middle = await topic('Middle', { broader: goes.documentId });
    const deep = await topic('Deep', { broader: middle.documentId });
    const round = await planning.plan(TESTER, { ...merge, into: deep.documentId });
    expect(round.problems).toContainEqual(
      expect.objectContaining({ kind: 'VARIANT_IN_THE_WAY', because: 'TOPIC_CYCLE', documentId: middle.documentId }),
    );
    expect(shown(await planning.plan(TESTER, { ...merge, into: goes.documentId }))).toEqual([
      'MERGED_WITH_ITSELF at into',
    ]);
  });
});

test('one reference is replaced everywhere: in texts, in citations and in drafts; a place that does not take it is named', async () => {
  const [old, fresh] = [
    await world.given.published('fact', { statement: 'Old', status: 'UNVERIFIED', notice: 'Open.' }),
    await world.given.published('fact', { statement: 'New', status: 'UNVERIFIED', notice: 'Open.' }),
  ];
  const host = await article('Host', { body: [embed('e', 'factEmbed', old.documentId)], related: [old.documentId] });
  const draft = await world.given.article({ body: [embed('e', 'factEmbed', old.documentId)] });
  const itself = await world.given.draft('fact', { statement: 'Superseded', supersededBy: old.documentId });
  await save(fresh, { supersededBy: old.documentId });
  const { plan } = await planAndMake({ what: 'replace-reference', target: old.documentId, by: fresh.documentId });
  expect(plan.passedOver).toEqual([{ ...key(fresh), why: 'ITSELF' }]);
  expect(await live(host)).toMatchObject({
    body: [{ _type: 'factEmbed', document: fresh.documentId }],
    related: [fresh.documentId],
  });
  expect((await now(draft)).draft).toMatchObject({ body: [{ document: fresh.documentId }] });
  expect((await now(itself)).draft).toMatchObject({ supersededBy: fresh.documentId });
  const wrong = await planning.plan(TESTER, {
    what: 'replace-reference',
    target: fresh.documentId,
    by: host.documentId,
  });
  expect(wrong.problems).toContainEqual(
    expect.objectContaining({ because: 'WRONG_REFERENCE_KIND', documentId: itself.documentId, path: ['by'] }),
  );
});

test('a selection is published, and withdrawn, as it was found; what is not live is passed over', async () => {
  const filter = { words: 'zebra', kinds: ['article'] } as const;
  const first = await world.given.article({ title: 'Zebra one' });
  const second = await world.given.article({ title: 'Zebra two', related: [first.documentId] });
  const before = await seq();
  const { result } = await planAndMake({ what: 'publish', of: { filter }, closure: 'offered' });
  expect(result.published).toHaveLength(2);
  expect(await seq()).toBe(before + 1);
  const third = await world.given.article({ title: 'Zebra three' });
  const gone = await planAndMake({ what: 'withdraw', of: { filter }, reason: 'RETRACTED', notice: 'No zebras.' });
  expect(gone.plan.passedOver).toEqual([{ ...key(third), why: 'NOT_LIVE' }]);
  expect(gone.result.withdrawn.map(({ documentId }) => documentId).sort()).toEqual(
    [first.documentId, second.documentId].sort(),
  );
  expect(await live(second)).toBeNull();
});

describe('a plan', () => {
  test('is refused with what moved when something else would be done than it showed; typing in a draft is no such thing', async () => {
    const water = await topic('Moving');
    const [one, two] = [await article('One'), await article('Two')];
    const retag = {
      what: 'retag',
      of: { variants: [one, two].map(key) },
      topics: { replace: [water.documentId] },
    } as const;
    const typed = await planning.plan(TESTER, retag);
    await save(one, { summary: 'Typed meanwhile.' });
    expect((await make(typed)).published).toHaveLength(2);
    expect(await live(one)).not.toHaveProperty('summary');
    expect((await now(one)).draft).toMatchObject({ summary: 'Typed meanwhile.', topics: [water.documentId] });

    const back = { ...retag, topics: { replace: [] } };
    const moved = await planning.plan(TESTER, back);
    await publish(one);
    const before = [await seq(), (await now(two)).draftVersion];
    await expect(make(moved)).rejects.toMatchObject({ problems: [{ kind: 'PLAN_MOVED', ...key(one) }] });
    expect([await seq(), (await now(two)).draftVersion]).toEqual(before);
    // And one that was carried out is not carried out again.
    const once = await planning.plan(TESTER, back);
    await make(once);
    expect(await refusals(make(once))).toEqual(['PLAN_OUTDATED at planId']);
    const fewer = await planning.plan(TESTER, {
      what: 'withdraw',
      of: { variants: [one, two].map(key) },
      reason: 'GONE',
    });
    await world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(await now(one)), reason: 'GONE' }] });
    expect(await refusals(make(fewer))).toEqual(['PLAN_OUTDATED at planId']);
  });

  test('shows what its maker may not do: a publisher of one language changes no other, and drafts wait for a second person', async () => {
    const editor = async (grants: readonly Grant[]): Promise<Actor> => ({
      type: 'editor',
      id: (await world.editors.add(TESTER, { name: 'P', email: null, grants })).id,
    });
    const publisher = await editor(EVERY_ROLE);
    await editor(EVERY_ROLE);
    const spanish = await editor([{ role: 'publisher', locales: ['es'] }]);
    const water = await topic('Allowed');
    const tagged = await article('For all');
    const retag = {
      what: 'retag',
      of: { variants: [key(tagged)] },
      topics: { replace: [water.documentId] },
    } as const;
    const refused = await planning.plan(spanish, retag);
    expect(refused.problems.map((problem) => ('because' in problem ? problem.because : problem.kind))).toEqual([
      'NOT_ALLOWED',
      'NOT_ALLOWED',
    ]);
    expect(await refusals(make(refused, spanish))).toHaveLength(2);
    // Labels of what two people have seen need no other look; words do.
    expect((await planAndMake(retag, publisher)).result.published).toHaveLength(1);
    await save(tagged, { title: 'Other words' }, publisher);
    const words = await planning.plan(publisher, {
      what: 'publish',
      of: { variants: [key(tagged)] },
      closure: 'offered',
    });
    expect(words.problems).toEqual([expect.objectContaining({ because: 'SECOND_PERSON_NEEDED' })]);
  });
});

test('while somebody saves, in every interleaving both are kept: the words of the one and the labels of the other', async () => {
  const water = await topic('Interleaved');
  const outcomes = new Set<string>();
  // To before-lock, after-lock, before-commit, and to the end.
  for (const schedule of schedules(4).filter((_each, index) => index % 7 === 0)) {
    const variant = await article(`At once ${schedule}`);
    const plan = await planning.plan(TESTER, {
      what: 'retag',
      of: { variants: [key(variant)] },
      topics: { replace: [water.documentId] },
    });
    const { outcomes: both } = await interleaveSeenBy(
      watcher,
      schedule,
      () => make(plan),
      () => world.drafting.save(TESTER, { ...key(variant), expectedVersion: 1, fields: { summary: 'Mine.' } }),
    );
    const [changed, saved] = both.map(({ status }) => status);
    outcomes.add(`${changed} ${saved}`);
    expect(changed).toBe('fulfilled');
    expect(await live(variant)).toMatchObject({ topics: [water.documentId] });
    expect(await live(variant)).not.toHaveProperty('summary');
    // A save that was based on what was there before is told so, and lost nothing: it says what to do.
    expect((await now(variant)).draft).toMatchObject({
      topics: [water.documentId],
      ...(saved === 'fulfilled' ? { summary: 'Mine.' } : {}),
    });
  }
  expect(outcomes).toEqual(new Set(['fulfilled fulfilled', 'fulfilled rejected']));
}, 60_000);

test('a document is duplicated with its drafts and references, under slugs that are free, and nothing becomes public', async () => {
  const water = await topic('Copied');
  const original = await article('Original', { topics: [water.documentId] });
  await world.given.draft('article', { title: 'Original es' }, { documentId: original.documentId, locale: 'es' });
  const before = await seq();
  const duplicating = world.app.get(DuplicatingService, { strict: false });
  const made = await duplicating.duplicate(TESTER, { documentId: original.documentId });
  expect(made.map(({ locale, draft, liveEdition }) => [locale, draft, liveEdition])).toEqual([
    ['en', { title: 'Original', body: expect.anything() as unknown, topics: [water.documentId] }, null],
    ['es', { title: 'Original es' }, null],
  ]);
  const [copy] = made;
  expect(new Set(made.map(({ documentId }) => documentId)).size).toBe(1);
  expect(copy?.documentId).not.toBe(original.documentId);
  expect(copy?.slug).toBe(`${original.slug}-2`);
  expect(await seq()).toBe(before);
  expect(
    await refusals(duplicating.duplicate(TESTER, { documentId: water.documentId, locales: ['en', 'es'] })),
  ).toEqual(['DOCUMENT_NOT_FOUND at locales.1']);
});

test('afterwards everything verifies, and the audit names each draft and edition that was changed', async () => {
  const results = await world.app.get(VerifyService, { strict: false }).verify();
  expect(results.flatMap(({ broken }) => broken)).toEqual([]);
  const { rows } = await watcher.query<{ verb: string }>(
    `select distinct verb || ' ' || coalesce(data ->> 'change', '') as verb from ledger.event where data ? 'change' order by 1`,
  );
  expect(rows.map(({ verb }) => verb)).toEqual([
    'documents.change merge-topics',
    'documents.change publish',
    'documents.change replace-reference',
    'documents.change retag',
    'documents.change withdraw',
    'draft.change merge-topics',
    'draft.change replace-reference',
    'draft.change retag',
  ]);
});
