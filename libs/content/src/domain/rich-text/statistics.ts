import { fleschKincaid } from 'flesch-kincaid';
import { syllable } from 'syllable';
import type { Segment } from './segments.js';

export interface ReadingStatistics {
  readonly wordCount: number;
  /** At 200 words a minute, rounded up; 0 when there are no words. */
  readonly readingMinutes: number;
  /** Flesch-Kincaid grade with one decimal, for English only: the formula says nothing about other languages. */
  readonly readingGrade: number | null;
}

const WORDS_PER_MINUTE = 200;
/** Twenty pages tell the grade as well as two hundred do, and bound the time. Characters. */
const GRADED = 60_000;
/** Longer ones are addresses and noise; the longest English words have 45 letters. */
const LONGEST_WORD = 45;

/** Of a document's own words: what `plainText` gives, or the segments of its rendered text (embeds are not its own). */
export function readingStatistics(own: string | readonly Segment[], locale: string): ReadingStatistics {
  const text = typeof own === 'string' ? own : own.filter((segment) => typeof segment === 'string').join('\n');
  const language = languageOf(locale);
  const wordCount = countWords(text, language);
  const readingGrade = language === 'en' ? gradeOf(text.slice(0, GRADED)) : null;
  return { wordCount, readingMinutes: Math.ceil(wordCount / WORDS_PER_MINUTE), readingGrade };
}

function countWords(text: string, language: string): number {
  let count = 0;
  for (const part of new Intl.Segmenter(language, { granularity: 'word' }).segment(text))
    if (part.isWordLike) count += 1;
  return count;
}

function gradeOf(text: string): number | null {
  const counts = { sentence: 0, word: 0, syllable: 0 };
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)) {
    const words = wordsIn(segment);
    if (words.length === 0) continue;
    counts.sentence += 1;
    counts.word += words.length;
    counts.syllable += words.reduce((sum, word) => sum + syllablesOf(word), 0);
  }
  if (counts.word === 0) return null;
  return Math.round(Math.max(0, fleschKincaid(counts)) * 10) / 10;
}

/** Counting the syllables of a word takes a hundred times as long as finding it, and texts repeat their words. */
const SYLLABLES = new Map<string, number>();
const MOST_REMEMBERED = 20_000;

function syllablesOf(word: string): number {
  const known = SYLLABLES.get(word);
  if (known !== undefined) return known;
  const count = Math.max(1, syllable(word));
  if (SYLLABLES.size >= MOST_REMEMBERED) SYLLABLES.clear();
  SYLLABLES.set(word, count);
  return count;
}

const WORDS = new Intl.Segmenter('en', { granularity: 'word' });

function wordsIn(sentence: string): string[] {
  return [...WORDS.segment(sentence)]
    .filter((part) => part.isWordLike && part.segment.length <= LONGEST_WORD)
    .map((part) => part.segment);
}

/** `en-GB` counts as English; a key that is no language tag at all is segmented by the rules that all languages share. */
function languageOf(locale: string): string {
  const language = /^[a-z]{2,3}(?=$|-)/iu.exec(locale)?.[0]?.toLowerCase();
  return language ?? 'und';
}
