import { growth, LINEAR } from '../../../../../test/kit/growth.js';
import { readingStatistics } from './statistics.js';

test('no words take no time and have no grade', () => {
  expect(readingStatistics('', 'en')).toEqual({ wordCount: 0, readingMinutes: 0, readingGrade: null });
  expect(readingStatistics(' … 🙂 — ', 'en')).toEqual({ wordCount: 0, readingMinutes: 0, readingGrade: null });
});

test('minutes are those of 200 words each, begun ones counted', () => {
  expect(readingStatistics('word '.repeat(200), 'en').readingMinutes).toBe(1);
  expect(readingStatistics('word '.repeat(201), 'en')).toMatchObject({ wordCount: 201, readingMinutes: 2 });
});

test('only own words count: embeds among the segments do not', () => {
  const embed = { embed: 'x', type: 'factEmbed', key: 'k' } as const;
  expect(readingStatistics(['one two', embed, 'three'], 'en').wordCount).toBe(3);
});

test('the grade is that of Flesch and Kincaid, of English only', () => {
  // 10 words, 2 sentences, 10 syllables: 0.39 * 5 + 11.8 * 1 - 15.59 = -1.84, which no grade is below.
  expect(readingStatistics('The cat sat down there. The dog ran off too.', 'en').readingGrade).toBe(0);
  // 5 words, 1 sentence, 17 syllables: 0.39 * 5 + 11.8 * 3.4 - 15.59 = 26.48
  expect(
    readingStatistics('International organizations coordinate humanitarian responsibilities.', 'en-GB').readingGrade,
  ).toBeGreaterThan(20);
  expect(readingStatistics('Los gatos duermen.', 'es').readingGrade).toBeNull();
});

test('a word that reaches into the next sentence counts in both, each with its part', () => {
  // "g.ก็ไทย" is one word, and a sentence ends after its full stop.
  expect(readingStatistics("e.g.ก็ไทย' a:bMr. Smith na.me :", 'en')).toEqual({
    wordCount: 5,
    readingMinutes: 1,
    readingGrade: 2.9,
  });
});

test('words are found where a language puts no blanks between them', () => {
  expect(readingStatistics('これは日本語の文章です。', 'ja').wordCount).toBeGreaterThan(3);
});

test('a locale that is no language tag is no fault', () => {
  expect(readingStatistics('one two', '').wordCount).toBe(2);
  expect(readingStatistics('one two', 'x_!').wordCount).toBe(2);
});

test('a long text is counted in the time of its length', () => {
  const times = growth(60_000, (count) => {
    expect(readingStatistics('responsibility '.repeat(count), 'en').wordCount).toBe(count);
  });
  expect(times).toBeLessThan(LINEAR);
});
