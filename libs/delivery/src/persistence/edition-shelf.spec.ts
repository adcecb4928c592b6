import type { Portion } from '../domain/portion.js';
import { Edition, type EditionRow } from './document.row.js';
import { EditionShelf } from './edition-shelf.js';

const WHOLE: Portion = { bodies: null, texts: null, format: null };
const CARDS: Portion = { bodies: [], texts: [], format: null };

function edition(seq: number, length: number): Edition {
  const row: EditionRow = {
    edition: '1',
    published_at: '2026-11-27 12:00:00.000000+00',
    change_kind: 'MAJOR',
    note: null,
    hash: '\\x00',
    body_format: '1',
    body: 'x'.repeat(length),
    measures: '{}',
    fields: null,
  };
  return new Edition('article', seq, row);
}

/** Ten articles that are asked for again and again. */
function shelfWithHot(): { readonly shelf: EditionShelf; readonly hot: () => number } {
  const shelf = new EditionShelf(100_000);
  const names = Array.from({ length: 10 }, (_, index) => `hot ${index}`);
  for (const name of names) shelf.hold(0, name, 'en', CARDS, edition(1, 1_000));
  const hot = () => names.filter((name) => shelf.newest(name, 'en', CARDS)).length;
  expect(hot()).toBe(10);
  return { shelf, hot };
}

test('an edition that would take too much of the room displaces nothing, not even the card of its document', () => {
  const { shelf, hot } = shelfWithHot();
  shelf.hold(0, 'big', 'en', CARDS, edition(1, 100));
  for (const length of [50_000, 500_000]) shelf.hold(0, 'big', 'en', WHOLE, edition(1, length));
  expect(shelf.newest('big', 'en', WHOLE)).toBeUndefined();
  expect(shelf.newest('big', 'en', CARDS)?.seq).toBe(1);
  expect(hot()).toBe(10);
});

test('a flood of documents that are read once in each cut and locale leaves what is hot, and nothing of itself', () => {
  const { shelf, hot } = shelfWithHot();
  for (let index = 0; index < 5_000; index += 1)
    for (const locale of ['en', 'es'])
      for (const portion of [CARDS, WHOLE]) {
        expect(shelf.newest(`cold ${index}`, locale, portion)).toBeUndefined();
        shelf.hold(0, `cold ${index}`, locale, portion, edition(1, 300));
        if (index % 100 === 0) hot();
      }
  expect(hot()).toBe(10);
  expect(shelf.bytes).toBeLessThanOrEqual(100_000);
  expect(shelf.documents).toBeLessThan(1_500);
});

test('the newest edition stands, whatever comes later', () => {
  const shelf = new EditionShelf(100_000);
  for (const seq of [2, 3, 1]) shelf.hold(0, 'a', 'en', WHOLE, edition(seq, 10));
  expect(shelf.newest('a', 'en', WHOLE)?.seq).toBe(3);
  shelf.hold(0, 'a', 'es', WHOLE, edition(4, 10));
  expect([shelf.newest('a', 'en', WHOLE)?.seq, shelf.newest('a', 'es', WHOLE)?.seq]).toEqual([3, 4]);
});
