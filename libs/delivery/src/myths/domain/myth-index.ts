import { compare, coverageOf, likeness, neededFor, precisionOf, type Weighed, weighPassage } from './compare.js';
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
  readonly fact: Phrasing;
}

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
  private readonly facts: readonly Phrasing[];
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
      word.weight * (0.4 + Math.log((texts.length + 8) / ((this.frequency.get(word.stem) ?? 0) + 1)) / size);
    const told = texts.map(({ key, phrasings, fact }) => ({ key, phrasings, fact: weighPhrasing(fact, this.weigh) }));
    this.facts = told.map(({ fact }) => fact);
    this.said = told.flatMap(({ key, phrasings, fact }) =>
      phrasings
        .map((phrasing) => ({ key, phrasing: weighPhrasing(phrasing, this.weigh), fact }))
        .filter(({ phrasing }) => phrasing.total > 0),
    );
    this.byWord = new Inverted(this.said.map(({ phrasing }) => phrasing));
    this.factsByWord = new Inverted(this.facts);
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
    const facts = this.factsByWord.sharing(words, TOLD_AS_FACT).flatMap((entry) => this.facts[entry] ?? []);
    return entries.flatMap((entry) => {
      const said = this.said[entry];
      if (!said || said.phrasing.asks !== sentence.asks) return [];
      if ([...sentence.deniedBy].some((stem) => !said.phrasing.ownDenials.has(stem))) return [];
      const needed = this.language.understood ? neededFor(said.phrasing) : NEEDED_WHEN_NOT_UNDERSTOOD;
      if (likeness(coverageOf(whole, said.phrasing), 1) < needed) return [];
      const allFacts = [said.fact, ...facts];
      if (facts.some((fact) => precisionOf(whole, fact) > precisionOf(whole, said.phrasing))) return [];
      const found = this.best([whole, ...parts], said, allFacts, needed);
      if (!found) return [];
      const { start, end } = found.weighed.passage;
      return [
        { key: said.key, start, end, quote: text.slice(start, end), score: Math.round(found.score * 1_000) / 1_000 },
      ];
    });
  }

  /** The passage that says it best, unless it is closer to what is true. */
  private best(passages: readonly Weighed[], { phrasing }: Said, facts: readonly Phrasing[], needed: number) {
    let best: { weighed: Weighed; score: number } | null = null;
    for (const weighed of passages) {
      const score = compare(weighed, phrasing);
      if (score < needed || score <= (best?.score ?? 0)) continue;
      const precision = precisionOf(weighed, phrasing);
      if (facts.some((fact) => precisionOf(weighed, fact) > precision)) continue;
      best = { weighed, score };
    }
    return best;
  }
}
