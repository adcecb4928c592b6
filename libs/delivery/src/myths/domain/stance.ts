import type { Token } from './tokens.js';

/** How far before a word its negator or its subject may stand. */
const REACH = 4;

/**
 * Stems by which a sentence is called untrue: a word such as `myth` or `false` that is not itself negated, or a negator that
 * governs a word such as `true` or `evidence`. Empty when it is not.
 */
export function isDenied(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ word }, index) => {
    const negated = negatorBefore(tokens, index);
    if (word.debunks) return negated === null ? [word.stem] : [];
    return word.affirms && negated !== null && !tokens.slice(negated, index).some((token) => token.word.subordinates)
      ? [word.stem]
      : [];
  });
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

/**
 * How often what is said is denied; an even number is an assertion. A negator that takes back a `myth` counts for nothing.
 * Denials of two clauses do not cancel each other (`you cannot hear it, because they do not shout`), unless one is a
 * condition (`without this there is no that`).
 */
export function negations(clauses: readonly (readonly Token[])[]): number {
  const counts = clauses.map((tokens) => {
    const spent = new Set(
      tokens.flatMap(({ word }, index) => {
        const negator = word.debunks ? negatorBefore(tokens, index) : null;
        return negator === null ? [] : [negator];
      }),
    );
    return tokens.filter(({ word }, index) => word.negates && !spent.has(index)).length;
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  const denied = counts.filter((count) => count % 2 === 1).length;
  const isCondition = clauses.some((tokens) => tokens.some(({ word }) => word.excepts));
  return denied > 1 && !isCondition ? DENIED_TWICE : total;
}

/** Marks what a passage denies in two clauses: it matches only what does so too. */
export const DENIED_TWICE = -1;

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
  return tokens.length <= 6 && !/[.!]\s*$/.test(text) && tokens.some(({ word }) => word.debunks);
}

function negatorBefore(tokens: readonly Token[], index: number): number | null {
  for (let at = index - 1; at >= Math.max(0, index - REACH); at -= 1) if (tokens[at]?.word.negates) return at;
  return null;
}
