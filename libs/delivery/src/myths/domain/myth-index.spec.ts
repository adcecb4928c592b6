import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Myth, MythIndex } from './myth-index.js';

interface LabelledSentence {
  readonly text: string;
  readonly locale: string;
  readonly repeats: readonly string[];
}

const folder = path.resolve(import.meta.dirname, '../../../../../test/matching');
const read = <T>(name: string) =>
  readFileSync(path.join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
const myths = read<Myth & { locale: string }>('myths.ndjson');
const indexes = new Map(
  ['en', 'es'].map((locale) => [
    locale,
    new MythIndex(
      locale,
      myths.filter((myth) => myth.locale === locale),
    ),
  ]),
);
const found = (text: string, locale = 'en') => indexes.get(locale)?.repetitions(text) ?? [];
const keys = (text: string, locale = 'en') => found(text, locale).map(({ key }) => key);

describe('the labelled sentences', () => {
  const isHeldOut = (text: string) => (createHash('sha256').update(text).digest()[0] ?? 0) % 2 === 1;
  const sentences = read<LabelledSentence>('labelled.ndjson');

  test.each([
    ['tuning', false],
    ['held-out', true],
  ])('of the %s half, at least nine in ten matches are right and six in ten repetitions are found', (_, heldOut) => {
    const half = sentences.filter(({ text }) => isHeldOut(text) === heldOut);
    let [positives, right, wrong] = [0, 0, 0];
    for (const { text, locale, repeats } of half) {
      const matched = keys(text, locale);
      positives += repeats.length;
      right += matched.filter((key) => repeats.includes(key)).length;
      wrong += matched.filter((key) => !repeats.includes(key)).length;
    }
    expect(half.length).toBeGreaterThan(100);
    expect(right / (right + wrong)).toBeGreaterThanOrEqual(0.9);
    expect(right / positives).toBeGreaterThanOrEqual(0.6);
  });

  test('every myth and every other phrasing is found in its own words', () => {
    for (const { key, locale, myth, otherPhrasings } of myths)
      for (const text of [myth, ...otherPhrasings])
        expect([text, keys(text, locale)]).toEqual([text, expect.arrayContaining([key])]);
  });

  test('no fact matches a myth', () => {
    for (const { fact, locale } of myths) expect([fact, keys(fact, locale)]).toEqual([fact, []]);
  });

  test.each([
    (myth: string) => `It is not true that ${lower(myth)}`,
    (myth: string) => `It isn’t true that ${lower(myth)}`,
    (myth: string) => `MYTH: ${myth}`,
    (myth: string) => `Myth\n${myth}`,
    (myth: string) => `Contrary to what many people think, this is not so: ${lower(myth)}`,
    (myth: string) => `The myth that ${lower(myth).replace(/\.$/, '')} is false.`,
    (myth: string) => `There is no evidence that ${lower(myth)}`,
    (myth: string) => `Some people wrongly believe that ${lower(myth)}`,
    (myth: string) => `${myth} This is false.`,
    (myth: string) => `${myth} In reality, it is otherwise.`,
    (myth: string) => `Common misconceptions\n\n- Something else entirely.\n- ${myth}\n`,
    (myth: string) => `Is it true that ${lower(myth).replace(/\.$/, '')}?`,
  ])('no myth matches when it is denied: %#', (deny) => {
    for (const { myth, locale } of myths.filter((each) => each.locale === 'en'))
      expect([deny(myth), keys(deny(myth), locale)]).toEqual([deny(myth), []]);
  });
});

describe('whole pages', () => {
  const page = (name: string) => readFileSync(path.resolve(folder, '../..', name), 'utf8');

  test('a page that sets myths against facts repeats none of them', () => {
    expect(keys(page('samples/what-is-human-trafficking.md'))).toEqual([]);
    expect(keys(page('samples/course-for-educators.md'))).toEqual([]);
  });

  test('a page that corrects five myths and repeats a sixth is told of the sixth', () => {
    expect(found(page('test/fixtures/pages/what-is-human-trafficking.txt'))).toMatchObject([
      { key: 'age-13', quote: 'The average age of a sex trafficking victim is 13' },
    ]);
  });
});

test('a corpus of thousands is searched as a small one is', () => {
  const others = Array.from({ length: 3_000 }, (_, number) => ({
    key: `other-${number}`,
    myth: `Water number${number % 40} makes thing${number} stronger.`,
    fact: `Nothing is known of thing${number}.`,
    otherPhrasings: [],
  }));
  const large = new MythIndex('en', [...others, ...myths.filter(({ locale }) => locale === 'en')]);
  const text =
    'You get the flu from the flu shot. Water number7 makes thing47 stronger. Water does not make thing48 stronger.';
  expect(
    large
      .repetitions(text)
      .map(({ key }) => key)
      .sort(),
  ).toEqual(['flu-shot', 'other-47']);
});

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

test('the span is where the text says it, whatever stands around it', () => {
  const text =
    '  Welcome 👋 to our page.\r\n\r\n“Everyone knows it: vaccines cause autism.” So they say; the weather is fine.';
  const [match, ...others] = found(text);
  expect(others).toEqual([]);
  expect(match).toMatchObject({ key: 'vaccines-autism', quote: 'vaccines cause autism' });
  expect(text.slice(match?.start, match?.end)).toBe(match?.quote);
});

test('a myth that is said twice is returned once, where it is said best, and the best match comes first', () => {
  const text =
    'Sugar makes kids very hyperactive at parties. Sugar makes children hyperactive. You get the flu from the flu shot.';
  const matches = found(text);
  expect(matches.map(({ key }) => key)).toEqual(['sugar', 'flu-shot']);
  expect(matches[0]).toMatchObject({ quote: 'Sugar makes children hyperactive', score: 1 });
  expect(matches[1]?.score).toBeLessThan(1);
});

test('a sentence that was broken into lines is one sentence', () => {
  expect(keys('It is not so that\nlightning never strikes the same place twice.')).toEqual([]);
  expect(keys('Lightning never\nstrikes the same\nplace twice.')).toEqual(['lightning']);
});

test('to say that a myth is no myth is to repeat it', () => {
  expect(keys('It is not a myth that vaccines cause autism.')).toEqual(['vaccines-autism']);
});

test('a text without a full stop is read to its end', () => {
  const filler = 'garden '.repeat(1_500);
  expect(keys(`${filler}, vaccines cause autism, ${filler}`)).toEqual(['vaccines-autism']);
});

test('nothing is found in nothing', () => {
  for (const text of ['', ' \n ', '!!!', '\u0000', '👋', '\ud800']) expect(keys(text)).toEqual([]);
  expect(new MythIndex('en', []).repetitions('Vaccines cause autism.')).toEqual([]);
});

test('in a language that it does not know, only near repetition counts', () => {
  const index = new MythIndex('th', [{ key: 'k', myth: 'วัคซีนทำให้เกิดออทิซึม', fact: 'ไม่จริง', otherPhrasings: [] }]);
  expect(index.repetitions('วัคซีนทำให้เกิดออทิซึม').map(({ key }) => key)).toEqual(['k']);
  expect(index.repetitions('ออทิซึม')).toEqual([]);
});
