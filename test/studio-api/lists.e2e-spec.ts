import { paragraph, TESTER, toPublish } from '../kit/world.js';
import { openStudio, type Studio } from './studio.js';

const LIST =
  'query ($kind: Kind!, $first: Int!, $after: String, $locale: String) { variants(kind: $kind, first: $first, after: $after, locale: $locale) { edges { cursor node { title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }';
const REVISIONS =
  'query ($id: ID!, $first: Int!, $before: Int) { revisions(documentId: $id, first: $first, before: $before) { number editions basedOn title ... on ArticleRevision { body { title body } } } }';

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
  const all = await studio.data<{
    revisions: { number: number; title: string; editions: number[]; body: { title: string; body: unknown[] } }[];
  }>(REVISIONS, { id: variant.documentId, first: 10 });
  expect(all.revisions.map(({ number, title, editions }) => [number, title, editions])).toEqual([
    [3, 'Three', [3]],
    [2, 'Two', [2]],
    [1, 'One', [1]],
  ]);
  expect(all.revisions[2]?.body).toEqual({ title: 'One', body: [expect.objectContaining({ _type: 'block' })] });
  const older = await studio.data<{ revisions: { number: number }[] }>(REVISIONS, {
    id: variant.documentId,
    first: 1,
    before: 3,
  });
  expect(older.revisions.map((revision) => revision.number)).toEqual([2]);
});
