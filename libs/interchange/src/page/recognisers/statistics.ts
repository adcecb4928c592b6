/**
 * Which sentences are statistics, and which of them name a source.
 *
 * In a section whose heading announces facts, every item is a claim to be checked, with or without a figure. Elsewhere a sentence is a
 * statistic only when it puts a figure to a measure: a percentage, `one in five`, a count of people or cases, an average, a rank, a multiple, an amount in
 * millions. A vague amount (`billions of dollars`, `most people`), an age in a definition, a date, a duration, a rule of law (`must not exceed 10%`)
 * or an instruction measures nothing and stays in the prose.
 */
import { anyOf, bare, END, hasWord, pattern, START } from '../words.js';
import type { LabelWords } from '../labels/label-words.js';
import type { Passage } from '../passage.js';

export function announcesFacts(heading: string, labels: LabelWords): boolean {
  if (heading.length > 120) return false;
  const words = labels.statistics;
  const plain = bare(heading);
  if (
    pattern(
      labels,
      'facts.myth',
      () => `(?<![\\p{L}])(?:${anyOf([...labels.myth, ...labels.mythPlural])})(?![\\p{L}])`,
    ).test(plain)
  )
    return false;
  if (words.headings.includes(plain)) return true;
  if (heading.trim().endsWith('?')) return false;
  if (plain.split(' ').length > 9) return false;
  return (
    pattern(
      labels,
      'facts.heading',
      () =>
        `(?:^|[^\\p{L}])(?:${anyOf(words.nouns)})(?:$|:|\\s(?:${anyOf(words.followers)})${END})|(?:^|:\\s)(?:${anyOf(words.headings)})(?:$|:)|(?:${anyOf(words.headings.filter((word) => word.includes(' ')))})$`,
    ).test(plain) && !/^(?:how|why|can|do|does|should)\s/.test(plain)
  );
}

const FIGURE = String.raw`\d[\d,.]*`;

const PARTS = new WeakMap<
  LabelWords,
  { number: string; numbers: string; people: string; scales: string; figures: string[] }
>();

/** Alternations that several patterns share, joined once per label set: the test below runs for every sentence. */
function partsFor(labels: LabelWords): {
  number: string;
  numbers: string;
  people: string;
  scales: string;
  figures: string[];
} {
  let parts = PARTS.get(labels);
  if (!parts) {
    const words = labels.statistics;
    const numbers = anyOf(words.numbers);
    parts = {
      number: `(?:${FIGURE}|${numbers})`,
      numbers,
      people: anyOf(words.people),
      scales: anyOf(words.scales),
      figures: [...words.numbers, ...words.ranks, ...words.averages, 'twice', 'double'],
    };
    PARTS.set(labels, parts);
  }
  return parts;
}

export function isStatistic(text: string, labels: LabelWords): boolean {
  if (text.length > 1000 || text.endsWith('?')) return false;
  const words = labels.statistics;
  if (!/\d/.test(text) && !hasWord(labels, 'figures', partsFor(labels).figures, text)) return false;
  if (hasWord(labels, 'norms', words.norms, text)) return false;
  // Who calls a figure a myth does not assert it.
  if (hasWord(labels, 'statistics.myth', [...labels.myth, ...labels.mythPlural], text)) return false;
  const parts = partsFor(labels);
  const { number, numbers, people, scales } = parts;
  const is = (name: string, source: () => string): boolean => pattern(labels, `statistic:${name}`, source).test(text);
  return (
    is(
      'percent',
      () =>
        `(?<![\\p{L}\\d])${number}\\s?(?:%|(?:${anyOf(words.percent)})${END})\\s(?:${anyOf(words.afterPercent)})${END}`,
    ) ||
    is(
      'by-percent',
      () =>
        `${START}(?:${anyOf(words.beforePercent)})\\s${number}\\s?(?:%|(?:${anyOf(words.percent)})${END})(?:\\s*[.,;!)]|$)`,
    ) ||
    is(
      'in',
      () =>
        `${START}(?:${number})\\s(?:${anyOf(words.inWords.filter((word) => word.includes(' ') || word === 'in'))})\\s${number}${END}(?!\\s?(?:%|[-–]))`,
    ) ||
    is(
      'count',
      () =>
        `(?<![\\p{L}\\d.,$€£])(?:\\d{1,3}(?:[,.]\\d{3})+|\\d{3,7}|${number}\\s(?:${scales}))\\s(?:(?:de|new|more|other|young|[\\p{Ll}-]{3,14})\\s){0,2}(?:${people})${END}`,
    ) ||
    is('scale', () => `(?<![\\p{L}\\d])[$€£]?\\s?${number}\\s(?:${scales})${END}`) ||
    is('average', () => `${START}(?:${anyOf(words.averages)})${END}[^.;]{0,80}?(?<![\\p{L}\\d])${number}${END}`) ||
    is(
      'rank',
      () =>
        `${START}(?:top[\\s-](?:${numbers}|\\d{1,3})|(?:${anyOf(words.ranks.filter((word) => word !== 'top'))})(?:\\s|$))`,
    ) ||
    is(
      'times',
      () =>
        `(?<![\\p{L}\\d])${number}\\s(?:${anyOf(words.times)})\\s(?:more|less|as|higher|lower|greater|likelier|más|menos|mayor|tan)${END}`,
    ) ||
    is(
      'period',
      () => `(?<![\\p{L}\\d])(?:\\d{1,3}(?:[,.]\\d{3})+|[1-9]\\d{2,})\\s[^.;]{0,60}?(?:${anyOf(words.periods)})${END}`,
    ) ||
    is(
      'people-period',
      () =>
        `(?<![\\p{L}\\d.,$€£])${number}\\s(?:[\\p{Ll}-]{3,14}\\s){0,2}(?:${people})${END}[^.;]{0,60}?${START}(?:${anyOf(words.periods)})${END}`,
    ) ||
    is('twice', () => `${START}(?:twice|double the)\\s(?:as|number|rate|risk)${END}`)
  );
}

/** A citation, a footnote, a link that is no call to action, or words that name where the figure comes from. */
export function isSourced(passage: Passage, labels: LabelWords): boolean {
  const text = passage.text;
  if (/\[\^?[\p{L}\d]{1,20}\]|[¹²³⁴-⁹]|[\p{L}.,%”"]\(\d{1,2}\)/u.test(text)) return true;
  if (/\([^()]{2,80}(?:19|20)\d\d[a-z]?\)/.test(text)) return true;
  if (hasWord(labels, 'sources', labels.sources, text)) return true;
  if (/https?:\/\/\S/.test(text)) return true;
  return passage
    .links()
    .some(
      (link) => /^https?:/i.test(link.href) && !labels.action.phrases.includes(bare(text.slice(link.start, link.end))),
    );
}

/** `World Health Organization, Fact sheet, 2023.`: an entry of a list of sources. It is no claim, and speaks for nothing but its number. */
export function isReference(text: string): boolean {
  return /^(?:[[(]?\^?\d{1,2}[\]).:]{0,2}\s)?\p{Lu}[^!?]{2,150},\s(?:\p{L}{3,9}\s)?(?:19|20)\d\d\.?$/u.test(text);
}

/** A line that only names sources; it speaks for the statistics above it. */
export function isSourceLine(text: string, labels: LabelWords): boolean {
  return pattern(
    labels,
    'source-line',
    () => `^[\\s(\\[*]{0,3}(?:${anyOf(labels.sources.filter((word) => !word.includes(' ')))})\\s?:`,
  ).test(text);
}
