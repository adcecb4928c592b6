import type { Token } from './tokens.js';

const MOST_CLAUSES = 24;
/** In words: what stands before what is said is short. */
const LONGEST_FRAME = 10;

/** A sentence cut at its punctuation, and behind a frame such as `it is well known that`. */
export function clausesOf(text: string, tokens: readonly Token[]): Token[][] {
  const clauses: Token[][] = [];
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    const last = clauses.at(-1);
    const cut = !before || /[,;:—–()]|\s-\s/.test(text.slice(before.end, token.start)) || (last && isFrame(last));
    if (cut && clauses.length < MOST_CLAUSES) clauses.push([token]);
    else last?.push(token);
  }
  return clauses;
}

function isFrame(clause: readonly Token[]): boolean {
  return (
    clause.at(-1)?.word.introduces === true &&
    clause.length <= LONGEST_FRAME &&
    clause.some(({ word }) => word.frames || word.holds || word.says || word.affirms || word.debunks || word.leavesOpen)
  );
}
