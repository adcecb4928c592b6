/** The labels of a claim and its correction: `MYTH:`, `Myth #1`, `Reality 1:`, `**Truth**`, alone on a line or before the text. */
import { anyOf, bare, END, pattern } from '../words.js';
import type { LabelWords } from '../labels/label-words.js';
import type { Passage } from '../passage.js';

export interface Label {
  side: 'myth' | 'fact';
  number: string | null;
  /** Text index where the labelled text begins. */
  rest: number;
  alone: boolean;
}

const NUMBER = String.raw`(?:[\s]*(?:#|№|n\.?º|no\.?|number)?[\s]*(\d{1,3})(?!\d))?`;

/** Common words are labels only before a colon or a dash. */
const COLON = String.raw`(?=[\s]{0,2}(?:#?\d{1,3}[\s]?)?(?::|[–—]|-\s))`;

function labelPattern(labels: LabelWords): RegExp {
  return pattern(
    labels,
    'label',
    () =>
      `^(?:\\d{1,2}[.)]\\s)?["“‘'(\\[\\s]{0,4}(?:(${anyOf(labels.myth)}|(?:${anyOf(labels.mythBeforeColon)})${COLON})|(${anyOf(labels.fact)}|(?:${anyOf(labels.factBeforeColon)})${COLON}))${END}${NUMBER}`,
  );
}

/** The label a text begins with, if it is certain that it is one: punctuation, a number, bold type of its own, or nothing else. */
export function readLabel(passage: Passage | string, labels: LabelWords): Label | null {
  const text = typeof passage === 'string' ? passage : passage.text;
  const match = labelPattern(labels).exec(text.length > 200 ? text.slice(0, 200) : text);
  if (!match) return null;
  const side = match[1] === undefined ? 'fact' : 'myth';
  const number = match[3] ?? null;
  const end = match[0].length;
  const after = text.slice(end, end + 12);
  const label = (rest: number): Label => ({ side, number, rest, alone: text.slice(rest).trim() === '' });
  const mark = /^[\])"”’']{0,2}\s*(?::|–|—|-(?=\s|$)|\.(?=\s|$)|\)|\|)[\s)"”’]{0,2}/.exec(after);
  if (mark) return label(end + mark[0].length);
  if (/^[\])"”’'\s]*$/.test(after)) return label(text.length);
  if (/^\n/.test(after)) return label(end + 1);
  if (number !== null && /^\s+["“‘¿¡\p{Lu}]/u.test(after)) return label(end);
  if (
    typeof passage !== 'string' &&
    passage.marked('strong', 0, end) &&
    /^\s/.test(after) &&
    !passage.marked('strong', end, Math.min(text.length, end + 3))
  )
    return label(end);
  return null;
}

export function isLabelStart(text: string, labels: LabelWords): false | 'start' | 'alone' {
  const label = readLabel(text, labels);
  return label === null ? false : label.alone ? 'alone' : 'start';
}

/** A heading that is only a label of what follows: 'Myth vs. fact', 'Common myths and facts'. */
export function isPairsHeading(text: string, labels: LabelWords): boolean {
  const order = pairsOrder(text, labels);
  if (order === null) return false;
  const words = [...labels.myth, ...labels.fact, ...labels.mythPlural, ...labels.factPlural];
  const rest = bare(text)
    .replace(
      pattern(labels, 'pairs.words', () => `(?<![\\p{L}])(?:${anyOf(words)})(?![\\p{L}])`, 'giu'),
      ' ',
    )
    .split(/[\s.]+/)
    .filter((word) => word !== '');
  return rest.every((word) => labels.connectors.includes(word));
}

/** A heading that announces myths, whatever else it says: 'Five myths about sleep'. */
export function namesMyths(text: string, labels: LabelWords): boolean {
  return (
    text.length <= 120 &&
    pattern(labels, 'myths.named', () => `(?<![\\p{L}])(?:${anyOf(labels.mythPlural)})(?![\\p{L}])`).test(text)
  );
}

/** A heading that states something, as people say it: no question, no name of a section. */
export function isClaim(text: string, least: number, labels: LabelWords): boolean {
  const words = text.split(' ');
  if (text.endsWith('?') || text.endsWith(':') || words.length < 3) return false;
  if (pattern(labels, 'interrogatives', () => `^[^\\p{L}]{0,8}(?:${anyOf(labels.interrogatives)})${END}`).test(text))
    return false;
  return words.length >= least || /[.!”"»]$/.test(text) || /^(?:#?\d{1,2}[.):]?\s|["“«])/.test(text);
}

/** Which side a heading names first, when it names both. */
export function pairsOrder(text: string, labels: LabelWords): 'myth-first' | 'fact-first' | null {
  if (text.length > 150) return null;
  const myth = pattern(
    labels,
    'pairs.myth',
    () => `(?<![\\p{L}])(?:${anyOf([...labels.myth, ...labels.mythPlural])})(?![\\p{L}])`,
  ).exec(text);
  const fact = pattern(
    labels,
    'pairs.fact',
    () => `(?<![\\p{L}])(?:${anyOf([...labels.fact, ...labels.factPlural])})(?![\\p{L}])`,
  ).exec(text);
  if (!myth || !fact) return null;
  return myth.index < fact.index ? 'myth-first' : 'fact-first';
}

/** The side that a table's column heading names. */
export function columnSide(text: string, labels: LabelWords): 'myth' | 'fact' | null {
  const word = bare(text);
  if ([...labels.myth, ...labels.mythPlural].includes(word)) return 'myth';
  if ([...labels.fact, ...labels.factPlural].includes(word)) return 'fact';
  return null;
}

/**
 * Text indexes at which a block turns to another label: `Myth: ... Fact: ...` in one paragraph. Inside a text only a label with a colon counts
 * (or one in bold type), at the start of a sentence or of a line.
 */
export function innerLabels(passage: Passage, raw: string, labels: LabelWords): number[] {
  const found: number[] = [];
  const inner = pattern(
    labels,
    'label.inner',
    () =>
      `(?<=[.!?…;"”’)\\s])(?:${anyOf([...labels.myth, ...labels.fact, ...labels.mythBeforeColon, ...labels.factBeforeColon])})${END}(?:[\\s]{0,2}(?:#|no\\.?)?[\\s]{0,2}\\d{1,3})?(?=[\\s]{0,2}[:\\n–—]|[\\s])`,
    'giu',
  );
  inner.lastIndex = 1;
  for (let match = inner.exec(passage.text); match; match = inner.exec(passage.text)) {
    const at = match.index;
    const before = passage.text.slice(Math.max(0, at - 3), at);
    const rawBefore = raw.slice(Math.max(0, passage.rawAt(at) - 60), passage.rawAt(at));
    const atBoundary = /[.!?…;]["”’»)]*\s?$/.test(before) || before.endsWith('\n') || /\n[ \t>*_]*$/.test(rawBefore);
    const bold =
      passage.marked('strong', at, at + match[0].length) && !passage.marked('strong', Math.max(0, at - 2), at);
    if (!atBoundary && !bold) continue;
    const label = readLabel(passage.slice(at), labels);
    const colon = /^\s{0,2}[:\n–—]/.test(passage.text.slice(at + match[0].length));
    if (label && (colon || bold)) found.push(at);
  }
  return found;
}
