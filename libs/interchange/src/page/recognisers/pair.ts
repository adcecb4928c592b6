import type { LabelWords } from '../labels/label-words.js';
import type { PageBlock } from '../page-block.js';
import type { Passage } from '../passage.js';
import { anyOf, END, pattern } from '../words.js';

export interface Pair {
  myth: Passage;
  fact: Passage;
  /** Whole blocks: paragraphs and list items after the first paragraph of the fact. */
  explanation: PageBlock[];
  otherPhrasings: Passage[];
  /** Labels, which the fields do not repeat; they count as imported with the pair. */
  labels: Passage[];
}

/** Sorts what stands below a fact into other phrasings and explanation. */
export function finish(
  myth: Passage,
  fact: Passage,
  further: readonly PageBlock[],
  used: readonly Passage[],
  labels: LabelWords,
): Pair {
  const explanation: PageBlock[] = [];
  const otherPhrasings: Passage[] = [];
  const marks: Passage[] = [...used];
  let listing = false;
  for (const block of further) {
    const text = block.content.text;
    const phrasing = pattern(labels, 'phrasings', () => `^(?:${anyOf(labels.otherPhrasings)})${END}\\s?:\\s?`).exec(
      text.slice(0, 100),
    );
    if (phrasing) {
      marks.push(block.content.slice(0, phrasing[0].length));
      listing = phrasing[0].length >= text.length;
      if (!listing) otherPhrasings.push(...splitList(block.content.slice(phrasing[0].length)));
    } else if (listing && block.kind === 'item') otherPhrasings.push(block.content);
    else {
      listing = false;
      explanation.push(block);
    }
  }
  return { myth: unquoted(myth), fact, explanation, otherPhrasings, labels: marks.filter((mark) => !mark.isEmpty) };
}

function splitList(passage: Passage): Passage[] {
  const parts: Passage[] = [];
  let from = 0;
  for (let at = passage.text.indexOf(';'); at !== -1; at = passage.text.indexOf(';', from)) {
    parts.push(passage.slice(from, at));
    from = at + 1;
  }
  parts.push(passage.slice(from));
  return parts.filter((part) => !part.isEmpty);
}

/** Quotation marks around a whole claim are its setting, not its text. */
function unquoted(passage: Passage): Passage {
  const match = /^(["“‘'«])([^"“”«»]+)(["”’'»])([.!]?)$/.exec(passage.text);
  return match ? passage.slice(1, passage.text.length - 1 - (match[4]?.length ?? 0)) : passage;
}
