/** Words and keys in the language of tsquery. What is between quotes is taken as it is: nothing that a caller typed is syntax. */
export const quoted = (lexeme: string) => `'${lexeme.replaceAll(/['\\]/g, (character) => character + character)}'`;

const anyOf = (lexemes: readonly string[]) => `(${lexemes.map(quoted).join(' | ')})`;

/** Each word in any of its spellings, and all words. */
export function allOf(words: readonly (readonly string[])[]): string {
  return words.map(anyOf).join(' & ');
}

/** More alternatives than this make the index slower than the exact conditions do. */
const MOST_KEYS = 256;

export const isKey = (set: readonly string[]) => set.length > 0 && set.length <= MOST_KEYS;

/** Sets of which a document has at least one member each, as index keys beside the words; what is no key is left out. */
export function narrowed(words: string, sets: readonly (readonly string[])[]): string {
  return [words, ...sets.filter(isKey).map(anyOf)].filter((part) => part !== '').join(' & ');
}

/** Text as it is searched for: parts of a compound word count as words. */
export function plainQuery(text: string): string {
  return text.replaceAll(/[\p{Pd}/_.:@\p{Cc}]+/gu, ' ').trim();
}
