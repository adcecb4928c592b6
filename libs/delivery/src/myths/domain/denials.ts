import type { Token } from './tokens.js';

/** A negator with what it denies. */
export interface Denial {
  /** The negator, where it says something by itself: `prevent`, `lack`. */
  readonly by: string | null;
  /** Stems of the content words that it stands before; null: it stands alone and denies all of the passage. */
  readonly over: ReadonlySet<string> | null;
  readonly excepts: boolean;
}

/** What one clause denies. */
export interface ClauseDenials {
  /** Stems of its content words, without those that deny. */
  readonly stems: ReadonlySet<string>;
  readonly denials: readonly Denial[];
  /** `If not this, ...`, `without this, ...`: with a second denial it is an assertion. */
  readonly conditional: boolean;
}

/** How far before a word its negator may stand. */
const REACH = 4;

export function negatorBefore(tokens: readonly Token[], index: number): number | null {
  for (let at = index - 1; at >= Math.max(0, index - REACH); at -= 1) if (tokens[at]?.word.negates) return at;
  return null;
}

/**
 * What a clause denies. A negator that takes back a `myth` denies that word and nothing else. A negator reaches to the end of its clause or
 * to a word that begins another one; one that stands behind all it denies (`... is rare`) denies the whole clause. What keeps somebody
 * from something denies it from the word of keeping on (`keeps the rain from falling`).
 */
export function denialsOf(clause: readonly Token[]): ClauseDenials {
  const spent = new Map(
    clause.flatMap(({ word }, index) => {
      const negator = word.debunks ? negatorBefore(clause, index) : null;
      return negator === null ? [] : [[negator, word.stem] as const];
    }),
  );
  const keeperOf = (index: number) =>
    clause[index]?.word.keeps === true ? clause.findLastIndex(({ word }, at) => at < index && word.keeps) : index;
  const all = contentOf(clause);
  const keepers = new Set<string>();
  let conditional = false;
  const denials = clause.flatMap(({ word }, index): Denial[] => {
    if (!word.negates || (word.joins && clause.slice(0, index).some((token) => token.word.negates))) return [];
    const begin = keeperOf(index);
    const negator = clause[begin]?.word ?? word;
    const by = negator.weight > 0 ? negator.stem : null;
    if (by !== null && begin < index) keepers.add(by);
    const of = spent.get(index);
    if (of !== undefined) return [{ by, over: new Set([of]), excepts: word.excepts }];
    if (word.excepts) conditional = true;
    const over = contentOf(clause.slice(begin + 1, endOfReach(clause, index, word.excepts)));
    return [{ by, over: over.size > 0 ? over : all.size > 0 ? all : null, excepts: word.excepts }];
  });
  const stems = keepers.size === 0 ? all : new Set([...all].filter((stem) => !keepers.has(stem)));
  return { stems, denials, conditional: conditional || clause[0]?.word.conditional === true };
}

function endOfReach(clause: readonly Token[], index: number, excepts: boolean): number {
  for (let at = index + 1; at < clause.length; at += 1) {
    const { word } = clause[at] as Token;
    if (word.subordinates || word.turns || word.dueTo) return at;
    if (excepts && (word.negates || at > index + REACH)) return at;
  }
  return clause.length;
}

function contentOf(tokens: readonly Token[]): Set<string> {
  return new Set(tokens.filter(({ word }) => word.weight > 0 && !word.negates).map(({ word }) => word.stem));
}

/** How often a passage turns what is said, and whether that makes it a denial. */
export interface Turns {
  readonly denied: boolean;
  readonly count: number;
}

/**
 * Whether a passage denies what is said with some of its words; a denial of something else counts for nothing.
 * Two turns in one clause are an assertion (`it is not impossible`). Those of two clauses do not cancel each other (`you cannot
 * hear it, because they do not shout`), unless one is a condition (`without this there is no that`).
 * A negator that is itself said on both sides (`lack`) denies nothing on either.
 * @param concord whether several negators of a clause are one denial.
 * @param said whether a word is one of those with which it is said.
 * @param opposed words that say the opposite of what is said.
 */
export function turnsOf(
  clauses: readonly ClauseDenials[],
  concord: boolean,
  said: ReadonlySet<string>,
  opposed: ReadonlySet<string>,
): Turns {
  let count = 0;
  let odd = 0;
  let conditional = false;
  for (const clause of clauses) {
    const relevant = clause.denials.filter(
      ({ by, over, excepts }) =>
        (over === null || meet(over, said) || (!excepts && meet(over, opposed))) &&
        (by === null || !said.has(by) || opposed.has(by)),
    );
    const plain = relevant.filter(({ by, excepts }) => by === null && !excepts).length;
    const denials = relevant.length - plain + (concord ? Math.min(plain, 1) : plain);
    const own = denials + (opposed.size > 0 && meet(clause.stems, opposed) ? 1 : 0);
    count += own;
    odd += own % 2;
    if (clause.conditional && denials > 0) conditional = true;
  }
  return { denied: odd > 1 && !conditional ? true : odd % 2 === 1, count };
}

/** Whether all that a phrasing denies is missing from what the passage says. */
export function isMissed(clauses: readonly ClauseDenials[], said: ReadonlySet<string>): boolean {
  const denials = clauses.flatMap((clause) => clause.denials);
  return denials.length > 0 && denials.every(({ over }) => over !== null && !meet(over, said));
}

function meet(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const each of some) if (others.has(each)) return true;
  return false;
}
