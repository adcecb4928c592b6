import type { Word } from './language.js';
import type { Phrasing } from './phrasing.js';

/** Words of one phrasing that are filed: each is one bit of a number. */
const PLACES = 31;
const MOST_FOUND = 150;

/** Which phrasings share how much with a set of words. Counts are kept between calls, so that asking allocates next to nothing. */
export class Inverted {
  /** Behind each name, entry and place of every word that has it, as one number. */
  private readonly postings: ReadonlyMap<string, Int32Array>;
  private readonly bits: Int32Array;
  private readonly weights: Float64Array;

  constructor(private readonly phrasings: readonly Phrasing[]) {
    this.bits = new Int32Array(phrasings.length);
    this.weights = new Float64Array(phrasings.length);
    const filed = new Map<string, number[]>();
    for (const [entry, { content }] of phrasings.entries()) {
      for (const [place, { word }] of content.slice(0, PLACES).entries()) {
        for (const name of word.names) {
          const list = filed.get(name);
          if (list) list.push(entry * PLACES + place);
          else filed.set(name, [entry * PLACES + place]);
        }
      }
    }
    this.postings = new Map([...filed].map(([name, list]) => [name, Int32Array.from(list)]));
  }

  /** Entries of which the words cover at least this share, those that they cover best first, up to a number that bounds what comes after. */
  sharing(words: Iterable<Word>, share: number): number[] {
    const { bits, weights, phrasings } = this;
    const names = new Set<string>();
    for (const word of words) if (word.weight > 0) for (const name of word.names) names.add(name);
    const touched: number[] = [];
    for (const name of names) {
      const postings = this.postings.get(name);
      if (!postings) continue;
      for (const posting of postings) {
        const entry = Math.floor(posting / PLACES);
        const place = posting % PLACES;
        const seen = bits[entry] ?? 0;
        if (seen === 0) touched.push(entry);
        if ((seen & (1 << place)) !== 0) continue;
        bits[entry] = seen | (1 << place);
        weights[entry] = (weights[entry] ?? 0) + (phrasings[entry]?.content[place]?.weight ?? 0);
      }
    }
    const shareOf = (entry: number) => (weights[entry] ?? 0) / (phrasings[entry]?.total ?? Infinity);
    let found = touched.filter((entry) => shareOf(entry) >= share);
    if (found.length > MOST_FOUND) found = found.sort((a, b) => shareOf(b) - shareOf(a) || a - b).slice(0, MOST_FOUND);
    for (const entry of touched) bits[entry] = weights[entry] = 0;
    return found;
  }
}
