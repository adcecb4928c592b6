import type { Kind } from '../kinds/kinds.js';
import { type DraftBase, readEdits } from './edits.js';
import { baseOf, mergeEdits } from './merge.js';
import { mergeOrder } from './order.js';
import { type DraftWords, hashPart, partHashes } from './parts.js';

const block = (key: string, text = key) => ({
  _type: 'block' as const,
  _key: key,
  children: [{ _type: 'span' as const, _key: 's', text }],
});
const article = (...keys: string[]): DraftWords => ({
  slug: 'a',
  body: { title: 'Title', body: keys.map((key) => block(key)) },
});
const bodyOf = (words: DraftWords) => (words.body as { body?: { _key: string }[] }).body ?? [];
const keysOf = (words: DraftWords) =>
  bodyOf(words)
    .map((entry) => entry._key)
    .join('');

/** Merges what somebody did to `read`, whole, into what the draft says now. */
function save(now: DraftWords, read: DraftWords, mine: DraftWords, kind: Kind = 'article') {
  const [before, after] = [bodyOf(read), bodyOf(mine)];
  const old = new Map(before.map((entry) => [entry._key, hashPart(entry)]));
  const changed = after.filter((entry) => old.get(entry._key) !== hashPart(entry));
  const base: DraftBase = {
    fields: [
      { field: 'title', hash: hashPart((read.body as { title?: string }).title) },
      { field: 'slug', hash: hashPart(read.slug) },
    ],
    lists: [
      {
        field: 'body',
        blocks: [...old].map(([key, hash]) => ({ key, hash })),
        keysBefore: [...old.keys()],
        keys: after.map((entry) => entry._key),
      },
    ],
  };
  const fields = { title: (mine.body as { title?: string }).title ?? null, body: changed };
  const { edits, problems } = readEdits(kind, { slug: mine.slug, fields }, base);
  expect(problems).toEqual([]);
  return mergeEdits(now, edits);
}

const edited = (words: DraftWords, key: string, text: string): DraftWords => ({
  ...words,
  body: {
    ...words.body,
    body: bodyOf(words).map((entry) => (entry._key === key ? block(key, text) : entry)),
  } as object,
});

describe('two who began from the same draft', () => {
  const read = article('a', 'b', 'c');

  test('both keep what they did to different blocks and fields', () => {
    const theirs: DraftWords = { slug: 'new', body: { ...edited(read, 'a', 'theirs').body, title: 'Title' } };
    const mine: DraftWords = { slug: 'a', body: { ...edited(read, 'c', 'mine').body, title: 'Mine' } };
    const { words, clashes } = save(theirs, read, mine);
    expect(clashes).toEqual([]);
    expect(words).toEqual({
      slug: 'new',
      body: { title: 'Mine', body: [block('a', 'theirs'), block('b'), block('c', 'mine')] },
    });
  });

  test('clash over the same block: theirs stays, and both come back', () => {
    const { words, clashes } = save(edited(read, 'b', 'theirs'), read, edited(read, 'b', 'mine'));
    expect(words).toEqual(edited(read, 'b', 'theirs'));
    expect(clashes).toEqual([
      {
        field: 'body',
        key: 'b',
        base: hashPart(block('b')),
        mine: block('b', 'mine'),
        theirs: block('b', 'theirs'),
        of: 'words',
      },
    ]);
    expect(clashes[0] && baseOf(read, clashes[0])).toEqual({ value: block('b') });
    expect(clashes[0] && baseOf(edited(read, 'b', 'else'), clashes[0])).toBeUndefined();
  });

  test('do not clash when both did the same', () => {
    const same = edited(read, 'b', 'same');
    expect(save(same, read, same)).toEqual({ words: same, clashes: [] });
  });

  test('clash when one changes what the other takes out, whoever is first', () => {
    const without = article('a', 'c');
    const changed = edited(read, 'b', 'changed');
    expect(save(without, read, changed)).toMatchObject({
      words: without,
      clashes: [{ key: 'b', mine: block('b', 'changed'), theirs: undefined }],
    });
    expect(save(changed, read, without)).toMatchObject({
      words: changed,
      clashes: [{ key: 'b', mine: undefined, theirs: block('b', 'changed') }],
    });
  });

  test.each([
    ['add at different places', 'abc', 'xabc', 'abcy', 'xabcy'],
    ['add at the same place', 'abc', 'abxc', 'abyc', 'abyxc'],
    ['take out different blocks', 'abcd', 'acd', 'abd', 'ad'],
    ['take out the same block', 'abc', 'ac', 'ac', 'ac'],
    ['move one each', 'abcde', 'bacde', 'abced', 'baced'],
    ['move and add', 'abc', 'cab', 'abxc', 'cabx'],
    ['move one that the other takes out', 'abc', 'ac', 'bac', 'ac'],
    ['fill an empty list', '', 'xy', 'z', 'zxy'],
    ['empty a list that grows', 'ab', 'abx', '', 'x'],
  ])('both keep their order: %s', (_what, before, theirs, mine, expected) => {
    const { words, clashes } = save(article(...theirs), article(...before), article(...mine));
    expect([keysOf(words), clashes]).toEqual([expected, []]);
  });

  test('are told when both moved the same block elsewhere', () => {
    const { words, clashes } = save(article(...'bcda'), article(...'abcd'), article(...'bacd'));
    expect(keysOf(words)).toBe('bcda');
    expect(clashes).toEqual([
      expect.objectContaining({ field: 'body', key: null, of: 'order', mine: [...'bacd'], theirs: [...'bcda'] }),
    ]);
  });
});

test('an order has each key once, loses none that both keep and takes in every one that one of them added', () => {
  let state = 7;
  const below = (bound: number) => (state = (state * 48_271) % 2_147_483_647) % bound;
  for (let round = 0; round < 2_000; round++) {
    const before = [...'abcdefgh'].slice(0, 1 + below(8));
    const change = (fresh: string) => {
      const list = before.filter(() => below(4) > 0);
      for (let moves = below(3); moves > 0 && list.length > 0; moves--)
        list.splice(below(list.length), 0, ...list.splice(below(list.length), 1));
      for (const key of [...fresh].slice(below(3))) list.splice(below(list.length + 1), 0, key);
      return list;
    };
    const [mine, theirs] = [change('XY'), change('PQ')];
    const { order } = mergeOrder({ before, mine, theirs, kept: new Set() });
    const wanted = [...new Set([...mine, ...theirs])].filter(
      (key) => !before.includes(key) || (mine.includes(key) && theirs.includes(key)),
    );
    expect([...order].sort()).toEqual(wanted.sort());
  }
});

test('five thousand entries that were all moved, among thousands that are gone, are merged within the time of a test', () => {
  const keys = Array.from({ length: 5_000 }, (_, index) => `k${index}`);
  const mine = keys.map((_key, index) => `m${index}`).concat([...keys].reverse());
  const { order } = mergeOrder({ before: keys, mine, theirs: keys.slice(0, 2_500), kept: new Set() });
  expect(order).toHaveLength(7_500);
});

describe('a save with hashes', () => {
  const refused = (fields: Record<string, unknown>, base: DraftBase) =>
    readEdits('article', { fields }, base).problems.map((problem) => problem.path.join('.'));

  test('is refused where it could only overwrite blindly', () => {
    expect(refused({ title: 'A' }, {})).toEqual(['fields.title']);
    expect(refused({ body: [block('a')] }, { lists: [{ field: 'body' }] })).toEqual(['base.lists.0.blocks']);
    expect(refused({}, { lists: [{ field: 'body', keysBefore: ['a'], keys: [] }] })).toEqual(['base.lists.0.blocks']);
  });

  test('is refused where it contradicts itself', () => {
    expect(refused({}, { lists: [{ field: 'title' }] })).toEqual(['base.lists.0.field']);
    expect(refused({}, { lists: [{ field: 'body', keys: [] }] })).toEqual(['base.lists.0.keysBefore']);
    expect(refused({}, { lists: [{ field: 'body', keysBefore: [], keys: ['a'] }] })).toEqual(['base.lists.0.keys']);
    expect(refused({ body: [block('a')] }, { lists: [{ field: 'body', keysBefore: [], keys: [] }] })).toEqual([
      'base.lists.0.keys',
    ]);
    expect(refused({ body: [] }, { fields: [{ field: 'body', hash: 'x' }], lists: [{ field: 'body' }] })).toEqual([
      'base.lists',
    ]);
  });
});

test('every part of a draft has a hash, also where it says nothing', () => {
  const { fields, blocks } = partHashes('course', { slug: null, body: { modules: [{ _key: 'm', title: 'One' }] } });
  expect(fields.map(({ field }) => field)).toEqual([
    'slug',
    'title',
    'summary',
    'topics',
    'audiences',
    'level',
    'prerequisites',
    'objectives',
    'modules',
  ]);
  expect(blocks).toEqual([{ field: 'modules', key: 'm', hash: hashPart({ title: 'One', _key: 'm' }) }]);
  expect(new Set(fields.slice(0, 3).map(({ hash }) => hash))).toEqual(new Set([hashPart(null)]));
});
