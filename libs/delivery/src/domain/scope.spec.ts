import type { Kind } from '#content';
import { admits, ALL_AUDIENCES, allows, boundsOf, EMPTY_SCOPE, narrowest, sameScope, type Scoped } from './scope.js';
import type { Scope, View } from './view.js';

const EVERYTHING: Scope = { kinds: null, topics: null, audiences: null, locales: null };
const row = (given: Partial<Scoped> = {}): Scoped => ({
  kind: 'article',
  locale: 'en',
  audience: 0,
  topics: [],
  ownTopic: null,
  ...given,
});
const scope = (given: Partial<Scope>): Scope => ({ ...EVERYTHING, ...given });
const view = (...scopes: [Scope] | [Scope, Scope]): View => ({
  snapshot: { seq: 1, mark: '', at: '' },
  isHead: true,
  head: { seq: 1, mark: '00', at: '' },
  partner: { id: '', handle: '', origins: null, quotas: null },
  region: null,
  scopes,
  attribution: null,
  audienceBits: {},
  site: null,
  hasTombstones: false,
});

describe('allows', () => {
  test('null restricts nothing, and an empty list allows nothing', () => {
    expect(allows(EVERYTHING, row())).toBe(true);
    expect(allows(scope({ kinds: [] }), row())).toBe(false);
    expect(allows(scope({ locales: [] }), row())).toBe(false);
    expect(allows(scope({ topics: [] }), row({ topics: [1] }))).toBe(false);
    expect(allows(EMPTY_SCOPE, row())).toBe(false);
  });

  test('a notice is for everybody', () => {
    expect(allows({ kinds: [], topics: [], audiences: 0, locales: [] }, row({ kind: 'notice', audience: 1 }))).toBe(
      true,
    );
  });

  test('a document that names no audience is for every scope', () => {
    expect(allows(scope({ audiences: 0b10 }), row({ audience: 0 }))).toBe(true);
    expect(allows(scope({ audiences: 0b10 }), row({ audience: 0b11 }))).toBe(true);
    expect(allows(scope({ audiences: 0b10 }), row({ audience: 0b01 }))).toBe(false);
  });

  test.each<[Kind, boolean]>([
    ['article', true],
    ['myth-fact', true],
    ['course', true],
    ['fact', false],
    ['source', false],
    ['collection', false],
  ])('with topics named, a filed %s is in the scope: %s', (kind, expected) => {
    expect(allows(scope({ topics: [7] }), row({ kind, topics: [7, 8] }))).toBe(expected);
    expect(allows(scope({ topics: [9] }), row({ kind, topics: [7, 8] }))).toBe(false);
  });

  test('a topic is in the scope by its own number, not by what it is filed under', () => {
    expect(allows(scope({ topics: [7] }), row({ kind: 'topic', ownTopic: 7 }))).toBe(true);
    expect(allows(scope({ topics: [7] }), row({ kind: 'topic', ownTopic: 8, topics: [7] }))).toBe(false);
    expect(allows(scope({ topics: [7] }), row({ kind: 'topic', ownTopic: null }))).toBe(false);
  });
});

test('scopes that say the same in another order are the same', () => {
  expect(
    sameScope(
      scope({ kinds: ['fact', 'article'], topics: [1, 2] }),
      scope({ kinds: ['article', 'fact'], topics: [2, 1] }),
    ),
  ).toBe(true);
  expect(sameScope(scope({ kinds: [] }), EVERYTHING)).toBe(false);
  expect(sameScope(scope({ topics: [1] }), scope({ topics: [1, 2] }))).toBe(false);
  expect(sameScope(scope({ audiences: 0 }), EVERYTHING)).toBe(false);
});

describe('bounds of a view', () => {
  test('kinds and locales intersect; audiences and topics stay apart', () => {
    const bounds = boundsOf(
      view(
        scope({ kinds: ['article', 'fact'], audiences: 1, topics: [1] }),
        scope({ kinds: ['fact', 'course'], audiences: 2 }),
      ),
    );
    expect(bounds).toEqual({ open: false, kinds: ['fact'], locales: null, audiences: [1, 2], topics: [[1], null] });
  });

  test('a view without restrictions is open, with one restriction it is not', () => {
    expect(boundsOf(view(EVERYTHING))).toEqual({
      open: true,
      kinds: null,
      locales: null,
      audiences: [ALL_AUDIENCES, ALL_AUDIENCES],
      topics: [null, null],
    });
    expect(boundsOf(view(EVERYTHING, scope({ locales: ['en'] }))).open).toBe(false);
    expect(boundsOf(view(scope({ audiences: 0 }))).open).toBe(false);
  });

  test('tell which lists can hold anything', () => {
    const bounds = boundsOf(view(scope({ locales: ['en'], topics: [1] })));
    expect(admits(bounds, 'article', 'en')).toBe(true);
    expect(admits(bounds, 'topic', 'en')).toBe(true);
    expect(admits(bounds, 'fact', 'en')).toBe(false);
    expect(admits(bounds, 'article', 'es')).toBe(false);
    expect(admits(bounds, 'notice', 'es')).toBe(true);
  });
});

test('of sets of which one holds another, only the narrower is kept', () => {
  expect(narrowest([[1, 2, 3], [2]])).toEqual([[2]]);
  expect(narrowest([[1, 2], [2, 1], [3]])).toEqual([[1, 2], [3]]);
  expect(
    narrowest([
      [1, 2],
      [2, 3],
    ]),
  ).toEqual([
    [1, 2],
    [2, 3],
  ]);
  expect(narrowest([])).toEqual([]);
});
