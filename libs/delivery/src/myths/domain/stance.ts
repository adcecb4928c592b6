import { negatorBefore } from './denials.js';
import type { Token } from './tokens.js';

/** How far before a word its subject may stand. */
const REACH = 4;
/** In words; a line that begins with `#` is a heading for sure. */
const LONGEST_HEADING = 6;
const LONGEST_MARKED_HEADING = 14;

/**
 * Stems by which a sentence is called untrue: a word such as `myth` or `false` that is not itself negated, or a negator that
 * governs a word such as `true` or `evidence`, or a verb such as `believe` with what is believed. Empty when it is not.
 */
export function isDenied(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ word }, index) => {
    const negated = negatorBefore(tokens, index);
    if (word.debunks) return negated === null ? [word.stem] : [];
    if ((word.holds || word.says) && negated !== null && isFollowed(tokens, index)) return [word.stem];
    return word.affirms && negated !== null && !tokens.slice(negated, index).some((token) => token.word.subordinates)
      ? [word.stem]
      : [];
  });
}

/** Whether what is held or said follows: `... that`. */
function isFollowed(tokens: readonly Token[], index: number): boolean {
  return tokens.slice(index + 1, index + REACH).some(({ word }) => word.introduces);
}

/**
 * The stem of a verb such as `believe` whose subject is other people or that stands in a condition, of a word such as `whether`,
 * or that opens the sentence (`to say that ...`), or of one such as `say` in a sentence that also turns
 * against what is said.
 */
export function reportsOthers(tokens: readonly Token[]): string[] {
  const turns = tokens.some(({ word }) => word.turns);
  return tokens.flatMap(({ word }, index) =>
    word.leavesOpen ||
    (index < 2 && (word.says || word.holds) && tokens.slice(0, index).every((token) => token.word.stem === 'to')) ||
    (turns && word.says) ||
    (word.holds &&
      tokens.slice(Math.max(0, index - REACH), index).some((token) => token.word.other || token.word.subordinates))
      ? [word.stem]
      : [],
  );
}

/** A few words at the head of a sentence that limit or turn what follows. */
export function isRemark(clause: readonly Token[]): boolean {
  return (
    clause.length > 0 && clause.length <= 4 && clause.some(({ word }) => word.partial || word.negates || word.majority)
  );
}

/** `It does not.` behind what was said: a clause that denies and says nothing else. */
export function isTakenBack(clauses: readonly (readonly Token[])[]): boolean {
  return clauses
    .slice(1)
    .some((clause) => clause.some(({ word }) => word.negates) && clause.every(({ word }) => word.weight === 0));
}

/** A short line such as `Myth 3:` or `Common misconceptions`: what it stands over is not the writer's own word. */
export function isHeading(text: string, tokens: readonly Token[]): boolean {
  const longest = /^\s*#/.test(text) ? LONGEST_MARKED_HEADING : LONGEST_HEADING;
  return tokens.length <= longest && !/[.!]\s*$/.test(text) && tokens.some(({ word }) => word.debunks);
}
