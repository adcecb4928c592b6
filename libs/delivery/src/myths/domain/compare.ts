import type { Word } from './language.js';
import type { Passage } from './passages.js';
import type { Phrasing, Weigh } from './phrasing.js';
import { DENIED_TWICE } from './stance.js';

const SAME_STEM = 1;
const SAME_GROUP = 0.92;
const OPPOSITE = 0.85;
const SAME_BEGINNING = 0.8;
const SHORTEST_BEGINNING = 5;

/** Figures below were chosen on the tuning half of the labelled sentences. */
const COVERAGE_POWER = 0.6;
const PRECISION_POWER = 0.4;
const NEEDED = 0.74;
/** Myths that say less than this much are matched only when the passage is close to their words. */
const TELLING = 3.2;
const NEEDED_MORE_WHEN_SHORT = 0.25;
/** `may` and `many` are less than the myth; `should` is no statement. */
const HEDGED = 0.95;
const ADVISED = 0.85;

const MARKS = ['exclusive', 'softlyExclusive', 'universal', 'majority', 'partial', 'possible', 'advises'] as const;
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
  const covered = phrasing.content.reduce(
    (sum, { word, weight }) => sum + weight * (closest(word, passage)?.strength ?? 0),
    0,
  );
  return covered / phrasing.total;
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

/**
 * How much a passage says what a phrasing says, 0 to 1; 0 when it says something else with the same words.
 * @param about words of all phrasings of the myth.
 */
export function compare(passage: Weighed, phrasing: Phrasing, about: readonly Word[]): number {
  if (!quantifiersAgree(passage, phrasing)) return 0;
  let covered = 0;
  let opposites = 0;
  for (const { word, weight } of phrasing.content) {
    const found = closest(word, passage);
    if (!found && word.isNumber) return 0;
    if (!found) continue;
    covered += weight * found.strength;
    if (found.opposite) opposites += 1;
  }
  opposites += passage.content.filter(({ word }) => opposesElsewhere(word, phrasing, about)).length;
  if (!denialsAgree(passage.passage.negations, phrasing.negations, opposites)) return 0;
  const hedged = passage.marks.has('possible') && !phrasing.possible ? HEDGED : 1;
  const advised = passage.marks.has('advises') && !phrasing.advises ? ADVISED : 1;
  return likeness(covered / phrasing.total, precisionOf(passage, about)) * hedged * advised;
}

function denialsAgree(passage: number, phrasing: number, opposites: number): boolean {
  if (passage === DENIED_TWICE || phrasing === DENIED_TWICE)
    return opposites === 0 && (passage === phrasing || (passage !== DENIED_TWICE && passage > 0 && passage % 2 === 0));
  return (passage + phrasing + opposites) % 2 === 0;
}

/** `only` is not said by leaving it out, and `some` never says `most`. */
function quantifiersAgree({ marks, passage }: Weighed, phrasing: Phrasing): boolean {
  const all = marks.has('exclusive') || marks.has('universal') || marks.has('softlyExclusive');
  if (phrasing.exclusive && !all && passage.negations < 2) return false;
  if (marks.has('partial') && !marks.has('exclusive') && !phrasing.partial) return false;
  return !(phrasing.universal && phrasing.total < TELLING && !all && !marks.has('majority'));
}

/** Whether a word is the opposite of something that only another phrasing of the myth says. */
function opposesElsewhere(word: Word, { content }: Phrasing, about: readonly Word[]): boolean {
  if (!word.groups.some(({ group }) => about.some((other) => other.groups.some((its) => its.group === group))))
    return false;
  if (content.some(({ word: other }) => relation(word, other) !== null)) return false;
  const related = about.flatMap((other) => relation(word, other) ?? []);
  return related.length > 0 && related.every(({ opposite }) => opposite);
}

function closest(word: Word, { content }: Weighed): { strength: number; opposite: boolean } | null {
  let best: { strength: number; opposite: boolean } | null = null;
  for (const { word: other } of content) {
    const found = relation(word, other);
    if (found === SAME) return found;
    if (found && found.strength > (best?.strength ?? 0)) best = found;
  }
  return best;
}

const SAME = { strength: SAME_STEM, opposite: false };
const ALIKE = { strength: SAME_GROUP, opposite: false };
const OPPOSED = { strength: OPPOSITE, opposite: true };
const BEGUN = { strength: SAME_BEGINNING, opposite: false };

function relation(a: Word, b: Word): { strength: number; opposite: boolean } | null {
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
  return short.length >= SHORTEST_BEGINNING && long.startsWith(short) ? BEGUN : null;
}
