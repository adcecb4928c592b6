import type { Word } from './language.js';
import type { Phrasing } from './phrasing.js';

/** Words of one phrasing that are filed: each is one bit of a number. */
const PLACES = 31;
const MOST_FOUND = 100;
/** Names that more than this share of the entries has tell few entries from many, and cost the most to walk. */
const FREQUENT = 1 / 50;
const FEW_ENTRIES = 500;
/** At most the share that is asked for, so that no entry can reach it by frequent names alone. */
const MOSTLY = 0.4;

interface Filed {
  readonly entry: number;
  readonly bit: number;
  readonly weight: number;
}

interface Postings {
  readonly entries: Int32Array;
  /** The place of the word in the entry, as a bit. */
  readonly bits: Int32Array;
  readonly weights: Float32Array;
}

/**
 * Which phrasings share how much with a set of words. Only words that tell something are filed, unless there are none: the others are in every second
 * phrasing. Frequent ones are not walked either: they count for every entry that has them, which finds a few too many and
 * misses none. Counts are kept between calls, so that asking allocates next to nothing.
 */
export class Inverted {
  private readonly postings = new Map<string, Postings>();
  private readonly seen: Int32Array;
  private readonly weights: Float64Array;
  /** Weight of the filed words of an entry. */
  private readonly totals: Float64Array;
  /** Weight that an entry has by frequent names. */
  private readonly granted: Float64Array;

  constructor(phrasings: readonly Phrasing[]) {
    const count = phrasings.length;
    [this.weights, this.totals, this.granted] = [
      new Float64Array(count),
      new Float64Array(count),
      new Float64Array(count),
    ];
    this.seen = new Int32Array(count);
    const filed = new Map<string, Filed[]>();
    for (const [entry, { content }] of phrasings.entries()) {
      const telling = content.filter(({ word }) => word.weight === 1);
      for (const [place, { word, weight }] of (telling.length > 0 ? telling : content).slice(0, PLACES).entries()) {
        this.totals[entry] = (this.totals[entry] ?? 0) + weight;
        for (const name of word.names) {
          const list = filed.get(name);
          if (list) list.push({ entry, bit: 1 << place, weight });
          else filed.set(name, [{ entry, bit: 1 << place, weight }]);
        }
      }
    }
    const isFrequent = (list: readonly Filed[]) => count > FEW_ENTRIES && list.length > count * FREQUENT;
    for (const list of filed.values())
      if (isFrequent(list))
        for (const { entry, weight } of list) this.granted[entry] = (this.granted[entry] ?? 0) + weight;
    // What is said mostly in frequent words would never be met: it is filed under all of its words.
    const isMet = this.granted.map((weight, entry) => (weight < (this.totals[entry] ?? 0) * MOSTLY ? 1 : 0));
    for (const [entry, met] of isMet.entries()) if (met === 0) this.granted[entry] = 0;
    for (const [name, all] of filed) {
      const list = isFrequent(all) ? all.filter(({ entry }) => isMet[entry] === 0) : all;
      this.postings.set(name, {
        entries: Int32Array.from(list, ({ entry }) => entry),
        bits: Int32Array.from(list, ({ bit }) => bit),
        weights: Float32Array.from(list, ({ weight }) => weight),
      });
    }
  }

  /** Entries of which the words may cover at least this share; the likeliest, up to a number that bounds what comes after. */
  sharing(words: Iterable<Word>, share: number): number[] {
    const { seen, weights } = this;
    const names = new Set<string>();
    for (const word of words) if (word.weight > 0) for (const name of word.names) names.add(name);
    const touched: number[] = [];
    for (const name of names) {
      const postings = this.postings.get(name);
      if (postings) this.count(postings, touched);
    }
    const shareOf = (entry: number) =>
      ((weights[entry] ?? 0) + (this.granted[entry] ?? 0)) / (this.totals[entry] ?? Infinity);
    let found = touched.filter((entry) => shareOf(entry) >= share);
    if (found.length > MOST_FOUND) found = found.sort((a, b) => shareOf(b) - shareOf(a) || a - b).slice(0, MOST_FOUND);
    for (const entry of touched) seen[entry] = weights[entry] = 0;
    return found;
  }

  private count({ entries, bits, weights }: Postings, touched: number[]): void {
    for (let at = 0; at < entries.length; at += 1) {
      const entry = entries[at] ?? 0;
      const bit = bits[at] ?? 0;
      const before = this.seen[entry] ?? 0;
      if (before === 0) touched.push(entry);
      if ((before & bit) !== 0) continue;
      this.seen[entry] = before | bit;
      this.weights[entry] = (this.weights[entry] ?? 0) + (weights[at] ?? 0);
    }
  }
}
