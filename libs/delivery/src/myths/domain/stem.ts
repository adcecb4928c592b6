/**
 * Word stems. English: the steps of Porter's algorithm (1980) that bring inflections and common derivations together.
 * Spanish: gender, number, person and common derivations off the end. Both are meant for comparing, not for reading.
 */

const VOWEL = /[aeiouy]/;

/** Number of vowel-consonant sequences: Porter's measure. */
function measure(stem: string): number {
  let count = 0;
  let wasVowel = false;
  for (let index = 0; index < stem.length; index += 1) {
    const letter = stem[index] ?? '';
    const isVowel: boolean = 'aeiou'.includes(letter) || (letter === 'y' && index > 0 && !wasVowel);
    if (wasVowel && !isVowel) count += 1;
    wasVowel = isVowel;
  }
  return count;
}

const endsDoubled = (word: string) => word.length > 2 && word.at(-1) === word.at(-2) && !/[lszaeiou]$/.test(word);
const endsShort = (word: string) => /^(?:.*[^aeiou])?[aeiouy][^aeiouywx]$/.test(word);

const TO_SHORTER: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['ization', 'ize'],
  ['isation', 'ize'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['iveness', 'ive'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['entli', 'ent'],
  ['ousli', 'ous'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['alize', 'al'],
  ['alise', 'al'],
  ['izer', 'ize'],
  ['ator', 'ate'],
  ['alli', 'al'],
  ['ical', 'ic'],
  ['ness', ''],
  ['bli', 'ble'],
  ['eli', 'e'],
  ['ful', ''],
];

const SUFFIXES = [
  'ement', 'ance', 'ence', 'able', 'ible', 'ment', 'sion', 'tion', 'ant', 'ent', 'ism', 'ate', 'iti', 'ous', 'ive',
  'ize', 'ise', 'al', 'er', 'or', 'ic', 'li',
]; // prettier-ignore

export function stemEnglish(word: string): string {
  if (/^[a-z]{2}y$/.test(word)) return `${word.slice(0, 2)}i`;
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let stem = word.replace(/(ss|i)es$/, '$1').replace(/([^su])s$/, '$1');
  if (stem.endsWith('eed')) {
    if (measure(stem.slice(0, -3)) > 0) stem = stem.slice(0, -1);
  } else {
    const cut = stem.replace(/(?:ed|ing)$/, '');
    if (cut !== stem && cut.length > 2 && VOWEL.test(cut)) {
      stem = cut;
      if (/(?:at|bl|iz)$/.test(stem)) stem += 'e';
      else if (endsDoubled(stem)) stem = stem.slice(0, -1);
      else if (measure(stem) === 1 && endsShort(stem)) stem += 'e';
    }
  }
  if (stem.length > 2 && stem.endsWith('y') && VOWEL.test(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  for (const [long, short] of TO_SHORTER) {
    if (!stem.endsWith(long)) continue;
    const rest = stem.slice(0, -long.length);
    if (measure(rest) > 0) stem = rest + short;
    break;
  }
  for (const suffix of SUFFIXES) {
    if (!stem.endsWith(suffix)) continue;
    const rest = stem.slice(0, -suffix.length);
    if (measure(rest) > 1 || (suffix.endsWith('ion') && measure(rest) > 0)) {
      stem = suffix.endsWith('ion') ? stem.slice(0, -3) : rest;
    }
    break;
  }
  if (
    stem.endsWith('e') &&
    (measure(stem.slice(0, -1)) > 1 || (measure(stem.slice(0, -1)) === 1 && !endsShort(stem.slice(0, -1))))
  )
    stem = stem.slice(0, -1);
  return stem;
}

const SPANISH_SUFFIXES = [
  'aciones', 'amiento', 'imiento', 'idades', 'adoras', 'adores', 'acion', 'mente', 'idad', 'iendo', 'ieron', 'adora',
  'ador', 'ando', 'aban', 'aron', 'amos', 'emos', 'imos', 'adas', 'ados', 'idas', 'idos', 'aran', 'eran', 'iran', 'aba',
  'ada', 'ado', 'ida', 'ido', 'ara', 'era', 'ira', 'cion', 'an', 'en', 'ar', 'er', 'ir', 'es', 'as', 'os', 'a', 'e', 'o', 's',
]; // prettier-ignore

/** @param written without accents. */
export function stemSpanish(written: string): string {
  if (written.length < 4) return written;
  // `bañarse`, `decirlo`: pronouns that are written on the verb.
  // `crimenes`: of `crimen`.
  const word = written.replace(/([aei]r)(?:se|me|te|nos|l[aeo]s?)$/, '$1').replace(/(.{3})enes$/, '$1en');
  for (const suffix of SPANISH_SUFFIXES)
    if (word.endsWith(suffix) && word.length - suffix.length >= 3) return word.slice(0, -suffix.length);
  return word;
}
