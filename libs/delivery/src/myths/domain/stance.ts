import { negatorBefore } from './denials.js';
import type { Token } from './tokens.js';

/** How far before a word its subject may stand. */
const REACH = 4;
/** In words. */
const LONGEST_ASCRIPTION = 8;
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
  return tokens
    .slice(index + 1, index + REACH)
    .some(({ word }, at) => word.introduces && index + at + 2 < tokens.length);
}

/**
 * Stems by which a sentence leaves to others what it says: a word such as `whether`, and a verb of saying or holding with what is
 * said (`the leaflet claims that ...`), unless it is the writer who does. One that opens the sentence (`to say that ...`) counts,
 * and so does `say` in a sentence that also turns against what is said.
 */
export function reportsOthers(tokens: readonly Token[]): string[] {
  const turns = tokens.some(({ word }) => word.turns);
  return tokens.flatMap(({ word }, index) => {
    const isReport =
      word.leavesOpen ||
      (word.says && turns) ||
      (word.holds && before(tokens, index).some((token) => token.word.other || token.word.subordinates)) ||
      ((word.says || word.holds) && (opens(tokens, index) || isOfOthers(tokens, index)));
    return isReport ? [word.stem] : [];
  });
}

const before = (tokens: readonly Token[], index: number) => tokens.slice(Math.max(0, index - REACH), index);

/** `To say ...`, `Suppose ...`; not `Believe me`. */
function opens(tokens: readonly Token[], index: number): boolean {
  if (index > 1 || tokens[index + 1]?.word.own) return false;
  return tokens.slice(0, index).every(({ word }) => word.stem === 'to');
}

/** `The leaflet claims that ...`; not `let me tell you that`, `I am sure that`. */
function isOfOthers(tokens: readonly Token[], index: number): boolean {
  return index > 0 && isFollowed(tokens, index) && !before(tokens, index).some(({ word }) => word.own);
}

/** `..., he said`: a short clause behind what was said that names somebody else who said it. */
export function isAscribed(clauses: readonly (readonly Token[])[]): boolean {
  return clauses.slice(1).some((clause) => {
    const verb = clause.findIndex(({ word }) => word.reports);
    if (verb < 1 || verb >= REACH || clause.length > LONGEST_ASCRIPTION || isFollowed(clause, verb)) return false;
    return clause
      .slice(0, verb + 2)
      .every(
        ({ word }) =>
          !word.own && !word.negates && !word.advises && !word.possible && !word.subordinates && !word.dueTo,
      );
  });
}

/** A few words at the head of a sentence that limit or turn what follows. */
export function isRemark(clause: readonly Token[]): boolean {
  return (
    clause.length > 0 &&
    clause.length <= 4 &&
    !clause.some(({ word }, index) => word.debunks && negatorBefore(clause, index) !== null) &&
    clause.some(({ word }) => word.partial || word.negates || word.majority)
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
