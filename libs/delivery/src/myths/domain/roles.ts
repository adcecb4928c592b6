import type { Word } from './language.js';
import type { Token } from './tokens.js';

/** Two sides of a statement whose order matters: what exceeds and what is exceeded, what causes and what is caused. */
export interface Sides {
  readonly left: readonly Word[];
  readonly right: readonly Word[];
}

export interface Roles {
  /** `more of this than of that`. */
  readonly measured: Sides | null;
  readonly caused: Sides | null;
  /** Whether a verb names the causing. */
  readonly named: boolean;
}

/** How far behind a word of causing a word may stand that turns it round: `is caused, many believe, by`. */
const REACH = 3;

export function rolesOf(tokens: readonly Token[]): Roles {
  const than = tokens.findIndex(
    ({ word }, at) => word.than && (!word.introduces || tokens.slice(0, at).some((token) => token.word.compares)),
  );
  const measured = than > 0 ? sidesOf(tokens, than, ({ compares }) => !compares) : null;
  const pivot = tokens.findIndex(({ word }) => word.causes || word.dueTo);
  if (pivot <= 0) return { measured, caused: null, named: false };
  const isFronted = pivot > 1 && tokens[pivot - 1]?.word.fronts === true;
  const turned =
    isFronted || tokens.slice(pivot, pivot + REACH + 1).some(({ word }, at) => word.dueTo || (at > 0 && word.by));
  const { left, right } = sidesOf(tokens, pivot, ({ weight }) => weight === 1);
  const named = tokens[pivot]?.word.causes === true;
  return { measured, caused: turned ? { left: right, right: left } : { left, right }, named };
}

function sidesOf(tokens: readonly Token[], at: number, counts: (word: Word) => boolean): Sides {
  const content = (part: readonly Token[]) =>
    part.map(({ word }) => word).filter((word) => word.weight > 0 && counts(word));
  return { left: content(tokens.slice(0, at)), right: content(tokens.slice(at + 1)) };
}

type Alike = (a: Word, b: Word) => boolean;

/** Whether something of a side is found on the other side and not on its own. */
function hasMoved(words: readonly Word[], own: readonly Word[], opposite: readonly Word[], alike: Alike): boolean {
  return words.some((word) => !own.some((each) => alike(word, each)) && opposite.some((each) => alike(word, each)));
}

/** Whether cause and effect have changed places. */
export function areSwapped(one: Sides | null, other: Sides | null, alike: Alike): boolean {
  if (!one || !other) return false;
  return hasMoved(one.left, other.left, other.right, alike) && hasMoved(one.right, other.right, other.left, alike);
}

/** Whether something has changed sides: what exceeded is exceeded now, what was caused is a cause. */
export function isOnOtherSide(one: Sides | null, other: Sides | null, alike: Alike): boolean {
  if (!one || !other) return false;
  return hasMoved(one.left, other.left, other.right, alike) || hasMoved(one.right, other.right, other.left, alike);
}
