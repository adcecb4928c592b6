import { clausesOf } from './clauses.js';
import type { Language, Word } from './language.js';
import { negations } from './stance.js';
import { type Token, tokenise } from './tokens.js';

/** One way of saying a myth, or its fact, read once. */
export interface Phrasing {
  readonly content: readonly { readonly word: Word; readonly weight: number }[];
  readonly total: number;
  /** Stems of its own that in another sentence would be a denial or a report: a myth may be about belief. */
  readonly ownDenials: ReadonlySet<string>;
  readonly negations: number;
  readonly asks: boolean;
  readonly exclusive: boolean;
  readonly universal: boolean;
  readonly majority: boolean;
  readonly partial: boolean;
  readonly possible: boolean;
  readonly advises: boolean;
}

/** How much a word tells: rare words more, and words that are found anywhere a third. */
export type Weigh = (word: Word) => number;

export interface ReadText {
  readonly tokens: readonly Token[];
  readonly negations: number;
  readonly asks: boolean;
}

export function readPhrasing(text: string, locale: string, language: Language): ReadText {
  const tokens = tokenise(text, locale, language);
  return { tokens, negations: negations(clausesOf(text, tokens)), asks: text.trim().endsWith('?') };
}

const NONE: ReadonlySet<string> = new Set();

export function weighPhrasing({ tokens, asks, negations: count }: ReadText, weigh: Weigh): Phrasing {
  const words = new Map(tokens.filter(({ word }) => word.weight > 0).map(({ word }) => [word.stem, word]));
  const content = [...words.values()].map((word) => ({ word, weight: weigh(word) }));
  const denials = tokens.flatMap(({ word }) =>
    word.debunks || word.affirms || word.holds || word.says || word.leavesOpen ? [word.stem] : [],
  );
  const has = (mark: 'exclusive' | 'universal' | 'majority' | 'partial' | 'possible' | 'advises') =>
    tokens.some(({ word }) => word[mark]);
  return {
    content,
    total: content.reduce((sum, { weight }) => sum + weight, 0),
    ownDenials: denials.length === 0 ? NONE : new Set(denials),
    negations: count,
    asks,
    exclusive: has('exclusive'),
    universal: has('universal'),
    majority: has('majority'),
    partial: has('partial'),
    possible: has('possible'),
    advises: has('advises'),
  };
}
