import { clausesOf } from './clauses.js';
import type { Language, Word } from './language.js';
import { type ClauseDenials, denialsOf } from './denials.js';
import { type Roles, rolesOf } from './roles.js';
import { isDenied } from './stance.js';
import { type Token, tokenise } from './tokens.js';

/** One way of saying a myth, or its fact, read once. */
export interface Phrasing {
  readonly content: readonly { readonly word: Word; readonly weight: number }[];
  readonly total: number;
  /** Stems of its own that in another sentence would be a denial or a report: a myth may be about belief. */
  readonly ownDenials: ReadonlySet<string>;
  readonly denials: readonly ClauseDenials[];
  readonly roles: Roles;
  /** Says so itself only on a condition. */
  readonly conditional: boolean;
  readonly compares: boolean;
  readonly dates: boolean;
  readonly reserves: boolean;
  readonly past: boolean;
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
  readonly denials: readonly ClauseDenials[];
  readonly asks: boolean;
}

export function readPhrasing(text: string, locale: string, language: Language): ReadText {
  const tokens = tokenise(text, locale, language);
  return { tokens, denials: clausesOf(text, tokens).map(denialsOf), asks: text.trim().endsWith('?') };
}

const NONE: ReadonlySet<string> = new Set();

export function weighPhrasing({ tokens, asks, denials }: ReadText, weigh: Weigh): Phrasing {
  const words = new Map(tokens.filter(({ word }) => word.weight > 0).map(({ word }) => [word.stem, word]));
  const content = [...words.values()].map((word) => ({ word, weight: weigh(word) }));
  const ownDenials = tokens.flatMap(({ word }) =>
    word.debunks || word.holds || word.says || word.leavesOpen ? [word.stem] : [],
  );
  const has = (
    mark:
      | 'conditional'
      | 'compares'
      | 'dates'
      | 'reserves'
      | 'past'
      | 'exclusive'
      | 'universal'
      | 'majority'
      | 'partial'
      | 'possible'
      | 'advises',
  ) => tokens.some(({ word }) => word[mark]);
  return {
    content,
    total: content.reduce((sum, { weight }) => sum + weight, 0),
    ownDenials:
      ownDenials.length === 0 && isDenied(tokens).length === 0 ? NONE : new Set([...ownDenials, ...isDenied(tokens)]),
    denials,
    roles: rolesOf(tokens),
    conditional: has('conditional'),
    compares: has('compares'),
    dates: has('dates'),
    reserves: has('reserves'),
    past: has('past'),
    asks,
    exclusive: has('exclusive'),
    universal: has('universal'),
    majority: has('majority'),
    partial: has('partial'),
    possible: has('possible'),
    advises: has('advises'),
  };
}
