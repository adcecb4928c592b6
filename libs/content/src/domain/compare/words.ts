import { diffWords, diffWordsWithSpace } from 'diff';

export const WORD_CHANGES = ['SAME', 'ADDED', 'REMOVED'] as const;

/** A run of words that both versions have, or only the newer, or only the older one. In reading order. */
export interface WordChange {
  readonly change: (typeof WORD_CHANGES)[number];
  readonly text: string;
}

/** Changed words of one text beyond which it counts as written anew: the search for a shorter way grows with their square. */
const MOST_EDITS = 800;
/** Share of words that two texts must have in common. Below it, what both happen to contain is no help to a reader. */
const LEAST_IN_COMMON = 0.25;

/** Characters per piece, on average, from which on the spaces do not part words. */
const LONGEST_WORDS = 9;

/** What happened to a text, word by word, in any language: words are found by the rules of the locale's script. */
export function compareWords(before: string, after: string, locale: string): readonly WordChange[] {
  if (before === after) return runs([{ change: 'SAME', text: after }]);
  if (before === '' || after === '' || !haveMuchInCommon(before, after)) return rewritten(before, after);
  const options = { intlSegmenter: segmenterOf(locale), maxEditLength: MOST_EDITS };
  const found = diffWords(before, after, options);
  if (!found) return rewritten(before, after);
  if (found.some((part) => part.added || part.removed)) return found.map(wordChange);
  // Only spaces differ, which the comparison of words passes over.
  return diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS })?.map(wordChange) ?? rewritten(before, after);
}

function wordChange({ added, removed, value }: { added: boolean; removed: boolean; value: string }): WordChange {
  return { change: added ? 'ADDED' : removed ? 'REMOVED' : 'SAME', text: value };
}

function rewritten(before: string, after: string): readonly WordChange[] {
  return runs([
    { change: 'REMOVED', text: before },
    { change: 'ADDED', text: after },
  ]);
}

function runs(changes: readonly WordChange[]): readonly WordChange[] {
  return changes.filter(({ text }) => text !== '');
}

/** Counted by pieces between spaces or, in scripts that set none, by characters: cheap, and only a threshold. */
function haveMuchInCommon(before: string, after: string): boolean {
  const [older, newer] = [piecesOf(before), piecesOf(after)];
  const counts = new Map<string, number>();
  for (const piece of older) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  let common = 0;
  for (const piece of newer) {
    const left = counts.get(piece) ?? 0;
    if (left === 0) continue;
    counts.set(piece, left - 1);
    common += 1;
  }
  return common >= LEAST_IN_COMMON * Math.min(older.length, newer.length);
}

function piecesOf(text: string): readonly string[] {
  const pieces = text.split(/\s+/u);
  return pieces.length * LONGEST_WORDS < text.length ? [...text] : pieces;
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterOf(locale: string): Intl.Segmenter {
  const known = segmenters.get(locale) ?? new Intl.Segmenter(locale, { granularity: 'word' });
  segmenters.set(locale, known);
  return known;
}
