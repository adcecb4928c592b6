import { embed, paragraph } from '../kit/world.js';
import { openStudio, PROBLEMS, type ShownProblem, type Studio } from './studio.js';

const FIND = `query ($first: Int!, $filter: FindingFilterInput, $order: FindingOrder, $after: String) {
  findVariants(first: $first, filter: $filter, order: $order, after: $after) {
    edges { node { documentId title kind locale state draftVersion liveEdition } } pageInfo { hasNextPage endCursor } } }`;
interface Page {
  readonly findVariants: {
    readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

let studio: Studio;
let fact: string;
beforeAll(async () => {
  studio = await openStudio();
  const { given } = studio.world;
  fact = (await given.published('fact', { statement: 'Wells are deep.', status: 'UNVERIFIED', notice: 'Open.' }))
    .documentId;
  await given.article({ title: 'Digging', body: [paragraph('a', 'Shovels.'), embed('b', 'factEmbed', fact)] });
  await given.draft('fact', { statement: 'Wells are deep' });
});
afterAll(() => studio.end());

test('editors find drafts and what is live in one list, and its cursor belongs to its filter', async () => {
  const { findVariants: page } = await studio.data<Page>(FIND, { first: 2, order: 'NAME' });
  expect(page.edges.map(({ node }) => [node['title'], node['kind'], node['state'], node['liveEdition']])).toEqual([
    ['Digging', 'ARTICLE', 'NEVER_PUBLISHED', null],
    ['Helpline', 'NOTICE', 'LIVE', 1],
  ]);
  const after = page.pageInfo.endCursor;
  const { findVariants: rest } = await studio.data<Page>(FIND, { first: 2, order: 'NAME', after });
  expect(rest.edges.map(({ node }) => node['title'])).toEqual(['Wells are deep', 'Wells are deep.']);
  const other = await studio.ask(FIND, { first: 2, order: 'NAME', after, filter: { kinds: ['FACT'] } });
  expect(other.errors[0]?.extensions['code']).toBe('BAD_INPUT');
  const { findVariants: shovels } = await studio.data<Page>(FIND, { first: 5, filter: { words: 'shovel' } });
  expect(shovels.edges.map(({ node }) => node['title'])).toEqual(['Digging']);
});

test.each([
  ['a page of none', { first: 0 }],
  ['a page of too many', { first: 101 }],
  ['a language that is not configured', { first: 5, filter: { locales: ['xx'] } }],
  ['a topic that is no id', { first: 5, filter: { topics: ['water'] } }],
  ['a character that no text has', { first: 5, filter: { words: 'a\0b' } }],
])('%s is refused with its place', async (_what, variables) => {
  const { errors } = await studio.ask(FIND, variables);
  expect(errors[0]?.extensions['code']).toBe('BAD_INPUT');
});

test('editors see where a document is used, and what goes by nearly its name', async () => {
  const answer = await studio.data(
    `query ($id: ID!) { whereUsed(documentId: $id) { more uses { title roles steps inDraft inLive } }
      mine: likelyDuplicates(documentId: $id, first: 5) { title state }
      unwritten: likelyDuplicates(name: "wells were deep", kind: FACT, first: 5) { title } }`,
    { id: fact },
  );
  expect(answer).toEqual({
    whereUsed: {
      more: false,
      uses: [{ title: 'Digging', roles: ['EMBED'], steps: 1, inDraft: true, inLive: false }],
    },
    mine: [{ title: 'Wells are deep', state: 'NEVER_PUBLISHED' }],
    unwritten: expect.arrayContaining([{ title: 'Wells are deep' }]) as unknown,
  });
  const { errors } = await studio.ask('{ likelyDuplicates(first: 5) { title } }');
  expect(errors[0]?.extensions['code']).toBe('BAD_INPUT');
});

describe('changing many documents', () => {
  const PLAN = `query ($input: BulkChangeInput!) { bulkChangePlan(input: $input) {
    id counts { goingLive withdrawn drafts passedOver } goingLive { title edition } drafts { title unpublished endsReview }
    passedOver { documentId why } touches { documents partners } ${PROBLEMS} } }`;
  const MAKE = `mutation ($input: MakeBulkChangeInput!) { makeBulkChange(input: $input) {
    publication { seq kind } published { documentId edition } withdrawn { documentId } drafts { documentId } ${PROBLEMS} } }`;
  interface Planned {
    readonly bulkChangePlan: {
      readonly id: string | null;
      readonly problems: readonly ShownProblem[];
    } & Record<string, unknown>;
  }
  interface Made {
    readonly makeBulkChange: {
      readonly publication: { readonly seq: number } | null;
      readonly problems: readonly ShownProblem[];
    };
  }
  const planned = async (input: object) => (await studio.data<Planned>(PLAN, { input })).bulkChangePlan;
  const made = async (input: object) => (await studio.data<Made>(MAKE, { input })).makeBulkChange;

  test('is planned for what a filter finds, and made once, however often the request is sent', async () => {
    const { given, ledger } = studio.world;
    const topic = await given.published('topic', { name: 'Ground' });
    await given.published('article', { title: 'Sand', body: [paragraph('a', 'Gravel.')] });
    await given.article({ title: 'Clay', body: [paragraph('a', 'Gravel.')] });
    const filter = { words: 'gravel', kinds: ['ARTICLE'] };
    const { id, ...plan } = await planned({ retag: { of: { filter }, topics: { add: [topic.documentId] } } });
    expect(plan).toMatchObject({
      counts: { goingLive: 1, withdrawn: 0, drafts: 2, passedOver: 0 },
      goingLive: [{ title: 'Sand', edition: 2 }],
      touches: { documents: 1, partners: 1 },
      problems: [],
    });
    const before = (await ledger.head()).seq;
    const request = { planId: id, idempotencyKey: 'ground-1', note: 'Filed' };
    const first = await made(request);
    expect(first).toMatchObject({ publication: { seq: before + 1, kind: 'PUBLISH' }, problems: [] });
    expect(await made(request)).toEqual(first);
    expect((await made({ planId: id })).problems).toMatchObject([{ kind: 'PLAN_OUTDATED', path: ['planId'] }]);
    expect((await ledger.head()).seq).toBe(before + 1);
  });

  test('says what is strange about a request with its place in the input, and does nothing by a plan that it never made', async () => {
    const of = { variants: [{ documentId: fact, locale: 'es' }] };
    const { id, problems } = await planned({ retag: { of, topics: { replace: ['water'] } } });
    expect([id, problems.map(({ kind, path }) => [kind, path.join('.')])]).toEqual([
      null,
      [
        ['DOCUMENT_NOT_FOUND', 'retag.of.variants.0'],
        ['UNKNOWN_REFERENCE', 'retag.topics.replace.0'],
      ],
    ]);
    for (const input of [
      {},
      { retag: { of } },
      { retag: { of, topics: { add: ['a'], replace: ['b'] } } },
      { retag: { of, topics: { add: ['a'], remove: ['a'] } } },
      { mergeTopics: { topic: fact, into: fact }, publish: { of } },
    ])
      expect((await studio.ask(PLAN, { input })).errors.length).toBeGreaterThan(0);
    const merge = await planned({ mergeTopics: { topic: 'x', into: fact } });
    expect(merge.problems.map(({ kind, path }) => [kind, path.join('.')])).toEqual([
      ['UNKNOWN_REFERENCE', 'mergeTopics.topic'],
      ['NOT_A_TOPIC', 'mergeTopics.into'],
    ]);
    for (const planId of ['', 'nonsense', 'A'.repeat(80_000)])
      expect((await made({ planId })).problems).toMatchObject([{ kind: 'BAD_INPUT', path: ['planId'] }]);
    // A plan of another sort is none of these.
    const { publishPlan } = await studio.data<{ publishPlan: { id: string } }>(
      'query ($input: PublishPlanInput!) { publishPlan(input: $input) { id } }',
      { input: { publish: [{ documentId: fact, locale: 'en' }] } },
    );
    expect((await made({ planId: publishPlan.id })).problems).toMatchObject([{ kind: 'BAD_INPUT' }]);
  });

  test('begins, for one document, with another one like it', async () => {
    const duplicate = `mutation ($input: DuplicateDocumentInput!) { duplicateDocument(input: $input) {
      variants { documentId slug title liveEdition } ${PROBLEMS} } }`;
    const input = { documentId: fact, idempotencyKey: 'copy-1' };
    const first = await studio.data<{ duplicateDocument: { variants: readonly Record<string, unknown>[] } }>(
      duplicate,
      {
        input,
      },
    );
    expect(first.duplicateDocument.variants).toMatchObject([{ title: 'Wells are deep.', liveEdition: null }]);
    expect(first.duplicateDocument.variants[0]?.['documentId']).not.toBe(fact);
    expect(await studio.data(duplicate, { input })).toEqual(first);
    expect(await studio.data(duplicate, { input: { documentId: 'nothing' } })).toMatchObject({
      duplicateDocument: { variants: null, problems: [{ kind: 'DOCUMENT_NOT_FOUND', path: ['documentId'] }] },
    });
  });
});
