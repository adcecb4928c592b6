import { AsyncLocalStorage } from 'node:async_hooks';
import { askersOfStatement, Deadline, TooSlow, watchAskers } from '#platform';
import { WHOLE } from '../domain/portion.js';
import type { View } from '../domain/view.js';
import { Batches } from './batches.js';

interface Read {
  readonly view: View;
  readonly keys: readonly string[];
  /** Of the requests that it is run for; null: of whoever's turn it is. */
  readonly askers: readonly (string | undefined)[] | null;
  readonly stopped: () => boolean;
  readonly end: () => void;
  readonly fail: (error: Error) => void;
}

const viewOf = (seq: number) => ({ snapshot: { seq } }) as View;
const HEAD = viewOf(1);
const TITLES = { ...WHOLE, texts: [] };

/** Which request it is. */
const request = new AsyncLocalStorage<string>();

/** A reader whose statements end when the test says so. */
function reading(most = 100) {
  const reads: Read[] = [];
  const batches = new Batches<string, string>(
    (view, keys) =>
      new Promise((resolve, reject) => {
        const deadline = Deadline.current();
        const end = () => resolve(keys.map((key) => key.toUpperCase()));
        const askers = askersOfStatement()?.map((asker) => asker(() => request.getStore())) ?? null;
        reads.push({ view, keys, askers, stopped: () => deadline?.isOver ?? false, end, fail: reject });
      }),
    most,
  );
  const ask = (keys: readonly string[], view = HEAD, portion = WHOLE) => batches.ask(view, keys, portion);
  /** Two statements run: the second since the first took its time. */
  const occupy = async () => {
    void ask(['one']);
    await turn();
    const second = ask(['two']);
    while (reads.length < 2) await turn();
    return { second };
  };
  return { reads, ask, occupy };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what arrives together goes together, when all of it has had its turn', async () => {
  const { reads, ask } = reading();
  const answers = [ask(['a', 'b']), ask(['b', 'c'])];
  await Promise.resolve();
  answers.push(ask(['d']));
  expect(reads).toEqual([]);
  await turn();
  expect(reads.map(({ keys }) => keys)).toEqual([['a', 'b', 'c', 'd']]);
  reads[0]?.end();
  await expect(Promise.all(answers)).resolves.toEqual([['A', 'B'], ['B', 'C'], ['D']]);
});

test('what comes while statements run goes together, in the order of each request', async () => {
  const { reads, ask, occupy } = reading();
  const { second } = await occupy();
  const later = [ask(['a', 'b']), ask(['c', 'a']), ask([])];
  expect(reads.map(({ keys }) => keys)).toEqual([['one'], ['two']]);
  await expect(later[2]).resolves.toEqual([]);
  reads[1]?.end();
  await turn();
  expect(reads[2]?.keys).toEqual(['a', 'b', 'c']);
  reads[2]?.end();
  await expect(Promise.all([second, ...later])).resolves.toEqual([['TWO'], ['A', 'B'], ['C', 'A'], []]);
  reads[0]?.end();
  await turn();
  expect(reads).toHaveLength(3);
});

test('a statement that is run in the turn of another request is told as that of all who wait for it', async () => {
  watchAskers();
  const { reads, ask } = reading();
  const asked = (names: readonly string[]) => names.map((name) => request.run(name, () => ask([name])));
  const all = asked(['one', 'two']);
  await turn();
  all.push(...asked(['three', 'four', 'five']));
  reads[0]?.end();
  await turn();
  expect(reads.map(({ askers }) => askers)).toEqual([
    ['one', 'two'],
    ['three', 'four', 'five'],
  ]);
  reads.forEach(({ end }) => end());
  await Promise.all(all);
});

test('a second statement begins beside one that takes its time, and never a third', async () => {
  const { reads, ask } = reading(1);
  void ask(['one']);
  await turn();
  void ask(['two']);
  expect(reads.map(({ keys }) => keys)).toEqual([['one']]);
  while (reads.length < 2) await turn();
  void ask(['three']);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(reads.map(({ keys }) => keys)).toEqual([['one'], ['two']]);
  void ask(['four']);
  reads[0]?.end();
  reads[1]?.end();
  while (reads.length < 4) await turn();
  expect(reads.slice(2).map(({ keys }) => keys)).toEqual([['three'], ['four']]);
});

test('requests as of another view, or in another portion, never wait for each other', async () => {
  const { reads, ask, occupy } = reading();
  await occupy();
  void ask(['x'], viewOf(2));
  void ask(['y'], HEAD, TITLES);
  await turn();
  expect(reads.map(({ keys }) => keys)).toEqual([['one'], ['two'], ['x'], ['y']]);
  void ask(['z'], HEAD, { ...TITLES });
  await turn();
  expect(reads).toHaveLength(4);
});

test('no batch is larger than is allowed, but for a request that is', async () => {
  const { reads, ask, occupy } = reading(3);
  await occupy();
  void ask(['a', 'b', 'c', 'd']);
  void ask(['e', 'f']);
  void ask(['g', 'h']);
  reads[0]?.end();
  await turn();
  reads[1]?.end();
  await turn();
  expect(reads.slice(2).map(({ keys }) => keys)).toEqual([
    ['a', 'b', 'c', 'd'],
    ['e', 'f'],
  ]);
  reads[2]?.end();
  await turn();
  expect(reads[4]?.keys).toEqual(['g', 'h']);
});

test('a batch that fails is taken apart, so that each request fails of its own keys', async () => {
  const { reads, ask, occupy } = reading();
  await occupy();
  const [good, bad] = [ask(['good']), ask(['bad'])];
  const outcome = Promise.allSettled([good, bad]);
  reads[0]?.end();
  await turn();
  reads[2]?.fail(new Error('poison'));
  await turn();
  reads[3]?.end();
  await turn();
  reads[4]?.fail(new Error('poison'));
  expect(reads.slice(2).map(({ keys }) => keys)).toEqual([['good', 'bad'], ['good'], ['bad']]);
  expect(await outcome).toEqual([
    { status: 'fulfilled', value: ['GOOD'] },
    { status: 'rejected', reason: new Error('poison') },
  ]);
});

test.each([
  ['its server went away', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
  ['it took too long', new TooSlow()],
])('a batch is not asked again when %s', async (_why, error) => {
  const { reads, ask, occupy } = reading();
  await occupy();
  const outcome = Promise.allSettled([ask(['a']), ask(['b'])]);
  reads[0]?.end();
  await turn();
  reads[2]?.fail(error);
  expect((await outcome).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(reads).toHaveLength(3);
});

describe('deadlines', () => {
  test('a request whose time is over while it waits is told so and is not read for', async () => {
    const { reads, ask, occupy } = reading();
    await occupy();
    const hurried = new Deadline(5).run(() => ask(['hurried']));
    await expect(hurried).rejects.toBeInstanceOf(TooSlow);
    void ask(['patient']);
    reads[0]?.end();
    await turn();
    expect(reads[2]?.keys).toEqual(['patient']);
  });

  test('a batch is stopped when all who wait for it have given up, and not before', async () => {
    const { reads, ask, occupy } = reading();
    await occupy();
    const outcome = Promise.allSettled([
      new Deadline(20).run(() => ask(['a'])),
      new Deadline(1_000).run(() => ask(['b'])),
    ]);
    reads[0]?.end();
    await turn();
    expect(reads[2]?.keys).toEqual(['a', 'b']);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(reads[2]?.stopped()).toBe(false);
    await outcome;
    expect(reads[2]?.stopped()).toBe(true);
  });

  test('a batch runs on for a request without one', async () => {
    const { reads, ask, occupy } = reading();
    await occupy();
    const hurried = new Deadline(5).run(() => ask(['a']));
    const patient = ask(['b']);
    reads[0]?.end();
    await turn();
    await expect(hurried).rejects.toBeInstanceOf(TooSlow);
    expect(reads[2]?.stopped()).toBe(false);
    reads[2]?.end();
    await expect(patient).resolves.toEqual(['B']);
  });
});
