/**
 * Plain text has no markup, so its structure is read from the look of its lines: what stands alone, what is short, what ends in
 * a question mark or a colon. The reading is the same whatever the subject; label words come from the locale.
 */
import { END, anyOf, bare, hasWord, pattern } from '../words.js';
import type { LabelWords } from '../labels/label-words.js';
import { isLabelStart } from '../recognisers/labelled.js';
import { isSourceLine } from '../recognisers/statistics.js';
import { contactsIn } from '../recognisers/contacts.js';
import { isOutlineStart } from '../recognisers/courses.js';
import { isFurnitureText } from '../recognisers/furniture.js';
import { askLabel } from '../structure.js';
import { pageBlock, type PageBlock } from '../page-block.js';
import { Passage } from '../passage.js';

const BULLET =
  /^[ \t]*(?:([•·▪‣◦●○■□–—*+\u00b7\uf0b7-])[ \t\u00a0]+|(o)[\t\u00a0]+|(?!\(\d{3}\)[ \t]?\d{3})\(?(\d{1,3}|[a-zA-Z])[.)][ \t\u00a0]+)(?=\S)/;
/** A line longer than this was never wrapped by hand: every line of such a page is a paragraph. */
const WRAP_LIMIT = 120;

interface Line {
  from: number;
  to: number;
  text: string;
  furniture?: boolean;
}
interface Para {
  from: number;
  to: number;
  text: string;
  passage: Passage;
  /** Blank lines before it. */
  gap: number;
  bullet: 'bullet' | 'number' | null;
  indent: number;
  underline: 0 | 1 | 2;
  /** False when its line follows another one without a blank line. */
  alone: boolean;
}

export function readText(raw: string, labels: LabelWords): PageBlock[] {
  const speakers = speakersOf(raw);
  const paras = paragraphs(raw, speakers, labels);
  const blocks: PageBlock[] = [];
  let group = 0;
  for (let index = 0; index < paras.length; index += 1) {
    const para = paras[index];
    if (!para) continue;
    const hashes = /^(#{1,6})\s+\S/.exec(para.text);
    const headed = headingLevel(paras, index, speakers, labels);
    if (hashes) {
      blocks.push(
        pageBlock('heading', para.passage.slice(hashes[1]?.length ?? 1), {
          level: hashes[1]?.length ?? 1,
          explicit: true,
        }),
      );
    } else if (headed > 0) {
      blocks.push(pageBlock('heading', para.passage, { level: headed, explicit: para.underline > 0 }));
    } else if (para.bullet) {
      const previous = paras[index - 1];
      if (!previous?.bullet || blocks.at(-1)?.kind !== 'item' || para.gap > 1) group += 1;
      blocks.push(
        pageBlock('item', para.passage, {
          ordered: para.bullet === 'number',
          group,
          level: Math.min(4, 1 + Math.floor(para.indent / 2)),
        }),
      );
    } else {
      blocks.push(pageBlock('paragraph', para.passage));
      const count = spacedList(paras, index, labels);
      if (count > 0) {
        group += 1;
        for (const item of paras.slice(index + 1, index + 1 + count))
          blocks.push(pageBlock('item', item.passage, { group }));
        index += count;
      }
    }
  }
  return levelled(blocks);
}

/** Indents are counted from the shallowest item of the same list. */
function levelled(blocks: PageBlock[]): PageBlock[] {
  const least = new Map<number, number>();
  for (const block of blocks)
    if (block.kind === 'item') least.set(block.group, Math.min(least.get(block.group) ?? 9, block.level));
  for (const block of blocks) if (block.kind === 'item') block.level += 1 - (least.get(block.group) ?? 1);
  return blocks;
}

function splitLines(raw: string): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (const text of raw.split('\n')) {
    lines.push({ from, to: from + text.length, text: text.trim() });
    from += text.length + 1;
  }
  return lines;
}

function paragraphs(raw: string, speakers: ReadonlySet<string>, labels: LabelWords): Para[] {
  const paras: Para[] = [];
  const lines = splitLines(raw);
  let gap = 0;
  let index = 0;
  while (index < lines.length) {
    if (lines[index]?.text === '') {
      gap += 1;
      index += 1;
      continue;
    }
    let end = index;
    while (end < lines.length && lines[end]?.text !== '') end += 1;
    const chunk = lines.slice(index, end);
    for (const para of chunkParagraphs(raw, chunk, gap, speakers, labels)) paras.push(para);
    gap = 0;
    index = end;
  }
  return paras;
}

/** A run of lines without a blank one between: either wrapped by hand, or one paragraph per line, or a mix with labels and bullets. */
function chunkParagraphs(
  raw: string,
  chunk: readonly Line[],
  gap: number,
  speakers: ReadonlySet<string>,
  labels: LabelWords,
): Para[] {
  const paras: Para[] = [];
  let width = 0;
  for (const line of chunk) width = Math.max(width, line.text.length);
  let open: Line[] = [];
  const close = (): void => {
    const first = open[0];
    const last = open.at(-1);
    if (!first || !last) return;
    const bullet = asked(first.text, paras.at(-1)?.text ?? '', labels)
      ? null
      : BULLET.exec(raw.slice(first.from, Math.min(first.to, first.from + 200)));
    const from = first.from + (bullet?.[0].length ?? 0);
    const passage = Passage.of(raw, from, last.to);
    const indent = /^[ \t]*/.exec(raw.slice(first.from, first.from + 40))?.[0].replace(/\t/g, '    ').length ?? 0;
    paras.push({
      from: first.from,
      to: last.to,
      text: passage.text,
      passage,
      gap: paras.length === 0 ? gap : 0,
      bullet: bullet ? (bullet[3] === undefined ? 'bullet' : 'number') : null,
      indent,
      underline: 0,
      alone: chunk.length === open.length,
    });
    open = [];
  };
  for (const line of chunk) {
    const underline = /^(={3,}|-{3,}|_{3,}|\*{3,}|~{3,})$/.exec(line.text.slice(0, 200));
    if (underline) {
      const single = open.length === 1;
      close();
      const last = paras.at(-1);
      if (single && last && /^[=-]/.test(line.text) && !last.bullet) last.underline = line.text.startsWith('=') ? 1 : 2;
      continue;
    }
    const previous = open.at(-1);
    if (previous && !continues(previous, line, width, speakers, labels)) close();
    open.push(line);
  }
  close();
  return paras;
}

/** Asked for a line twice: with the line before it and with the one after. */
function isFurniture(line: Line, labels: LabelWords): boolean {
  return (line.furniture ??= isFurnitureText(line.text, labels) !== null);
}

/** `HOST: ...`: who speaks more than once on a page holds a conversation. */
const SPEAKER = /^[ \t]*(\p{Lu}[\p{Lu}\d.' -]{1,24}):[ \t]/gmu;

function speakersOf(raw: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const match of raw.matchAll(SPEAKER)) {
    const name = match[1] ?? '';
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return twice;
}

function speaks(text: string, speakers: ReadonlySet<string>): boolean {
  const colon = text.slice(0, 30).indexOf(':');
  return colon > 0 && speakers.has(text.slice(0, colon));
}

/** A line that begins with the label of a question or an answer; a lone letter with a full stop counts a list unless a question mark follows. */
function asked(text: string, before: string, labels: LabelWords): boolean {
  if (askLabel(text, 'question', labels) !== null && (/\?/.test(text) || !/^\p{L}[.)]/u.test(text))) return true;
  return askLabel(text, 'answer', labels) !== null && (!/^\p{L}[.)]/u.test(text) || before.endsWith('?'));
}

function continues(
  previous: Line,
  line: Line,
  width: number,
  speakers: ReadonlySet<string>,
  labels: LabelWords,
): boolean {
  if (
    BULLET.test(line.text.slice(0, 200)) ||
    asked(line.text, previous.text, labels) ||
    speaks(line.text, speakers) ||
    isLabelStart(line.text.slice(0, 200), labels) ||
    /^#{1,6}\s/.test(line.text)
  )
    return false;
  if (isOutlineStart(line.text, labels) || isFurniture(line, labels) || isFurniture(previous, labels)) return false;
  if (isLabelStart(previous.text.slice(0, 200), labels) === 'alone') return false;
  if (width > WRAP_LIMIT) return false;
  const finished = /[.!?:;…)]["”’»)\]]*$/.test(previous.text);
  if (!finished && /^(?!\(\d)[\p{Ll}(]/u.test(line.text)) return true;
  // A line that gives a number is complete when the next one begins anew.
  if (
    /\d{3}/.test(previous.text) &&
    !finished &&
    contactsIn(Passage.of(previous.text, 0, previous.text.length), labels).length > 0
  )
    return false;
  if (!finished && previous.text.length >= 45) return true;
  // Short lines one below the other (an address, a list of numbers) were not wrapped.
  if (width < 55) return false;
  const word = line.text.indexOf(' ');
  return previous.text.length + 1 + (word === -1 ? line.text.length : word) > width && previous.text.length >= 30;
}

/** 0 when the paragraph is no heading; else its level. */
function headingLevel(
  paras: readonly Para[],
  index: number,
  speakers: ReadonlySet<string>,
  labels: LabelWords,
): number {
  const para = paras[index];
  if (!para || para.text.length > 150) return 0;
  if (para.underline > 0) return para.underline;
  const next = paras[index + 1];
  const label = isLabelStart(para.text, labels);
  if (
    label ||
    speaks(para.text, speakers) ||
    / \| /.test(para.text) ||
    isFurnitureText(para.text, labels) ||
    isSourceLine(para.text, labels) ||
    contactsIn(para.passage, labels).length > 0
  )
    return 0;
  const words = para.text.split(' ').length;
  const question = /^[^.!?]{2,120}\?$/.test(para.text) || /^¿[^.!?]{2,120}\?$/.test(para.text);
  if (
    para.bullet &&
    !(question && para.bullet === 'number' && next && !next.bullet && next.text.length > para.text.length / 2)
  )
    return 0;
  // A short line above its text without a blank line is one too, when the text is longer.
  if (!para.alone && !question && !(para.gap > 0 || index === 0)) return 0;
  if (!next) return 0;
  if (!para.alone && (next.gap > 0 || next.text.length < para.text.length)) return 0;
  if (question) return words <= 20 ? 2 : 0;
  // 'Fact or fiction? What people say': a question and what it is about, without a full stop.
  if (/^[^.!?]{2,60}\?\s\p{Lu}[^.!?:]{2,80}$/u.test(para.text)) return para.alone && words <= 14 ? 2 : 0;
  if (/[!,:;…=]$/.test(para.text) || words > 12 || para.text.length > 90) return 0;
  if (!/^[\p{Lu}\p{N}¿¡"“‘]/u.test(para.text) || !/\p{L}{2}/u.test(para.text)) return 0;
  if (/[.]$/.test(para.text)) return shortStatement(para.text, words, next, labels) ? 2 : 0;
  if (/[.!?]\s+\p{Lu}/u.test(para.text) && !/\bvs\.\s/i.test(para.text)) return 0;
  if (/\d{3}[-. )]*\d{4}|@|https?:/.test(para.text)) return 0;
  return 2;
}

/** 'The facts.': a heading that somebody ended with a full stop. */
function shortStatement(text: string, words: number, next: Para, labels: LabelWords): boolean {
  if (words > 4 || next.text.length <= text.length) return false;
  const first = bare(text).split(' ')[0] ?? '';
  if (labels.action.verbs.includes(first)) return false;
  return (
    labels.determiners.includes(first) ||
    hasWord(labels, 'statistics.nouns', labels.statistics.nouns, text) ||
    allCapitalised(text)
  );
}

function allCapitalised(text: string): boolean {
  if (/\p{Lu}{2}/u.test(text) && !/\p{Ll}/u.test(text)) return true;
  const words = text.split(' ').filter((word) => /^\p{L}{4,}/u.test(word));
  return words.length > 1 && words.every((word) => /^\p{Lu}/u.test(word));
}

/**
 * How many of the paragraphs after one that ends in a colon are its list, items parted by blank lines. Items are single sentences of
 * one style (all with a full stop or none) and one distance; two at least.
 */
function spacedList(paras: readonly Para[], index: number, labels: LabelWords): number {
  const lead = paras[index];
  if (!lead?.text.endsWith(':') || isLabelStart(lead.text, labels) || lead.text.length > 400) return 0;
  const first = paras[index + 1];
  if (!first || first.bullet) return 0;
  const ends = terminal(first.text);
  const gap = paras[index + 2]?.gap ?? 0;
  let count = 0;
  for (let at = index + 1; at < paras.length; at += 1) {
    const item = paras[at];
    if (!item || item.bullet || item.underline > 0 || !item.alone || item.text.length > 200) break;
    const next = paras[at + 1];
    if (count > 0 && item.gap !== gap) break;
    if (/[?:]$/.test(item.text) || /[.!?]\s+\p{Lu}/u.test(item.text) || isLabelStart(item.text, labels)) break;
    if (terminal(item.text) !== ends || isFurnitureText(item.text, labels)) break;
    if (pattern(labels, 'text.action', () => `^(?:${anyOf(labels.action.phrases)})${END}`).test(item.text)) break;
    // 'The facts.' after longer items is the next heading, not the last item.
    if (
      count > 0 &&
      next &&
      item.text.split(' ').length < first.text.split(' ').length &&
      shortStatement(item.text, item.text.split(' ').length, next, labels)
    )
      break;
    // Without full stops an item looks like a heading; the one that prose follows is a heading.
    if (!ends && count > 0 && next && terminal(next.text)) break;
    count += 1;
  }
  return count >= 2 ? count : 0;
}

function terminal(text: string): boolean {
  return /[.;!]["”’»)]*$/.test(text);
}
