import { en } from './labels/en.js';
import { es } from './labels/es.js';
import type { LabelWords } from './labels/label-words.js';

const SHIPPED: Record<string, LabelWords> = { en, es };

/** The label words of a locale, of its language, or English. */
export function labelsFor(locale: string): LabelWords {
  return SHIPPED[locale.toLowerCase()] ?? SHIPPED[locale.toLowerCase().split(/[-_]/)[0] ?? ''] ?? en;
}

/** Words as one alternation, longest first, so that 'the fact' wins over 'the'. */
export function anyOf(words: readonly string[]): string {
  if (words.length === 0) return '(?!)';
  return [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) =>
      word
        .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
        .replace(/'/g, "['’]")
        .replace(/ /g, '\\s'),
    )
    .join('|');
}

/** Start and end of a word in any script; `\b` knows only ASCII. */
export const START = '(?<![\\p{L}\\p{N}])';
export const END = '(?![\\p{L}\\p{N}])';

const CACHE = new WeakMap<LabelWords, Map<string, RegExp>>();

/** A pattern built from label words, compiled once per label set. Never give it unbounded repetition next to another. */
export function pattern(labels: LabelWords, name: string, source: () => string, flags = 'iu'): RegExp {
  let patterns = CACHE.get(labels);
  if (!patterns) CACHE.set(labels, (patterns = new Map<string, RegExp>()));
  let found = patterns.get(name);
  if (!found) patterns.set(name, (found = new RegExp(source(), flags)));
  found.lastIndex = 0;
  return found;
}

/** True when the text holds one of the words as a whole word. */
export function hasWord(labels: LabelWords, name: string, words: readonly string[], text: string): boolean {
  return pattern(labels, `has:${name}`, () => `${START}(?:${anyOf(words)})${END}`).test(text);
}

/** Lower case, without punctuation at the ends, white space single: how a whole short block is compared with label words. */
export function bare(text: string): string {
  return text
    .slice(0, 200)
    .toLowerCase()
    .replace(/[’]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/^[^\p{L}\p{N}©]+|[^\p{L}\p{N}]+$/gu, '');
}

/** ASCII, lower case, at most 80 characters, cut between words. */
export function slugOf(text: string): string {
  const words = text
    .slice(0, 300)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    if (slug.length + word.length + 1 > 80) break;
    slug = slug === '' ? word : `${slug}-${word}`;
  }
  return slug || 'untitled';
}
