import type { LabelWords } from './labels/label-words.js';
import type { Passage } from './passage.js';

export interface Sentence {
  start: number;
  end: number;
  text: string;
}

// A footnote's mark stands between the stop and the space.
const STOP = /[.!?…]+["”’»)\]]*(?:[⁰¹²³⁴-⁹]{1,4}|\[\^?[\p{L}\p{N}-]{1,20}\]){0,6}(?=\s)|\n/gu;
const OPENER = /[\p{Lu}\p{N}¿¡"“‘«([•]/u;

/**
 * Cuts a text into sentences. A full stop after an abbreviation, an initial or before a small letter ends nothing; a hard line break always does.
 * One pass; the parts, joined, are the whole text.
 */
export function sentencesOf(text: string, labels: LabelWords): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  STOP.lastIndex = 0;
  for (let match = STOP.exec(text); match; match = STOP.exec(text)) {
    const end = match.index + match[0].length;
    if (match[0] !== '\n') {
      if (!OPENER.test(text[end + 1] ?? '')) continue;
      if (match[0] === '.') {
        const word = /[\p{L}.]{1,12}$/u.exec(text.slice(Math.max(0, match.index - 12), match.index))?.[0] ?? '';
        if (labels.abbreviations.includes(word.toLowerCase()) || /^\p{Lu}$/u.test(word)) continue;
      }
    }
    if (text.slice(start, end).trim() !== '') sentences.push({ start, end, text: text.slice(start, end).trim() });
    start = end;
  }
  if (text.slice(start).trim() !== '') sentences.push({ start, end: text.length, text: text.slice(start).trim() });
  return sentences;
}

export function cutSentences(passage: Passage, labels: LabelWords): Passage[] {
  return sentencesOf(passage.text, labels).map((sentence) => passage.slice(sentence.start, sentence.end));
}
