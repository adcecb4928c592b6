import { compare, coverageOf, leaningOf, likeness, neededFor, type Weighed, weighPassage } from './compare.js';
import { Inverted } from './inverted.js';
import { Language, type Word } from './language.js';
import { readSentences, type Sentence } from './passages.js';
import { type Phrasing, readPhrasing, type Weigh, weighPhrasing } from './phrasing.js';

export interface Myth {
  readonly key: string;
  readonly myth: string;
  readonly fact: string;
  readonly otherPhrasings: readonly string[];
}

/** Where a text repeats a myth. Offsets count UTF-16 code units; `end` is behind the last one. */
export interface Repetition {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  readonly score: number;
}

interface Said {
  readonly key: string;
  readonly phrasing: Phrasing;
  /** Words of all phrasings of the myth. */
  readonly about: readonly Word[];
  /** Words of its fact. */
  readonly fact: readonly Word[];
}

/** A telling word weighs at least this, and up to so much more the fewer myths have it. */
const LEAST = 0.8;
const RARITY = 0.5;
/** Of a phrasing's weight, what a sentence must share before the two are compared word by word. */
const WORTH_COMPARING = 0.5;
/** Of a fact's weight, what makes a sentence that is closer to it than to the myth one that corrects. */
const TOLD_AS_FACT = 0.6;
/** Where the language is not known, denial cannot be told from assertion: then only near repetition counts. */
const NEEDED_WHEN_NOT_UNDERSTOOD = 0.9;

/**
 * The myths of one locale, held in memory by the words that they are told in. An inverted index names the few phrasings that a
 * sentence shares enough weight with; only these are compared word by word. Nothing in it depends on who asks.
 */
export class MythIndex {
  private readonly language: Language;
  private readonly said: readonly Said[];
  private readonly facts: readonly (readonly Word[])[];
  private readonly byWord: Inverted;
  private readonly factsByWord: Inverted;
  private readonly frequency = new Map<string, number>();
  private readonly weigh: Weigh;

  constructor(
    private readonly locale: string,
    myths: readonly Myth[],
  ) {
    this.language = Language.of(locale);
    const read = (text: string) => readPhrasing(text, locale, this.language);
    const texts = myths.map((myth) => ({
      key: myth.key,
      phrasings: [myth.myth, ...myth.otherPhrasings].map(read),
      fact: read(myth.fact),
    }));
    for (const { phrasings } of texts) {
      const stems = new Set(phrasings.flatMap(({ tokens }) => tokens.map(({ word }) => word.stem)));
      for (const stem of stems) this.frequency.set(stem, (this.frequency.get(stem) ?? 0) + 1);
    }
    const size = Math.log(texts.length + 8);
    this.weigh = (word: Word) =>
      word.weight === 1
        ? LEAST + (RARITY * Math.log((texts.length + 8) / ((this.frequency.get(word.stem) ?? 0) + 1))) / size
        : word.weight;
    const told = texts.map(({ key, phrasings, fact }) => {
      const weighed = phrasings.map((phrasing) => weighPhrasing(phrasing, this.weigh)).filter(({ total }) => total > 0);
      const about = weighed.length === 1 ? wordsOf(weighed) : [...new Set(wordsOf(weighed))];
      return { key, weighed, about, fact: weighPhrasing(fact, this.weigh) };
    });
    const facts = told.map(({ fact }) => fact);
    this.facts = facts.map((fact) => wordsOf([fact]));
    this.said = told.flatMap(({ key, weighed, about }, index) =>
      weighed.map((phrasing) => ({ key, phrasing, about, fact: this.facts[index] ?? [] })),
    );
    this.byWord = new Inverted(this.said.map(({ phrasing }) => phrasing));
    this.factsByWord = new Inverted(facts);
  }

  /** Every myth that the text repeats, each once, where it is said best; the best first. */
  repetitions(text: string): Repetition[] {
    const best = new Map<string, Repetition>();
    for (const sentence of readSentences(text, this.locale, this.language)) {
      if (sentence.deniedBeside) continue;
      for (const found of this.inSentence(sentence, text)) {
        const known = best.get(found.key);
        if (!known || found.score > known.score) best.set(found.key, found);
      }
    }
    return [...best.values()].sort((a, b) => b.score - a.score || a.start - b.start || (a.key < b.key ? -1 : 1));
  }

  private inSentence(sentence: Sentence, text: string): Repetition[] {
    const words = sentence.tokens.map(({ word }) => word);
    const entries = this.byWord.sharing(words, WORTH_COMPARING);
    if (entries.length === 0) return [];
    const [whole, ...parts] = sentence.passages
      .map((passage) => weighPassage(passage, this.weigh))
      .filter(({ total }) => total > 0);
    if (!whole) return [];
    let facts: readonly (readonly Word[])[] | undefined;
    const byMyth = new Map<string, Reading>();
    for (const entry of entries) {
      const said = this.said[entry];
      if (!said || said.phrasing.asks !== sentence.asks) continue;
      if ([...sentence.deniedBy].some((stem) => !said.phrasing.ownDenials.has(stem))) continue;
      const needed = this.language.understood ? neededFor(said.phrasing) : NEEDED_WHEN_NOT_UNDERSTOOD;
      if (likeness(coverageOf(whole, said.phrasing), 1) < needed) continue;
      facts ??= this.factsByWord.sharing(words, TOLD_AS_FACT).map((number) => this.facts[number] ?? []);
      const reading = this.read([whole, ...parts], said, [said.fact, ...facts], needed);
      const known = byMyth.get(said.key);
      byMyth.set(said.key, {
        said: (known?.said?.score ?? 0) >= (reading.said?.score ?? 0) ? (known?.said ?? null) : reading.said,
        denied: Math.max(known?.denied ?? 0, reading.denied),
      });
    }
    return [...byMyth].flatMap(([key, { said, denied }]) => {
      if (!said || denied > said.score) return [];
      const { start, end } = said.weighed.passage;
      const score = Math.round(said.score * 1_000) / 1_000;
      return [{ key, start, end, quote: text.slice(start, end), score }];
    });
  }

  /** The passage that says it best, unless it is closer to what is true, and how near the whole comes to denying it. */
  private read(
    passages: readonly Weighed[],
    { phrasing, about }: Said,
    facts: readonly (readonly Word[])[],
    needed: number,
  ): Reading {
    const [whole] = passages;
    if (!whole || isRather(whole, facts, about)) return { said: null, denied: 0 };
    let said: Reading['said'] = null;
    let denied = 0;
    for (const weighed of passages) {
      const { score, denies } = compare(weighed, phrasing, about, this.language.concord);
      if (denies && weighed === whole) denied = score;
      if (denies || score < needed || score <= (said?.score ?? 0)) continue;
      if (isRather(weighed, facts, about)) continue;
      said = { weighed, score };
    }
    return { said, denied: said && denied <= said.score ? 0 : denied };
  }
}

/** What a sentence makes of a myth. */
interface Reading {
  readonly said: { readonly weighed: Weighed; readonly score: number } | null;
  /** How near it comes to saying the opposite. */
  readonly denied: number;
}

const wordsOf = (phrasings: readonly Phrasing[]) => phrasings.flatMap(({ content }) => content.map(({ word }) => word));

/** Whether a passage is closer to something that is true than to the myth. */
function isRather(passage: Weighed, facts: readonly (readonly Word[])[], about: readonly Word[]): boolean {
  const leaning = leaningOf(passage, about);
  return facts.some((fact) => leaningOf(passage, fact) > leaning);
}
