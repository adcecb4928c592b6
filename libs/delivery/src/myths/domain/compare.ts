import { isMissed, turnsOf } from './denials.js';
import type { Word } from './language.js';
import type { Passage } from './passages.js';
import type { Phrasing, Weigh } from './phrasing.js';
import { areSwapped, isOnOtherSide } from './roles.js';

const SAME_STEM = 1;
const SAME_GROUP = 0.92;
const OPPOSITE = 0.85;
const SAME_BEGINNING = 0.8;
const SHORTEST_BEGINNING = 5;
/** Of a word that is made of two: `nosebleed`. */
const SHORTEST_PART = 4;
/** A cause that is named by `because` or `from` and not by a verb. */
const CAUSED_OTHERWISE = 0.8;

/** Figures below were chosen on the parts of the labelled sentences that are for tuning: the lowest with which nine matches in ten are right in each of them. */
const COVERAGE_POWER = 0.45;
const PRECISION_POWER = 0.55;
const NEEDED = 0.8;
/** Myths that say less than this much are matched only when the passage is close to their words. */
const TELLING = 3.2;
const NEEDED_MORE_WHEN_SHORT = 0.25;
/** `may` and `many` are less than the myth; `should` is no statement; what happened on a Monday is one case. */
const HEDGED = 0.9;
const ADVISED = 0.8;
const DATED = 0.85;
const RESERVED = 0.85;
const PAST = 0.84;
const OTHER_NUMBER = 0.92;
/** What brings it about here is what it brings about there. */
const HALF_SWAPPED = 0.9;
/** `Better than that` is said of two things, and the myth of one. */
const COMPARED = 0.85;
/** In words: less is a heading, or the whole of a short myth. */
const SHORTEST_STATEMENT = 4;
const ALL = 0.9;

const MARKS = [
  'exclusive',
  'softlyExclusive',
  'universal',
  'majority',
  'partial',
  'possible',
  'advises',
  'compares',
  'causes',
  'dueTo',
  'dates',
  'reserves',
  'past',
] as const;
type Mark = (typeof MARKS)[number];

/** A passage's content words, weighed once for all the myths that it is compared with. */
export interface Weighed {
  readonly passage: Passage;
  readonly content: readonly { readonly word: Word; readonly weight: number }[];
  readonly total: number;
  readonly marks: ReadonlySet<Mark>;
}

export function weighPassage(passage: Passage, weigh: Weigh): Weighed {
  const words = new Map(passage.tokens.filter(({ word }) => word.weight > 0).map(({ word }) => [word.stem, word]));
  const content = [...words.values()].map((word) => ({ word, weight: weigh(word) }));
  return {
    passage,
    content,
    total: content.reduce((sum, { weight }) => sum + weight, 0),
    marks: new Set(MARKS.filter((mark) => passage.tokens.some(({ word }) => word[mark]))),
  };
}

/** What the likeness of a passage to a phrasing has to reach, 0 to 1. */
export function neededFor(phrasing: Phrasing): number {
  return NEEDED + (NEEDED_MORE_WHEN_SHORT * Math.max(0, TELLING - phrasing.total)) / TELLING;
}

/** Share of a phrasing's weight that the passage says, in whatever sense: no part of the passage says more of it. */
export function coverageOf(passage: Weighed, phrasing: Phrasing): number {
  return matchOf(passage, phrasing).covered / phrasing.total;
}

/** Share of the passage's weight that is about what the words are about. */
export function precisionOf(passage: Weighed, words: readonly Word[]): number {
  return share(passage.content, words);
}

/** As precisionOf, over the words that tell something: whether a passage is rather about this or about that. */
export function leaningOf(passage: Weighed, words: readonly Word[]): number {
  return share(
    passage.content.filter(({ word }) => word.weight === 1),
    words,
  );
}

function share(content: Weighed['content'], words: readonly Word[]): number {
  let [related, total] = [0, 0];
  for (const { word, weight } of content) {
    total += weight;
    if (words.some((other) => relation(word, other) !== null)) related += weight;
  }
  return total === 0 ? 0 : related / total;
}

export const likeness = (coverage: number, precision: number) =>
  coverage ** COVERAGE_POWER * precision ** PRECISION_POWER;

/** How near a passage is to a phrasing, 0 to 1, and whether it says the opposite with it. */
export interface Comparison {
  readonly score: number;
  readonly denies: boolean;
}

const NOTHING: ReadonlySet<string> = new Set();
const NOT_ALIKE: Comparison = { score: 0, denies: false };

/**
 * How much a passage says what a phrasing says; 0 when it says something else with the same words.
 * @param about words of all phrasings of the myth.
 */
export function compare(passage: Weighed, phrasing: Phrasing, about: readonly Word[], concord: boolean): Comparison {
  const { covered, mine, its, opposed, number } = matchOf(passage, phrasing);
  if (!number) return NOT_ALIKE;
  if (passage.passage.tokens.length < SHORTEST_STATEMENT && covered < phrasing.total * ALL) return NOT_ALIKE;
  const { marks } = passage;
  const { roles, denials, supposed } = passage.passage;
  if (phrasing.compares && !marks.has('compares') && !marks.has('majority')) return NOT_ALIKE;
  if (areSwapped(phrasing.roles.caused, roles.caused, alike)) return NOT_ALIKE;
  if (!phrasing.conditional && supposed.size > 0 && [...its].every((stem) => supposed.has(stem))) return NOT_ALIKE;
  if (isMissed(phrasing.denials, mine)) return NOT_ALIKE;
  const opposing = new Set(opposed);
  for (const { word } of passage.content)
    if ((opposes(word, phrasing, about) && !isBeside(word, passage)) || (word.lessens && !phrasing.compares))
      opposing.add(word.stem);
  const { denied } = turnsOf(phrasing.denials, concord, mine, NOTHING);
  const turns = turnsOf(denials, concord, its, opposing);
  if (!quantifiersAgree(passage, phrasing, turns.count)) return NOT_ALIKE;
  const swapped = isOnOtherSide(phrasing.roles.measured, roles.measured, alike);
  const hedged = marks.has('possible') && !phrasing.possible ? HEDGED : 1;
  const advised = marks.has('advises') && !phrasing.advises ? ADVISED : 1;
  const reserved = marks.has('reserves') && !phrasing.reserves ? RESERVED : 1;
  const past = marks.has('past') && !phrasing.past ? PAST : 1;
  const dated = marks.has('dates') && !phrasing.dates ? DATED : 1;
  const weighs = marks.has('compares') && roles.measured && !phrasing.compares ? COMPARED : 1;
  const turned =
    phrasing.roles.named && roles.named && isOnOtherSide(phrasing.roles.caused, roles.caused, alike) ? HALF_SWAPPED : 1;
  const other = passage.content.some(({ word }) => word.isNumber && !its.has(word.stem)) ? OTHER_NUMBER : 1;
  return {
    score:
      likeness(covered / phrasing.total, precisionOf(passage, about)) *
      hedged *
      advised *
      reserved *
      past *
      dated *
      weighs *
      turned *
      other,
    denies: (denied !== turns.denied) !== swapped,
  };
}

interface Match {
  readonly covered: number;
  /** Stems of the phrasing that the passage says, and stems of the passage that say them. */
  readonly mine: ReadonlySet<string>;
  readonly its: ReadonlySet<string>;
  /** Of those, what says the opposite. */
  readonly opposed: readonly string[];
  /** Whether every number of the phrasing is found. */
  readonly number: boolean;
}

function matchOf(passage: Weighed, phrasing: Phrasing): Match {
  let covered = 0;
  const opposed: string[] = [];
  let number = true;
  const mine = new Set<string>();
  const its = new Set<string>();
  for (const { word, weight } of phrasing.content) {
    const found = closest(word, passage);
    if (found) {
      covered += weight * found.strength;
      mine.add(word.stem);
      its.add(found.stem);
      if (found.opposite) opposed.push(found.stem);
    } else if (word.isNumber) number = false;
    else if (word.causes && (passage.marks.has('causes') || passage.marks.has('dueTo')))
      covered += weight * CAUSED_OTHERWISE;
  }
  return { covered, mine, its, opposed, number };
}

/** `only` is not said by leaving it out, and `some` never says `most`. */
function quantifiersAgree({ marks }: Weighed, phrasing: Phrasing, turns: number): boolean {
  const all = marks.has('exclusive') || marks.has('universal') || marks.has('softlyExclusive');
  if (phrasing.exclusive && !all && turns < 2) return false;
  if (marks.has('partial') && !marks.has('exclusive') && !phrasing.partial) return false;
  return !(phrasing.universal && phrasing.total < TELLING && !all && !marks.has('majority'));
}

/** Whether a word is the opposite of something that the myth says, and like nothing that this phrasing says. */
function opposes(word: Word, { content }: Phrasing, about: readonly Word[]): boolean {
  if (word.groups.length === 0) return false;
  if (content.some(({ word: other }) => relation(word, other)?.opposite === false)) return false;
  const related = about.flatMap((other) => relation(word, other) ?? []);
  return related.length > 0 && related.every(({ opposite }) => opposite);
}

/** `Men and women` are no opposite of men, nor is a man in `better than a man`. */
function isBeside(word: Word, { passage: { tokens, roles } }: Weighed): boolean {
  if (roles.measured?.right.includes(word)) return true;
  return tokens.some(
    ({ word: joint }, index) =>
      joint.coordinates &&
      [tokens[index - 1]?.word, tokens[index + 1]?.word].some(
        (one, at, [left, right]) => one?.stem === word.stem && isOpposite(word, at === 0 ? right : left),
      ),
  );
}

const isOpposite = (a: Word, b: Word | undefined) => b !== undefined && relation(a, b)?.opposite === true;

interface Relation {
  readonly strength: number;
  readonly opposite: boolean;
}

function closest(word: Word, { content }: Weighed): (Relation & { readonly stem: string }) | null {
  let best: (Relation & { readonly stem: string }) | null = null;
  for (const { word: other } of content) {
    const found = relation(word, other);
    if (!found || found.strength <= (best?.strength ?? 0)) continue;
    best = { ...found, stem: other.stem };
    if (found === SAME) return best;
  }
  return best;
}

const SAME: Relation = { strength: SAME_STEM, opposite: false };
const ALIKE: Relation = { strength: SAME_GROUP, opposite: false };
const OPPOSED: Relation = { strength: OPPOSITE, opposite: true };
const BEGUN: Relation = { strength: SAME_BEGINNING, opposite: false };

const alike = (a: Word, b: Word) => relation(a, b)?.opposite === false;

function relation(a: Word, b: Word): Relation | null {
  if (a.stem === b.stem) return SAME;
  let opposed = false;
  for (const mine of a.groups) {
    for (const its of b.groups) {
      if (mine.group !== its.group) continue;
      if (mine.sign === its.sign) return ALIKE;
      opposed = true;
    }
  }
  if (opposed) return OPPOSED;
  const [short, long] = a.stem.length < b.stem.length ? [a.stem, b.stem] : [b.stem, a.stem];
  if (short.length >= SHORTEST_BEGINNING && long.startsWith(short)) return BEGUN;
  const isPart = short.length >= SHORTEST_PART && long.length >= short.length + SHORTEST_PART;
  return isPart && (long.startsWith(short) || long.endsWith(short)) ? BEGUN : null;
}
