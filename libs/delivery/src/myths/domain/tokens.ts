import type { Language, Word } from './language.js';

/** A word of a text, where it stands, and what it says. Offsets count UTF-16 code units, as JavaScript strings do. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly word: Word;
}

/** How far behind a word of keeping it may stand from what. */
const REACH = 5;

interface Raw {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SEGMENTERS = new Map<string, Intl.Segmenter>();

export function segmenter(locale: string, granularity: 'word' | 'sentence'): Intl.Segmenter {
  const name = `${locale} ${granularity}`;
  const known = SEGMENTERS.get(name) ?? new Intl.Segmenter(locale, { granularity });
  SEGMENTERS.set(name, known);
  return known;
}

/** Words as the language knows them, with what is said in several words read as one. */
export function tokenise(text: string, locale: string, language: Language, offset = 0): Token[] {
  const raw: Raw[] = [];
  for (const { segment, index } of wordsOf(text, locale, language)) {
    const start = offset + index;
    const end = start + segment.length;
    for (const part of language.parts(segment)) raw.push({ text: part, start, end });
  }
  const tokens: Token[] = [];
  for (let at = 0; at < raw.length;) {
    const phrase = phraseAt(raw, at, language);
    const first = raw[at];
    const last = raw[at + (phrase?.length ?? 1) - 1];
    if (!first || !last) break;
    for (const word of phrase?.words ?? [first.text])
      tokens.push({ start: first.start, end: last.end, word: language.word(word) });
    at += phrase?.length ?? 1;
  }
  return tokens.map((token, index) => {
    if (token.word.off && isKept(tokens, index)) return { ...token, word: language.word('kept-off') };
    const next = tokens[index + 1]?.word;
    return token.word.attributive && next?.weight === 1 ? { ...token, word: language.word('same-such') } : token;
  });
}

/** Whether it tells from what something is kept: `protects you from it`. */
function isKept(tokens: readonly Token[], index: number): boolean {
  for (let at = index - 1; at >= Math.max(0, index - REACH); at -= 1) {
    const { word } = tokens[at] as Token;
    if (word.keeps) return true;
    if (word.off || word.than || word.introduces || word.turns) return false;
  }
  return false;
}

/** The segmenter knows scripts without blanks; where words are letters between blanks, this is the same and ten times as fast. */
function* wordsOf(text: string, locale: string, language: Language): Iterable<{ segment: string; index: number }> {
  if (language.understood) {
    for (const { 0: segment, index } of text.matchAll(/[\p{L}\p{M}\p{N}]+(?:['’ʼ＇][\p{L}\p{M}]+)*|%/gu))
      yield { segment, index };
  } else {
    for (const { segment, index, isWordLike } of segmenter(locale, 'word').segment(text))
      if (isWordLike === true) yield { segment, index };
  }
}

function phraseAt(raw: readonly Raw[], at: number, language: Language): { length: number; words: string[] } | null {
  const first = raw[at];
  const phrases = first && language.phrases.get(language.word(first.text).stem);
  const found = phrases?.find((phrase) =>
    phrase.stems.every((stem, index) => {
      const next = raw[at + index];
      return next !== undefined && language.word(next.text).stem === stem;
    }),
  );
  return found ? { length: found.stems.length, words: found.word.split(' ') } : null;
}
