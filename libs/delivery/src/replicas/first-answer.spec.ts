import { type Attempt, BadInput, Deadline, TooSlow } from '#platform';
import { firstAnswer } from './first-answer.js';

/** One that answers, fails or keeps silent, and tells whether it was begun and stopped. */
function way(answer: Promise<string> | null) {
  const seen = { begun: false, stopped: false };
  const begin = (): Attempt<string> => {
    seen.begun = true;
    return {
      answer: answer ?? new Promise(() => undefined),
      stop: () => {
        seen.stopped = true;
      },
    };
  };
  return { seen, begin };
}
const says = (text: string) => way(Promise.resolve(text));
const fails = (error: Error) => {
  const failure = Promise.reject(error);
  failure.catch(() => undefined);
  return way(failure);
};
const silent = () => way(null);
const ask = (ways: readonly ReturnType<typeof way>[], patience = 60_000, noted: number[] = []) =>
  firstAnswer(
    ways.map(({ begin }) => begin),
    { patience, silent: (place) => noted.push(place) },
  );

test('one that answers is the only one that is asked', async () => {
  const [first, second] = [says('first'), says('second')];
  expect(await ask([first, second])).toBe('first');
  expect(second.seen.begun).toBe(false);
});

test('when one fails the next is asked; when all do, the failure of the last one comes out', async () => {
  expect(await ask([fails(new Error('gone')), fails(new Error('gone too')), says('third')])).toBe('third');
  await expect(ask([fails(new Error('gone')), fails(new Error('gone too'))])).rejects.toThrow('gone too');
});

test('one that keeps silent is told of, the next is asked beside it, and who is not needed is stopped', async () => {
  const [first, second] = [silent(), says('second')];
  const noted: number[] = [];
  expect(await ask([first, second], 1, noted)).toBe('second');
  expect([noted, first.seen.stopped]).toEqual([[0], true]);
});

test('one that was only slow may still be the first to answer', async () => {
  let answer = (_text: string): void => undefined;
  const slow = way(new Promise((resolve) => (answer = resolve)));
  const other = silent();
  const asked = ask([slow, other], 1);
  while (!other.seen.begun) await new Promise((resolve) => setTimeout(resolve, 1));
  answer('slow');
  expect(await asked).toBe('slow');
  expect(other.seen.stopped).toBe(true);
});

test('one that fails after it was followed does not bring in a third', async () => {
  let fail = (_error: Error): void => undefined;
  const slow = way(new Promise((_resolve, reject) => (fail = reject)));
  const [second, third] = [silent(), silent()];
  const noted: number[] = [];
  void ask([slow, second, third], 20, noted);
  while (!second.seen.begun) await new Promise((resolve) => setTimeout(resolve, 1));
  fail(new Error('gone'));
  await new Promise((resolve) => setImmediate(resolve));
  expect([noted, third.seen.begun]).toEqual([[0], false]);
});

test('a refusal is an answer, and so is the end of the time; the end of another request is none', async () => {
  const second = says('second');
  await expect(ask([fails(new BadInput('No.', [])), second])).rejects.toThrow(BadInput);
  await expect(ask([fails(new TooSlow()), second])).rejects.toThrow(TooSlow);
  expect(second.seen.begun).toBe(false);
  const deadline = new Deadline(60_000);
  expect(await deadline.run(() => ask([fails(new TooSlow()), second]))).toBe('second');
  deadline.end();
});
