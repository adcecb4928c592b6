const SYLLABLES = ['ba', 'con', 'der', 'fil', 'gra', 'ho', 'lin', 'mar', 'nor', 'pel', 'ro', 'sen', 'ti', 'ver', 'zu'];
const LEAST = 3;

/** The k-th of the words that names are made of, from 1. */
export function nameOf(k) {
  let [word, rest, count] = ['', k, 0];
  for (; rest > 0 || count < LEAST; count++) {
    word += SYLLABLES[rest % SYLLABLES.length];
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return word;
}
