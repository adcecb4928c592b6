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
  if (language !== 'en') return statistics(wordsIn(text, language).length, null);
  const graded = text.slice(0, GRADED);
  const words = wordsIn(graded, language);
  // Finding words is most of the work, so those that are graded are not looked for again.
  const wordCount = graded.length === text.length ? words.length : wordsIn(text, language).length;
  return statistics(wordCount, gradeOf(graded, words));
}

function statistics(wordCount: number, readingGrade: number | null): ReadingStatistics {
  return { wordCount, readingMinutes: Math.ceil(wordCount / WORDS_PER_MINUTE), readingGrade };
}

interface Word {
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

function gradeOf(text: string, found: readonly Word[]): number | null {
  const counts = { sentence: 0, word: 0, syllable: 0 };
  let next = 0;
  let torn = false;
  for (const { index, segment } of segmenter('en', 'sentence').segment(text)) {
    const end = index + segment.length;
    const first = next;
    while (next < found.length && (found[next]?.at ?? end) < end) next += 1;
    const last = found[next - 1];
    // Where Latin and Thai letters touch, a word can reach into the next sentence: each then has its part of it.
    const tears = last !== undefined && last.at + last.text.length > end;
    const own = tears || torn ? wordsIn(segment, 'en') : found.slice(first, next);
    torn = tears;
    const words = own.filter((word) => word.text.length <= LONGEST_WORD);
    if (words.length === 0) continue;
    counts.sentence += 1;
    counts.word += words.length;
    counts.syllable += words.reduce((sum, word) => sum + syllablesOf(word.text), 0);
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

function wordsIn(text: string, language: string): Word[] {
  const words: Word[] = [];
  for (const part of segmenter(language, 'word').segment(text))
    if (part.isWordLike) words.push({ text: part.segment, at: part.index });
  return words;
}

/** Making one takes as long as reading a paragraph with it. */
const SEGMENTERS = new Map<string, Intl.Segmenter>();

function segmenter(language: string, granularity: 'word' | 'sentence'): Intl.Segmenter {
  const name = `${language} ${granularity}`;
  const made = SEGMENTERS.get(name) ?? new Intl.Segmenter(language, { granularity });
  SEGMENTERS.set(name, made);
  return made;
}

/** `en-GB` counts as English; a key that is no language tag at all is segmented by the rules that all languages share. */
function languageOf(locale: string): string {
  const language = /^[a-z]{2,3}(?=$|-)/iu.exec(locale)?.[0]?.toLowerCase();
  return language ?? 'und';
}
