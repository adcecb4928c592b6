import { embed, paragraph } from '../kit/world.js';
import { openStudio, type Studio } from './studio.js';

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
