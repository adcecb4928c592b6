import type { Token } from './tokens.js';

const MOST_CLAUSES = 24;

/** A sentence cut at its punctuation. */
export function clausesOf(text: string, tokens: readonly Token[]): Token[][] {
  const clauses: Token[][] = [];
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    const cut = !before || /[,;:—–()]|\s-\s/.test(text.slice(before.end, token.start));
    if (cut && clauses.length < MOST_CLAUSES) clauses.push([token]);
    else clauses.at(-1)?.push(token);
  }
  return clauses;
}
