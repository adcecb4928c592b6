import { paragraph, TESTER, toPublish } from '../kit/world.js';
import { openStudio, type Studio } from './studio.js';

const LIST =
  'query ($kind: Kind!, $first: Int!, $after: String, $locale: String) { variants(kind: $kind, first: $first, after: $after, locale: $locale) { edges { cursor node { title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }';
const REVISIONS =
  'query ($id: ID!, $first: Int!, $after: String) { revisions(documentId: $id, first: $first, after: $after) { edges { cursor node { number editions } } pageInfo { hasNextPage endCursor } } }';

interface Page {
  readonly variants: {
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly title: string } }[];
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string | null;
      readonly endCursor: string | null;
    };
  };
}

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
  for (let number = 1; number <= 5; number++) {
    studio.world.clock.advance(1_000);
    await studio.world.given.article({ title: `Article ${number}` });
  }
});
afterAll(() => studio.end());

test('a list is read page by page, last saved first, without gap or double', async () => {
  const titles: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 3; page++) {
    const { variants }: Page = await studio.data<Page>(LIST, { kind: 'ARTICLE', first: 2, after });
    titles.push(...variants.edges.map((edge) => edge.node.title));
    expect(variants.pageInfo).toMatchObject({
      hasNextPage: page < 2,
      hasPreviousPage: false,
      startCursor: variants.edges[0]?.cursor,
    });
    after = variants.pageInfo.endCursor;
  }
  expect(titles).toEqual([5, 4, 3, 2, 1].map((number) => `Article ${number}`));
});

test('a list of nothing is empty', async () => {
  const { variants } = await studio.data<Page>(LIST, { kind: 'COURSE', first: 10 });
  expect(variants).toEqual({
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

test.each([
  ['first', { first: 0 }],
  ['first', { first: -1 }],
  ['first', { first: 101 }],
  ['first', { first: null }],
  ['first', { first: 2_147_483_648 }],
  ['locale', { locale: 'tlh' }],
  ['after', { after: 'nonsense' }],
  ['after', { after: '' }],
  ['kind', { kind: 'POEM' }],
])('a bad %s is BAD_INPUT that names it: %j', async (argument, variables) => {
  const answer = await studio.ask(LIST, { kind: 'ARTICLE', first: 1, ...variables });
  expect(answer.errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', argument });
});

test('a cursor of another list does not open this one', async () => {
  const { variants } = await studio.data<Page>(LIST, { kind: 'ARTICLE', first: 1 });
  const after = variants.pageInfo.endCursor;
  for (const other of [{ kind: 'TOPIC' }, { kind: 'ARTICLE', locale: 'es' }]) {
    const answer = await studio.ask(LIST, { first: 1, after, ...other });
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', argument: 'after' });
  }
});

test('revisions are listed newest first, with what was frozen and where it was public', async () => {
  const { drafting, publishing } = studio.world;
  let variant = await drafting.create(TESTER, {
    kind: 'article',
    locale: 'en',
    slug: 'thrice',
    body: { title: 'One', body: [paragraph('p', 'Words.')] },
  });
  await publishing.publish(TESTER, { publish: [toPublish(variant)] });
  for (const title of ['Two', 'Three']) {
    const { documentId, locale } = variant;
    const { draftVersion } = await drafting.get(documentId, locale);
    variant = (await drafting.save(TESTER, {
      documentId,
      locale,
      expectedVersion: draftVersion,
      fields: { title },
    })) as typeof variant;
    await publishing.publish(TESTER, { publish: [toPublish(variant)] });
  }
  interface Listed {
    readonly revisions: {
      readonly edges: readonly { readonly node: { readonly number: number; readonly editions: readonly number[] } }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  }
  const page = async (after: string | null) => {
    const { revisions } = await studio.data<Listed>(REVISIONS, { id: variant.documentId, first: 2, after });
    return { listed: revisions.edges.map(({ node }) => [node.number, node.editions]), ...revisions.pageInfo };
  };
  const newest = await page(null);
  expect(newest).toMatchObject({
    listed: [
      [3, [3]],
      [2, [2]],
    ],
    hasNextPage: true,
  });
  expect(await page(newest.endCursor)).toMatchObject({ listed: [[1, [1]]], hasNextPage: false });
  const { revision } = await studio.data<{ revision: object }>(
    'query ($id: ID!) { revision(documentId: $id, number: 1) { title ... on ArticleRevision { body { title body } } } }',
    { id: variant.documentId },
  );
  expect(revision).toEqual({
    title: 'One',
    body: { title: 'One', body: [expect.objectContaining({ _type: 'block' })] },
  });
  const elsewhere = await studio.ask(REVISIONS, {
    id: '018f0000-0000-7000-8000-000000000000',
    first: 1,
    after: newest.endCursor,
  });
  expect(elsewhere.errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', argument: 'after' });
});
