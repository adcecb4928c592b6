import { type Anchor, compareAnchors, formatAnchor, readAnchors, signHead } from './anchor.js';

const KEY = Buffer.alloc(32, 7);
const HASHES = ['a', 'b', 'c'].map((letter) => letter.repeat(64));

function signed(numbers: readonly number[]): Anchor[] {
  return numbers.reduce<Anchor[]>(
    (anchors, number, index) => [
      ...anchors,
      signHead(KEY, anchors.at(-1), { number, hash: HASHES[index] ?? '' }, `2026-06-0${index + 1}T00:00:00.000Z`),
    ],
    [],
  );
}
const ANCHORS = signed([3, 8, 12]);
const TEXT = ANCHORS.map(formatAnchor).join('');
const CHAIN = new Map(ANCHORS.map(({ number, hash }) => [number, hash]));

describe('the file of anchors', () => {
  test('is read back whole, and a line that a crash cut off does not count', () => {
    expect(readAnchors(KEY, TEXT)).toEqual({ anchors: ANCHORS, faults: [] });
    expect(readAnchors(KEY, `${TEXT}{"number":13,"ha`)).toEqual({ anchors: ANCHORS, faults: [] });
  });

  test.each([
    ['another number', TEXT.replace('"number":8', '"number":7'), 2],
    ['another hash', TEXT.replace('bb', 'ab'), 2],
    ['another time', TEXT.replace('2026-06-03', '2026-06-04'), 3],
    ['a first line that is gone', TEXT.slice(TEXT.indexOf('\n') + 1), 1],
    ['a line that is no JSON', `${TEXT}hello\n`, 4],
  ])('shows %s', (_what, text, line) => {
    const { anchors, faults } = readAnchors(KEY, text);
    expect(faults).toEqual([expect.stringContaining(`Line ${line} `)]);
    expect(anchors).toHaveLength(line - 1);
  });

  test('cannot be written with another secret', () => {
    expect(readAnchors(Buffer.alloc(32, 8), TEXT).faults).toHaveLength(1);
  });

  test('shows a chain that was replaced by a shorter one and signed again', () => {
    const text = [...signed([3, 8]), ...[]].map(formatAnchor).join('');
    const again = signHead(
      KEY,
      signed([3, 8]).at(-1),
      { number: 5, hash: HASHES[2] ?? '' },
      '2026-06-03T00:00:00.000Z',
    );
    expect(readAnchors(KEY, text + formatAnchor(again)).faults).toEqual([
      expect.stringContaining('was replaced between'),
    ]);
  });
});

describe('the audit chain beside its anchors', () => {
  test('is sound when it holds every signed event and goes on', () => {
    expect(compareAnchors(ANCHORS, CHAIN, { number: 20, hash: 'f'.repeat(64) })).toEqual([]);
  });

  test('shows events that are missing at the end', () => {
    const shorter = new Map([...CHAIN].filter(([number]) => number < 12));
    expect(compareAnchors(ANCHORS, shorter, { number: 11, hash: '' })).toEqual([
      expect.stringContaining('events are missing at the end'),
    ]);
  });

  test('shows an event that was changed, and one that was taken out', () => {
    const changed = new Map(CHAIN).set(8, 'd'.repeat(64));
    changed.delete(3);
    expect(compareAnchors(ANCHORS, changed, { number: 12, hash: '' })).toEqual([
      expect.stringContaining('Event 3, signed'),
      expect.stringContaining('Event 8 has another hash'),
    ]);
  });
});
