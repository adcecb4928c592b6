import {
  type DraftBase,
  type DraftEdit,
  EditingService,
  ExpungingService,
  KEPT_VERSIONS,
  partHashes,
  type Variant,
} from '#content';
import { Problems } from '#platform';
import { interleave, schedules } from '../kit/schedule.js';
import { createWorld, paragraph, TESTER, type World } from '../kit/world.js';

// Turns of one save: to before-lock, after-lock, before-commit, and to the end.
const TURNS = 4;
const ANN = { type: 'system', name: 'ann' } as const;
const BEN = { type: 'system', name: 'ben' } as const;

let world: World;
let editing: EditingService;
beforeAll(async () => {
  world = await createWorld();
  editing = world.app.get(EditingService, { strict: false });
});
afterAll(() => world.end());

const draftOf = (...texts: string[]) =>
  world.given.article({
    title: 'Title',
    summary: 'Summary.',
    body: texts.map((text, index) => paragraph(`p${index}`, text)),
  });

/** A save of some fields and blocks of an article, by somebody who read it as it is given. */
function editOf(
  read: Variant,
  mine: {
    title?: string | null;
    summary?: string | null;
    blocks?: Readonly<Record<string, string>>;
    keys?: readonly string[];
  },
): DraftEdit {
  const { fields, blocks } = partHashes(read.kind, { slug: read.slug, body: read.draft });
  const { blocks: texts = {}, keys, ...whole } = mine;
  const base: DraftBase = {
    version: read.draftVersion,
    fields: fields.filter(({ field }) => field in whole),
    lists: [
      {
        field: 'body',
        blocks: blocks.map(({ key, hash }) => ({ key, hash })),
        ...(keys ? { keysBefore: blocks.map(({ key }) => key), keys } : {}),
      },
    ],
  };
  const body = Object.entries(texts).map(([key, text]) => paragraph(key, text));
  return { documentId: read.documentId, locale: read.locale, kind: 'article', fields: { ...whole, body }, base };
}

const words = async ({ documentId, locale }: Variant) => {
  const { draft } = await world.drafting.get<'article'>(documentId, locale);
  const texts = (draft.body ?? []).map((block) =>
    'children' in block ? block.children.map((span) => span.text).join('') : '',
  );
  return { title: draft.title, summary: draft.summary, texts };
};

describe('two who edit the same draft', () => {
  test('both keep what they did to different fields and blocks', async () => {
    const read = await draftOf('one', 'two', 'three');
    await editing.edit(ANN, editOf(read, { title: 'Ann', blocks: { p0: 'ann' }, keys: ['p0', 'p1', 'p2'] }));
    const { conflicts } = await editing.edit(
      BEN,
      editOf(read, { summary: 'Ben.', blocks: { p2: 'ben', p3: 'new' }, keys: ['p3', 'p0', 'p2'] }),
    );
    expect(conflicts).toEqual([]);
    expect(await words(read)).toEqual({ title: 'Ann', summary: 'Ben.', texts: ['new', 'ann', 'ben'] });
  });

  test('who change the same block are told what both began from, what they sent and what stands there; the rest is written', async () => {
    const read = await draftOf('one', 'two');
    await editing.edit(ANN, editOf(read, { blocks: { p0: 'ann' } }));
    const { variant, conflicts } = await editing.edit(
      BEN,
      editOf(read, { title: 'Ben', blocks: { p0: 'ben', p1: 'ben' } }),
    );
    expect(await words(read)).toEqual({ title: 'Ben', summary: 'Summary.', texts: ['ann', 'ben'] });
    expect(conflicts).toMatchObject([
      {
        field: 'body',
        key: 'p0',
        of: 'words',
        base: { value: { children: [{ text: 'one' }] } },
        mine: { children: [{ text: 'ben' }] },
        theirs: { children: [{ text: 'ann' }] },
        hash: partHashes('article', { slug: null, body: variant.draft }).blocks[0]?.hash,
      },
    ]);
    // Whoever has seen it may decide: the hash that came with the conflict puts the own words in its place.
    await editing.edit(BEN, editOf(variant, { blocks: { p0: 'both' } }));
    expect((await words(read)).texts).toEqual(['both', 'ben']);
  });

  test('write nothing when nothing can be written', async () => {
    const read = await draftOf('one');
    await editing.edit(ANN, editOf(read, { blocks: { p0: 'ann' } }));
    const { variant, conflicts } = await editing.edit(BEN, editOf(read, { blocks: { p0: 'ben' } }));
    expect([variant.draftVersion, variant.savedBy, conflicts.length]).toEqual([2, 'system:ann', 1]);
  });

  test('may send the same again: it is done once', async () => {
    const read = await draftOf('one');
    const edit = editOf(read, { blocks: { p0: 'ann', p9: 'new' }, keys: ['p0', 'p9'] });
    await editing.edit(ANN, edit);
    expect(await editing.edit(ANN, edit)).toMatchObject({ variant: { draftVersion: 2 }, conflicts: [] });
    expect((await words(read)).texts).toEqual(['ann', 'new']);
  });

  test('leave a draft that is well-formed, or as it was', async () => {
    const read = await draftOf('one');
    const broken = editOf(read, { title: 'x'.repeat(301), blocks: { p0: 'fine' } });
    const refused = await editing.edit(ANN, broken).then(
      () => [],
      (error: unknown) => Problems.of(error) ?? [String(error)],
    );
    expect(refused).toEqual([expect.objectContaining({ kind: 'INVALID_FIELD', path: ['title'] })]);
    expect(await words(read)).toEqual({ title: 'Title', summary: 'Summary.', texts: ['one'] });
  });
});

test('a save leaves no trace in the audit, in history or in public', async () => {
  const read = await draftOf('one');
  const count = async () =>
    (
      await world.work.rows(
        'select (select count(*) from ledger.event) as events, (select count(*) from content.revision) as revisions, (select seq from ledger.head) as seq',
      )
    )[0];
  const before = await count();
  await editing.edit(ANN, editOf(read, { blocks: { p0: 'changed' } }));
  expect(await count()).toEqual(before);
});

describe('what a draft said before', () => {
  const kept = async ({ documentId }: Variant) =>
    (
      await world.work.rows<{ version: number }>(
        'select version from content.draft_version where document_id = $1 order by version',
        [documentId],
      )
    ).map((row) => row.version);

  test('is kept for seven days, two hundred versions of it, and then pruned', async () => {
    const [old, busy] = [await draftOf('one'), await draftOf('one')];
    await editing.edit(ANN, editOf(old, { title: 'Second' }));
    world.clock.advance(6 * 24 * 3_600_000);
    await editing.edit(ANN, editOf(busy, { title: 'Second' }));
    await world.work.rows(
      `insert into content.draft_version select document_id, locale, v, slug, draft, draft_format, saved_at, saved_by, replaced_at
       from content.draft_version, generate_series(2, 250) v where document_id = $1 and version = 1`,
      [busy.documentId],
    );
    await world.work.rows('update content.variant set draft_version = 251 where document_id = $1', [busy.documentId]);
    await editing.prune();
    expect(await kept(old)).toEqual([1]);
    expect(await kept(busy)).toEqual(Array.from({ length: KEPT_VERSIONS }, (_, index) => 51 + index));
    world.clock.advance(2 * 24 * 3_600_000);
    await editing.prune();
    expect(await kept(old)).toEqual([]);
    expect(await kept(busy)).toHaveLength(KEPT_VERSIONS);
  });

  test('goes with a document that is expunged', async () => {
    const read = await draftOf('one');
    await editing.edit(ANN, editOf(read, { title: 'Second' }));
    expect(await kept(read)).toEqual([1]);
    await world.app.get(ExpungingService, { strict: false }).expunge(TESTER, { documentId: read.documentId });
    expect(await kept(read)).toEqual([]);
  });

  test('is not asked for any more once it is gone: a conflict then has no base', async () => {
    const read = await draftOf('one');
    await editing.edit(ANN, editOf(read, { title: 'Ann' }));
    await world.work.rows('delete from content.draft_version');
    const { conflicts } = await editing.edit(BEN, editOf(read, { title: 'Ben' }));
    expect(conflicts).toMatchObject([{ field: 'title', base: null, mine: 'Ben', theirs: 'Ann' }]);
  });
});

test('in every interleaving of two saves each block is written whole, and nothing that was acknowledged is lost', async () => {
  let waited = 0;
  for (const schedule of schedules(TURNS)) {
    const read = await draftOf('one', 'two', 'three');
    const { outcomes, blocked } = await interleave(
      world.database.superuserUrl,
      schedule,
      () => editing.edit(ANN, editOf(read, { title: 'Ann', blocks: { p0: 'ann', p1: 'ann' } })),
      () => editing.edit(BEN, editOf(read, { summary: 'Ben.', blocks: { p1: 'ben', p2: 'ben' } })),
    );
    const clashes = outcomes.map((outcome) =>
      outcome.status === 'fulfilled'
        ? (outcome.value as { conflicts: { key: string }[] }).conflicts.map(({ key }) => key)
        : String(outcome.reason),
    );
    const first = clashes[0]?.length === 0 ? 'ann' : 'ben';
    expect(clashes).toEqual(first === 'ann' ? [[], ['p1']] : [['p1'], []]);
    expect(await words(read)).toEqual({ title: 'Ann', summary: 'Ben.', texts: ['ann', first, 'ben'] });
    if (blocked) waited++;
  }
  expect(waited).toBeGreaterThan(10);
}, 60_000);
