import { Secrets } from '#platform';
import { Pages } from './pages.js';

const pages = new Pages(new Secrets(Buffer.alloc(32, 7)));
const NAMES = ['a', 'b', 'c', 'd', 'e'];
/** As a store reads it: what stands behind a place, at most so many. */
const read = ({ first, after }: { first: number; after: readonly string[] | null }) =>
  NAMES.filter((name) => after === null || name > (after[0] ?? '')).slice(0, first);
const page = (
  first: number,
  after: string | null,
  edgeOf = (name: string): { node: string } | null => ({ node: name }),
) => {
  const asked = pages.ask('names', first, after);
  return asked.show(read(asked), (name) => [name], edgeOf);
};

test('pages follow one another to the end', () => {
  const first = page(2, null);
  const second = page(2, first.pageInfo.endCursor);
  const third = page(2, second.pageInfo.endCursor);
  expect([first, second, third].map(({ edges }) => edges.map(({ node }) => node))).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e'],
  ]);
  expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
});

test('what has nothing to show is left out, and neither hides what follows nor comes again', () => {
  const first = page(2, null, () => null);
  expect(first).toMatchObject({ edges: [], pageInfo: { hasNextPage: true } });
  expect(page(2, first.pageInfo.endCursor).edges.map(({ node }) => node)).toEqual(['c', 'd']);
});

test.each(['', 'abc', 'x'.repeat(9_000)])('a cursor that was made up is refused (%#)', (cursor) => {
  expect(() => pages.ask('names', 2, cursor)).toThrow('"after" must be a cursor');
});

test('a cursor of another list is refused, and a page of none or of too many', () => {
  const { endCursor } = page(2, null).pageInfo;
  expect(() => pages.ask('others', 2, endCursor)).toThrow('"after" must be a cursor');
  expect(() => pages.ask('names', 0, null)).toThrow('"first" must be from 1 to 100');
  expect(() => pages.ask('names', 101, null)).toThrow('"first" must be from 1 to 100');
});
