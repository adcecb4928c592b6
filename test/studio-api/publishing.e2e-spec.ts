import { as } from '../kit/server.js';
import { embed, paragraph, TESTER } from '../kit/world.js';
import { openStudio, PROBLEMS, type ShownProblem, type Studio } from './studio.js';

const NOWHERE = '0190c0de-0000-7000-8000-000000000000';
const PUBLISH = `mutation ($input: PublishDocumentsInput!) { publishDocuments(input: $input) {
  publication { seq at kind } published { documentId locale edition revision } withdrawn { documentId locale } unchanged { documentId locale }
  problems { __typename kind message path
    ... on StaleDraftProblem { currentVersion expectedVersion } ... on SlugTakenProblem { slug takenBy }
    ... on HeldByHostsProblem { documentId hosts { documentId locale slug } } ... on ReferenceProblem { target } ... on DocumentNotFoundProblem { documentId } } } }`;
const WITHDRAW = `mutation ($input: WithdrawDocumentInput!) { withdrawDocument(input: $input) { publication { seq kind } ${PROBLEMS} } }`;

interface Published {
  readonly publication: { readonly seq: number; readonly at: string; readonly kind: string } | null;
  readonly published: readonly object[] | null;
  readonly withdrawn: readonly object[] | null;
  readonly unchanged: readonly object[] | null;
  readonly problems: readonly (ShownProblem & Readonly<Record<string, unknown>>)[];
}

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.end());

const publish = async (input: object) =>
  (await studio.data<{ publishDocuments: Published }>(PUBLISH, { input })).publishDocuments;
const withdraw = async (input: object) =>
  (await studio.data<{ withdrawDocument: Pick<Published, 'publication' | 'problems'> }>(WITHDRAW, { input }))
    .withdrawDocument;
const item = ({ documentId, locale, draftVersion }: { documentId: string; locale: string; draftVersion: number }) => ({
  documentId,
  locale,
  expectedVersion: draftVersion,
});
const problemsOf = ({ problems }: Pick<Published, 'problems'>) =>
  problems.map(({ kind, path }) => [kind, path.join('.')]);
const head = async () => (await studio.world.ledger.head()).seq;
const isLive = async ({ documentId, locale }: { documentId: string; locale: string }) =>
  (await studio.world.reading.find({ documentId, locale }))?.liveEdition !== null;

test('several documents that need each other go live in one publication, by the editor who asked', async () => {
  const { given } = studio.world;
  const fact = await given.draft('fact', { statement: 'So it is.', status: 'UNVERIFIED', notice: 'Not checked.' });
  const article = await given.article({ body: [paragraph('p', 'See:'), embed('e', 'factEmbed', fact.documentId)] });
  const before = await head();
  const done = await publish({ publish: [item(article), item(fact)], note: 'First round' });
  expect(done.problems).toEqual([]);
  expect(done.publication).toEqual({
    seq: before + 1,
    at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    kind: 'PUBLISH',
  });
  expect(done.published).toHaveLength(2);
  const [row] = await studio.world.work.rows<{ actor: string }>('select actor from ledger.publication where seq = $1', [
    before + 1,
  ]);
  expect(row?.actor).toBe(`editor:${studio.editorId}`);
});

test('what is already live as it stands is named as unchanged, and is no publication by itself', async () => {
  const { given } = studio.world;
  const live = await given.published('topic', { name: 'Live' });
  const fresh = await given.draft('topic', { name: 'Fresh' });
  const alone = await publish({ publish: [item(live)] });
  expect(problemsOf(alone)).toEqual([['NOTHING_TO_PUBLISH', '']]);
  const both = await publish({ publish: [item(live), item(fresh)] });
  expect(both.unchanged).toEqual([{ documentId: live.documentId, locale: 'en' }]);
  expect(both.published).toEqual([{ documentId: fresh.documentId, locale: 'en', edition: 1, revision: 1 }]);
});

test('what does not fit onto the disk of the database is refused as that, whole, and goes through when there is room', async () => {
  const { world } = studio;
  const superuser = (sql: string) => as(world.database.superuserUrl, (client) => client.query(sql));
  const article = await world.given.article({ title: 'Fits' });
  const before = await head();
  // In the words of the server, and as late as it may come.
  await superuser(`
    create function public.full() returns trigger language plpgsql as $$
    begin raise exception using errcode = '53100', message = 'could not extend file "base/1/2": No space left on device'; end $$;
    create trigger full_disk before insert on delivery.listing for each row execute function public.full()`);
  const mutation = `mutation ($input: PublishDocumentsInput!) { publishDocuments(input: $input) { ${PROBLEMS} } }`;
  const refused = await studio.ask(mutation, { input: { publish: [item(article)] } });
  expect(refused.errors.map(({ message, extensions }) => [extensions['code'], message])).toEqual([
    ['STORAGE_FULL', expect.stringContaining('nothing of it was saved: free some space')],
  ]);
  expect(refused.text).not.toMatch(/base\/1|device/);
  expect([await head(), await isLive(article)]).toEqual([before, false]);
  await superuser('drop function public.full cascade');
  expect((await publish({ publish: [item(article)] })).problems).toEqual([]);
});

test('a publication of nothing is refused', async () => {
  for (const input of [{}, { publish: [], withdraw: [] }, { publish: null }])
    expect(problemsOf(await publish(input))).toEqual([['NOTHING_TO_PUBLISH', '']]);
});

test('everything that is missing in any of the documents comes back at once, and none goes live', async () => {
  const { given } = studio.world;
  const good = await given.article();
  const course = await given.draft('course', {
    modules: [{ _key: 'm', lessons: [{ _key: 'l', uses: [{ locale: 'en' }] }] }],
  });
  const fact = await given.draft('fact', { statement: 'Half.', status: 'SUPPORTED' });
  const before = await head();
  const refused = await publish({ publish: [item(good), item(course), { ...item(fact), changeKind: 'CORRECTION' }] });
  expect(refused).toMatchObject({ publication: null, published: null });
  expect(problemsOf(refused)).toEqual(
    expect.arrayContaining([
      ['REQUIRED_TO_PUBLISH', 'publish.1.fields.title'],
      ['REQUIRED_TO_PUBLISH', 'publish.1.fields.modules.0.title'],
      ['REQUIRED_TO_PUBLISH', 'publish.1.fields.modules.0.lessons.0.title'],
      ['REQUIRED_TO_PUBLISH', 'publish.1.fields.modules.0.lessons.0.uses.0.document'],
      ['HALF_PINNED', 'publish.1.fields.modules.0.lessons.0.uses.0.edition'],
      ['REQUIRED_TO_PUBLISH', 'publish.2.fields.citations'],
      ['NOTE_REQUIRED', 'publish.2.note'],
    ]),
  );
  expect(await head()).toBe(before);
  expect(await isLive(good)).toBe(false);
});

test('a stale version stops the publication and tells the current one', async () => {
  const article = await studio.world.given.article();
  const refused = await publish({ publish: [{ ...item(article), expectedVersion: 5 }] });
  expect(refused.problems).toEqual([
    expect.objectContaining({
      __typename: 'StaleDraftProblem',
      path: ['publish', '0', 'expectedVersion'],
      currentVersion: 1,
      expectedVersion: 5,
    }),
  ]);
});

test('a slug that is live belongs to one document', async () => {
  const { given } = studio.world;
  const first = await given.published('topic', { name: 'First' }, { slug: 'shared' });
  const second = await given.draft('topic', { name: 'Second' }, { slug: 'shared' });
  const refused = await publish({ publish: [item(second)] });
  expect(refused.problems).toEqual([
    expect.objectContaining({
      __typename: 'SlugTakenProblem',
      path: ['publish', '0', 'slug'],
      slug: 'shared',
      takenBy: first.documentId,
    }),
  ]);
});

test('ids that do not exist, bounds and doubles are refused with their places', async () => {
  const article = await studio.world.given.article();
  expect(
    problemsOf(
      await publish({
        publish: [{ documentId: NOWHERE, locale: 'en', expectedVersion: 1 }],
        withdraw: [{ documentId: NOWHERE, locale: 'en', expectedVersion: 1, reason: 'GONE' }],
      }),
    ),
  ).toEqual([
    ['DOCUMENT_NOT_FOUND', 'publish.0.documentId'],
    ['DOCUMENT_NOT_FOUND', 'withdraw.0.documentId'],
  ]);
  expect(problemsOf(await publish({ publish: [item(article), item(article)] }))).toEqual([
    ['NAMED_TWICE', 'publish.1'],
  ]);
  expect(
    problemsOf(
      await publish({
        publish: [
          { ...item(article), note: 'x'.repeat(2_001) },
          { ...item(article), expectedVersion: 0 },
        ],
      }),
    ),
  ).toEqual([
    ['BAD_INPUT', 'publish.0.note'],
    ['BAD_INPUT', 'publish.1.expectedVersion'],
  ]);
  expect(problemsOf(await publish({ publish: Array.from({ length: 201 }, () => item(article)) }))).toEqual([
    ['BAD_INPUT', 'publish'],
  ]);
  expect(
    problemsOf(await publish({ publish: [{ documentId: 'nonsense', locale: 'en', expectedVersion: 1 }] })),
  ).toEqual([['DOCUMENT_NOT_FOUND', 'publish.0.documentId']]);
});

test('a reference to what is not public stops the host', async () => {
  const { given } = studio.world;
  const fact = await given.draft('fact', { statement: 'Draft.', status: 'UNVERIFIED', notice: 'Not checked.' });
  const article = await given.article({ body: [embed('e', 'factEmbed', fact.documentId)] });
  const refused = await publish({ publish: [item(article)] });
  expect(refused.problems).toEqual([
    expect.objectContaining({
      __typename: 'ReferenceProblem',
      kind: 'UNPUBLISHED_REFERENCE',
      path: ['publish', '0', 'fields', 'body', '0', 'document'],
      target: fact.documentId,
    }),
  ]);
});

test('what a live document embeds cannot vanish under it, and the hosts are named', async () => {
  const { given } = studio.world;
  const fact = await given.published('fact', { statement: 'Held.', status: 'UNVERIFIED', notice: 'Not checked.' });
  const host = await given.published(
    'article',
    { title: 'Host', body: [embed('e', 'factEmbed', fact.documentId)] },
    { slug: 'the-host' },
  );
  const refused = await publish({ withdraw: [{ ...item(fact), reason: 'GONE' }] });
  expect(refused.problems).toEqual([
    expect.objectContaining({
      __typename: 'HeldByHostsProblem',
      path: ['withdraw', '0'],
      documentId: fact.documentId,
      hosts: [{ documentId: host.documentId, locale: 'en', slug: 'the-host' }],
    }),
  ]);
  const together = await publish({
    withdraw: [
      { ...item(fact), reason: 'GONE' },
      { ...item(host), reason: 'GONE' },
    ],
  });
  expect(together).toMatchObject({ problems: [], publication: { kind: 'WITHDRAW' } });
  expect(together.withdrawn).toHaveLength(2);
});

test('one document is withdrawn, is no longer live, and may be published again', async () => {
  const topic = await studio.world.given.published('topic', { name: 'Comes back' });
  const gone = await withdraw({ ...item(topic), reason: 'GONE', note: 'For now' });
  expect(gone).toMatchObject({ problems: [], publication: { kind: 'WITHDRAW' } });
  expect(await isLive(topic)).toBe(false);
  expect(problemsOf(await withdraw({ ...item(topic), reason: 'GONE' }))).toEqual([['NOT_LIVE', '']]);
  const again = await publish({ publish: [item(topic)] });
  expect(again.problems).toEqual([]);
  expect(again.published).toEqual([expect.objectContaining({ edition: 2 })]);
});

test('a withdrawal says what it lacks in terms of its own input', async () => {
  const { given } = studio.world;
  const topic = await given.published('topic', { name: 'Stays' });
  const article = await given.published('article', { title: 'Other', body: [paragraph('p', 'Words.')] });
  expect(problemsOf(await withdraw({ ...item(topic), reason: 'RETRACTED' }))).toEqual([
    ['INVALID_WITHDRAWAL', 'notice'],
  ]);
  expect(problemsOf(await withdraw({ ...item(topic), reason: 'REPLACED' }))).toEqual([
    ['INVALID_WITHDRAWAL', 'replacedBy'],
  ]);
  expect(problemsOf(await withdraw({ ...item(topic), reason: 'REPLACED', replacedBy: article.documentId }))).toEqual([
    ['INVALID_WITHDRAWAL', 'replacedBy'],
  ]);
  expect(problemsOf(await withdraw({ ...item(topic), reason: 'REPLACED', replacedBy: 'nonsense' }))).toEqual([
    ['INVALID_WITHDRAWAL', 'replacedBy'],
  ]);
  expect(problemsOf(await withdraw({ ...item(topic), expectedVersion: 9, reason: 'GONE' }))).toEqual([
    ['STALE_DRAFT', 'expectedVersion'],
  ]);
  expect(problemsOf(await withdraw({ documentId: NOWHERE, locale: 'en', expectedVersion: 1, reason: 'GONE' }))).toEqual(
    [['DOCUMENT_NOT_FOUND', 'documentId']],
  );
  expect(await isLive(topic)).toBe(true);
});

test('a topic that would contain itself is refused where it says so', async () => {
  const { given, drafting } = studio.world;
  const outer = await given.published('topic', { name: 'Outer' });
  const inner = await given.published('topic', { name: 'Inner', broader: outer.documentId });
  const changed = await drafting.save(TESTER, { ...item(outer), fields: { broader: inner.documentId } });
  const other = await given.draft('topic', { name: 'Bystander' });
  expect(problemsOf(await publish({ publish: [item(other), item(changed)] }))).toEqual([
    ['TOPIC_CYCLE', 'publish.1.fields.broader'],
  ]);
  expect(await isLive(other)).toBe(false);
});

test('a document is replaced by another one of its kind', async () => {
  const { given } = studio.world;
  const old = await given.published('topic', { name: 'Old' });
  const heir = await given.published('topic', { name: 'Heir' });
  expect(await withdraw({ ...item(old), reason: 'REPLACED', replacedBy: heir.documentId })).toMatchObject({
    problems: [],
    publication: { kind: 'WITHDRAW' },
  });
});
