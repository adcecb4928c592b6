import { paragraph, TESTER, toPublish } from '../kit/world.js';
import { openStudio, PROBLEMS, type ShownProblem, type Studio } from './studio.js';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.end());

const PLAN = `query ($input: PublishPlanInput!) { publishPlan(input: $input) {
  id goingLive { documentId title edition replaces brought } withdrawn { documentId } unchanged { documentId } ${PROBLEMS}
  companions { documentId title neededBy { documentId } } dependents { slug roles shows } dependentCount touches { documents partners bytes } } }`;

interface Plan {
  readonly publishPlan: {
    readonly id: string | null;
    readonly goingLive: readonly { readonly title: string; readonly brought: boolean }[];
    readonly problems: readonly ShownProblem[];
    readonly companions: readonly { readonly title: string }[];
    readonly touches: { readonly documents: number; readonly partners: number; readonly bytes: number };
  };
}

test('an editor sees a plan whole, takes what must come with it, carries it out and takes it back', async () => {
  const { given, partners } = studio.world;
  const topic = await given.published('topic', { name: 'Elsewhere' });
  await partners.create(TESTER, {
    handle: 'courses-only',
    name: 'Courses',
    region: null,
    scope: { kinds: ['course'], topics: null, audiences: null, locales: null },
  });
  const target = await given.draft('article', {
    title: 'Target',
    body: [paragraph('p', 'Words.')],
    topics: [topic.documentId],
  });
  const host = await given.article({ title: 'Host', related: [target.documentId] });
  const publish = [{ documentId: host.documentId, locale: 'en' }];
  const offered = await studio.data<Plan>(PLAN, { input: { publish } });
  expect(offered.publishPlan).toMatchObject({
    id: null,
    problems: [{ kind: 'UNPUBLISHED_REFERENCE', __typename: 'ReferenceProblem' }],
    companions: [{ documentId: target.documentId, title: 'Target', neededBy: [{ documentId: host.documentId }] }],
  });
  const { publishPlan: plan } = await studio.data<Plan>(PLAN, { input: { publish, withCompanions: true } });
  expect(plan).toMatchObject({
    problems: [],
    goingLive: [
      { title: 'Host', edition: 1, replaces: null, brought: false },
      { title: 'Target', brought: true },
    ],
    touches: { documents: 0, partners: 1 },
  });
  const carryOut = (planId: string | null) =>
    studio.data<{
      publishPlanned: { publication: { seq: number } | null; published: object[] | null; problems: ShownProblem[] };
    }>(
      `mutation ($input: PublishPlannedInput!) { publishPlanned(input: $input) { publication { seq } published { documentId edition } ${PROBLEMS} } }`,
      { input: { planId, note: 'As planned' } },
    );
  const { publishPlanned: done } = await carryOut(plan.id);
  expect(done).toMatchObject({ problems: [], published: [{ edition: 1 }, { edition: 1 }] });
  expect((await carryOut(plan.id)).publishPlanned.problems.map(({ kind }) => kind)).toEqual([
    'STALE_EDITION',
    'STALE_EDITION',
  ]);
  expect((await carryOut(`${plan.id}x`)).publishPlanned.problems).toMatchObject([
    { kind: 'BAD_INPUT', path: ['planId'] },
  ]);
  const { revertPublication: reverted } = await studio.data<{ revertPublication: object }>(
    `mutation ($input: RevertPublicationInput!) { revertPublication(input: $input) { publication { kind } withdrawn { documentId } ${PROBLEMS} } }`,
    { input: { seq: done.publication?.seq } },
  );
  expect(reverted).toMatchObject({ problems: [], publication: { kind: 'WITHDRAW' }, withdrawn: [{}, {}] });
});

test('an editor keeps versions, compares them in words and in HTML, and brings one back', async () => {
  const { drafting } = studio.world;
  const draft = await studio.world.given.article({ title: 'One <b>title</b>' });
  const key = { documentId: draft.documentId, locale: 'en' };
  const save = (input: object) =>
    studio.data<{ saveVersion: object }>(
      `mutation ($input: SaveVersionInput!) { saveVersion(input: $input) { revision isNew ${PROBLEMS} } }`,
      { input },
    );
  expect(await save({ ...key, expectedVersion: 1, note: 'First' })).toEqual({
    saveVersion: { revision: 1, isNew: true, problems: [] },
  });
  await drafting.save(TESTER, { ...key, expectedVersion: 1, fields: { title: 'Two <b>title</b>' } });
  expect(await save({ ...key, expectedVersion: 1 })).toMatchObject({
    saveVersion: { problems: [{ kind: 'STALE_DRAFT' }] },
  });
  const { comparison } = await studio.data<{ comparison: { html: string; text: string } }>(
    `query ($id: ID!) { comparison(documentId: $id, from: { revision: 1 }) { from { revision } to { draftVersion }
      changes { fate path previousPath before after words { change text } } references { fate } html text } }`,
    { id: draft.documentId },
  );
  expect(comparison).toMatchObject({
    from: { revision: 1 },
    to: { draftVersion: 2 },
    changes: [
      {
        fate: 'CHANGED',
        path: ['title'],
        words: [{ change: 'REMOVED', text: 'One' }, { change: 'ADDED', text: 'Two' }, {}],
      },
    ],
  });
  expect(comparison.html).not.toContain('<b>');
  const { restoreRevision } = await studio.data<{ restoreRevision: object }>(
    `mutation ($input: RestoreRevisionInput!) { restoreRevision(input: $input) { variant { title draftVersion } displaced unmapped { path } ${PROBLEMS} } }`,
    { input: { ...key, expectedVersion: 2, revision: 1 } },
  );
  expect(restoreRevision).toEqual({
    variant: { title: 'One <b>title</b>', draftVersion: 3 },
    displaced: 2,
    unmapped: [],
    problems: [],
  });
});

test('a translator begins with the words of the source, sees what it says differently by now, and says when that is done', async () => {
  const { given, drafting, publishing } = studio.world;
  const source = await given.published('article', { title: 'A claim', body: [paragraph('p', 'Words.')] });
  const { documentId } = source;
  const { beginTranslation: begun } = await studio.data<{ beginTranslation: object }>(
    `mutation ($input: BeginTranslationInput!) { beginTranslation(input: $input) { variant { locale title draftVersion } ${PROBLEMS} } }`,
    { input: { documentId, locale: 'es' } },
  );
  expect(begun).toEqual({ variant: { locale: 'es', title: 'A claim', draftVersion: 1 }, problems: [] });
  const changed = await drafting.save(TESTER, {
    documentId,
    locale: 'en',
    expectedVersion: 1,
    fields: { title: 'A false claim' },
  });
  await publishing.publish(TESTER, { publish: [toPublish(changed)] });
  const { translation, translations } = await studio.data<{ translation: object; translations: object[] }>(
    `query ($id: ID!) { translations(documentId: $id) { locale status }
       translation(documentId: $id, locale: "es") { status followedRevision currentRevision changes { path translated words { change text } } text html } }`,
    { id: documentId },
  );
  expect(translations).toEqual([
    { locale: 'en', status: 'SOURCE' },
    { locale: 'es', status: 'STALE' },
  ]);
  expect(translation).toMatchObject({
    status: 'STALE',
    followedRevision: 1,
    currentRevision: 2,
    changes: [{ path: ['title'], translated: 'A claim', words: [{}, { change: 'ADDED', text: 'false ' }, {}] }],
    text: expect.stringContaining('[added: false ]') as string,
  });
  const QUEUE = `{ staleTranslations(locale: "es", first: 20) { edges { staleSince sourceLocale followedRevision node { documentId title } } pageInfo { hasNextPage endCursor } } }`;
  expect(await studio.data(QUEUE)).toMatchObject({
    staleTranslations: {
      edges: [{ sourceLocale: 'en', followedRevision: 1, node: { documentId, title: 'A claim' } }],
      pageInfo: { hasNextPage: false },
    },
  });
  const { followSource } = await studio.data<{ followSource: object }>(
    `mutation ($input: FollowSourceInput!) { followSource(input: $input) { translation { status } ${PROBLEMS} } }`,
    { input: { documentId, locale: 'es', expectedVersion: 1, sourceRevision: 2 } },
  );
  expect(followSource).toEqual({ translation: { status: 'UP_TO_DATE' }, problems: [] });
});

test('history, comparisons and plans are for editors alone, and take no role that reading drafts does not take', async () => {
  const draft = await studio.world.given.published('article', { title: 'Secret', body: [paragraph('p', 'x')] });
  for (const query of [
    `{ revisions(documentId: "${draft.documentId}", first: 1) { edges { cursor } } }`,
    `{ revision(documentId: "${draft.documentId}", number: 1) { hash } }`,
    `{ comparison(documentId: "${draft.documentId}") { text } }`,
    `{ publishPlan(input: { publish: [{ documentId: "${draft.documentId}", locale: "en" }] }) { id } }`,
  ]) {
    const response = await studio.http.post('/graphql').send({ query });
    expect(response.text).not.toContain('Secret');
    expect(JSON.parse(response.text)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  }
  await studio.world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(draft), reason: 'GONE' }] });
  const { comparison } = await studio.data<{ comparison: object }>(
    `query ($id: ID!) { comparison(documentId: $id) { from { revision } } }`,
    { id: draft.documentId },
  );
  expect(comparison).toEqual({ from: null });
});
