import { anyOf, END, pattern } from '../words.js';
import type { LabelWords } from '../labels/label-words.js';
import type { Passage } from '../passage.js';
import { sentencesOf } from '../sentences.js';

/** A short paragraph that asks the reader to do something at once: `Take action now!`, `Questions? Contact us.`, a linked `Donate`. */
export function isCallToAction(passage: Passage, labels: LabelWords): boolean {
  const text = passage.text;
  if (text.length > 220) return false;
  const sentences = sentencesOf(text, labels);
  if (sentences.length > 3 || sentences.length === 0) return false;
  const words = labels.action;
  const asks = (sentence: string): boolean => {
    const starts = pattern(
      labels,
      'action.starts',
      () => `^[¡¿"“\\s]{0,2}(?:${anyOf([...words.verbs, ...words.phrases])})${END}`,
    ).test(sentence);
    const urgent = pattern(
      labels,
      'action.urgent',
      () => `(?<![\\p{L}])(?:${anyOf(words.urgent)})[.!\\s»”]{0,3}$`,
    ).test(sentence);
    const phrase = pattern(
      labels,
      'action.phrase',
      () => `^[¡"“\\s]{0,2}(?:${anyOf(words.phrases)})(?:${END})[^.]{0,40}[.!»→\\s]{0,3}$`,
    ).test(sentence);
    return starts && (/!$/.test(sentence) || urgent || phrase);
  };
  if (sentences.some((sentence) => asks(sentence.text)))
    return sentences.every(
      (sentence) => asks(sentence.text) || /[?!]$/.test(sentence.text) || sentence.text.length <= 30,
    );
  // A paragraph that is one link and starts with an imperative is a button.
  const links = passage.links();
  const whole = links.length === 1 && links[0]?.start === 0 && links[0].end === text.length;
  return whole && text.length <= 60 && pattern(labels, 'action.starts', () => '').test(text);
}
