import { ExpungingService } from '#content';
import { paragraph, TESTER } from '../kit/world.js';
import { openStudio, PROBLEMS, type ShownProblem, type Studio } from './studio.js';

const HASHES = 'hashes { fields { field hash } blocks { field key hash } }';
const VARIANT = `variant { documentId locale slug title draftVersion ${HASHES} draft { title summary body } }`;
const CREATE = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) { ${VARIANT} ${PROBLEMS} } }`;
const SIDE = '{ slug keys draft { title body } }';
const SAVE = `mutation ($input: SaveArticleInput!) { saveArticle(input: $input) { ${VARIANT}
  conflicts { field key of hash base ${SIDE} mine ${SIDE} theirs ${SIDE} } ${PROBLEMS} } }`;
const PUBLISH = `mutation ($input: PublishDocumentsInput!) { publishDocuments(input: $input) { publication { seq } published { edition } ${PROBLEMS} } }`;

interface Shown {
  readonly documentId: string;
  readonly locale: string;
  readonly slug: string | null;
  readonly draftVersion: number;
  readonly hashes: {
    readonly fields: readonly { readonly field: string; readonly hash: string }[];
    readonly blocks: readonly { readonly field: string; readonly key: string; readonly hash: string }[];
  };
  readonly draft: { readonly title: string | null; readonly body: readonly { readonly _key: string }[] };
}
interface Written {
  readonly variant: Shown | null;
  readonly conflicts: readonly Record<string, unknown>[];
  readonly problems: readonly ShownProblem[];
}

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.end());

const create = async (input: object) =>
  (await studio.data<{ createArticle: Written }>(CREATE, { input })).createArticle;
const save = async (input: object) => (await studio.data<{ saveArticle: Written }>(SAVE, { input })).saveArticle;
const article = async () => {
  const { variant } = await create({
    fields: { title: 'An article', body: [paragraph('a', 'one'), paragraph('b', 'two')] },
  });
  if (!variant) throw new Error('the article was refused');
  return variant;
};
const problemsOf = ({ problems }: { readonly problems: readonly ShownProblem[] }) =>
  problems.map(({ kind, path }) => [kind, path.join('.')]);
const changeOf = ({ documentId, locale, draftVersion, hashes }: Shown, fields: Record<string, unknown>) => ({
  documentId,
  locale,
  base: {
    version: draftVersion,
    fields: hashes.fields.filter(({ field }) => field !== 'body' && field in fields),
    lists: [{ field: 'body', blocks: hashes.blocks.map(({ key, hash }) => ({ key, hash })) }],
  },
  fields,
});

describe('a save beside others', () => {
  test('takes the hashes that a draft shows, and answers a conflict with what both began from', async () => {
    const read = await article();
    const first = await save(changeOf(read, { title: 'First', body: [paragraph('a', 'first')] }));
    expect(first).toMatchObject({ variant: { draftVersion: 2 }, conflicts: [], problems: [] });
    const second = await save(changeOf(read, { title: 'Second', body: [paragraph('b', 'second')] }));
    const side = (title: string) => ({ slug: null, keys: null, draft: { title, body: [] } });
    expect(second).toMatchObject({
      variant: { title: 'First', draft: { body: [{ _key: 'a' }, { _key: 'b' }] } },
      conflicts: [
        {
          field: 'title',
          key: null,
          of: 'WORDS',
          base: side('An article'),
          mine: side('Second'),
          theirs: side('First'),
        },
      ],
      problems: [],
    });
    const hash = second.conflicts[0]?.['hash'];
    const { documentId, locale } = read;
    const decided = await save({
      documentId,
      locale,
      base: { fields: [{ field: 'title', hash }] },
      fields: { title: 'Second' },
    });
    expect(decided).toMatchObject({ variant: { title: 'Second' }, conflicts: [] });
  });

  test('says either from which version or from which hashes', async () => {
    const read = await article();
    const { documentId, locale } = read;
    const neither = await save({ documentId, locale, fields: { title: 'x' } });
    const both = await save({ ...changeOf(read, { title: 'x' }), expectedVersion: 1 });
    for (const refused of [neither, both]) expect(problemsOf(refused)).toEqual([['BAD_INPUT', 'expectedVersion']]);
    expect(problemsOf(await save({ documentId, locale, base: {}, fields: { title: 'x' } }))).toEqual([
      ['BAD_INPUT', 'fields.title'],
    ]);
  });

  test('is refused whole where its words are malformed, with their places', async () => {
    const read = await article();
    const refused = await save(
      changeOf(read, {
        title: 'Fine',
        body: [
          { ...paragraph('a', 'x'), style: 'h9' },
          { _type: 'script', _key: 'z' },
        ],
      }),
    );
    expect(refused.variant).toBeNull();
    expect(problemsOf(refused)).toEqual([
      ['INVALID_FIELD', 'fields.body.0.style'],
      ['INVALID_FIELD', 'fields.body.1._type'],
    ]);
  });
});

describe('a request with a key', () => {
  const input = { fields: { title: 'Made once' } };

  test('makes one document, however often and however much at once it is sent', async () => {
    const keyed = { ...input, idempotencyKey: 'make-1' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => create(keyed)));
    const later = await create(keyed);
    expect(new Set([...answers, later].map(({ variant }) => variant?.documentId)).size).toBe(1);
    expect((await create(input)).variant?.documentId).not.toBe(later.variant?.documentId);
  });

  test('is refused with another input, and for another verb', async () => {
    await create({ ...input, idempotencyKey: 'make-2' });
    expect(problemsOf(await create({ fields: { title: 'Another' }, idempotencyKey: 'make-2' }))).toEqual([
      ['IDEMPOTENCY_KEY_REUSED', 'idempotencyKey'],
    ]);
    expect(problemsOf(await create({ ...input, idempotencyKey: '' }))).toEqual([['BAD_INPUT', 'idempotencyKey']]);
  });

  test('that was refused may be mended and sent again', async () => {
    expect(problemsOf(await create({ ...input, slug: 'Not A Slug', idempotencyKey: 'make-3' }))).toEqual([
      ['INVALID_SLUG', 'slug'],
    ]);
    expect((await create({ ...input, slug: 'a-slug', idempotencyKey: 'make-3' })).variant?.slug).toBe('a-slug');
  });

  test('publishes once, and is answered with the same publication', async () => {
    const { documentId, locale } = await article();
    const publish = { publish: [{ documentId, locale, expectedVersion: 1 }], idempotencyKey: 'publish-1' };
    const send = () => studio.data<{ publishDocuments: { publication: { seq: number } } }>(PUBLISH, { input: publish });
    const [first, second] = [await send(), await send()];
    expect(first).toMatchObject({ publishDocuments: { published: [{ edition: 1 }], problems: [] } });
    expect(second).toEqual(first);
    expect(first.publishDocuments.publication.seq).toBe((await studio.world.ledger.head()).seq);
  });

  test('is not done again when what it made has been expunged, and no table says what was asked', async () => {
    const keyed = { fields: { title: 'Zqxvkey' }, idempotencyKey: 'zqxvkey' };
    const { variant } = await create(keyed);
    const expunging = studio.world.app.get(ExpungingService, { strict: false });
    await expunging.expunge(TESTER, { documentId: variant?.documentId ?? '' });
    expect(problemsOf(await create(keyed))).toEqual([['IDEMPOTENCY_KEY_SPENT', 'idempotencyKey']]);
    const left = await studio.world.work.rows(
      `select 1 from ledger.idempotency where documents @> array[$1::uuid] and (input_hash is not null or answer is not null)`,
      [variant?.documentId],
    );
    expect(left).toEqual([]);
  });
});
