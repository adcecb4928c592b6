/**
 * What pages say with their looks instead of their markup, read the same way for every format: furniture between hard line breaks, bullets
 * that are only signs, bold lines that stand as headings, a figure set large above its sentence, and questions with their answers.
 */
import type { LabelWords } from './labels/label-words.js';
import { pageBlock, type PageBlock } from './page-block.js';
import { Passage } from './passage.js';
import { isCallToAction } from './recognisers/actions.js';
import { contactsIn } from './recognisers/contacts.js';
import { isFurnitureText } from './recognisers/furniture.js';
import { namesMyths, readLabel } from './recognisers/labelled.js';
import { anyOf, pattern } from './words.js';

/** The label by which a line asks or answers: where the text after it begins. */
export function askLabel(text: string, side: 'question' | 'answer', labels: LabelWords): number | null {
  const match = pattern(
    labels,
    `ask:${side}`,
    () => `^["“(\\[]?(?:${anyOf(labels[side])})(?:\\s?#?\\d{1,3})?\\s?(?:[:.)\\]]|[–—-](?=\\s))[\\s)\\]]{0,2}`,
  ).exec(text.slice(0, 60));
  return match && match[0].length < text.length ? match[0].length : null;
}

export function shapeBlocks(
  input: readonly PageBlock[],
  raw: string,
  options: { marked: boolean },
  labels: LabelWords,
): PageBlock[] {
  let blocks = input.flatMap((block) => splitLines(block, raw, labels));
  if (options.marked) blocks = blocks.flatMap((block) => splitQuestion(block, raw));
  if (options.marked) blocks = boldHeadings(blocks, labels);
  blocks = joinFigures(blocks);
  blocks = readQuestions(blocks, options.marked, raw, labels);
  return lowerEmptyHeadings(blocks, labels);
}

const GLYPH = /^[•·▪◦●○■□‣⁃\uf0b7§]\s/;

/** Lines that a hard break parts and of which one is furniture, a question or a bullet are blocks of their own. */
function splitLines(block: PageBlock, raw: string, labels: LabelWords): PageBlock[] {
  if (block.kind !== 'paragraph' && block.kind !== 'details' && block.kind !== 'quote') return [block];
  const text = block.content.text;
  if (text.length > 20_000) return [block];
  const glyphs = GLYPH.test(text);
  const cuts = [0];
  for (let at = 1; at < text.length; at += 1) {
    if (text[at - 1] === '\n') cuts.push(at);
    // In Markdown a line of bullets may hide in a paragraph.
    else if (glyphs && GLYPH.test(text.slice(at, at + 2)) && startsLine(block.content, at, raw)) cuts.push(at);
  }
  const lines = cuts.map((from, index) => block.content.slice(from, cuts[index + 1])).filter((line) => !line.isEmpty);
  const asItem = (line: Passage): PageBlock =>
    GLYPH.test(line.text)
      ? { ...block, kind: 'item', group: block.content.from + 1, content: line.slice(1) }
      : { ...block, content: line };
  if (lines.length < 2) return glyphs && block.kind === 'paragraph' ? [asGlyph(block)] : [block];
  if (glyphs && block.kind === 'paragraph') return lines.map(asItem);
  const parts = block.region === 'footer' || lines.some((line) => isFurnitureText(line.text, labels) !== null);
  return parts ? lines.map((line) => ({ ...block, content: line })) : [block];
}

/** Neighbouring paragraphs that begin with a sign are one list. */
function asGlyph(block: PageBlock): PageBlock {
  return { ...block, kind: 'item', group: -1, content: block.content.slice(1) };
}

function startsLine(content: Passage, at: number, raw: string): boolean {
  const place = content.rawAt(at);
  return /^[\s>*_]*$/.test(raw.slice(raw.lastIndexOf('\n', place - 1) + 1, place).slice(-60));
}

/** A bold question above its answer in one paragraph: two blocks, so that the question can stand as a heading. */
function splitQuestion(block: PageBlock, raw: string): PageBlock[] {
  const text = block.content.text;
  const end = block.kind === 'paragraph' ? text.slice(0, 150).indexOf('?') + 1 : 0;
  if (end < 8 || end >= text.length - 1 || !/[\n ]/.test(text[end] ?? '') || !block.content.marked('strong', 0, end))
    return [block];
  if (block.content.marked('strong', end, end + 3) || !(text[end] === '\n' || startsLine(block.content, end + 1, raw)))
    return [block];
  return [
    { ...block, content: block.content.slice(0, end) },
    { ...block, content: block.content.slice(end) },
  ];
}

/** A short paragraph that is bold from end to end and has text below it stands as a heading. */
function boldHeadings(blocks: readonly PageBlock[], labels: LabelWords): PageBlock[] {
  let above = 1;
  return blocks.map((block, index) => {
    if (block.kind === 'heading') above = block.level;
    const next = blocks[index + 1];
    const previous = blocks[index - 1];
    const text = block.content.text;
    if (
      block.kind !== 'paragraph' ||
      text.length > 90 ||
      text.split(' ').length > 12 ||
      text.includes('\n') ||
      /[.!,;…]["”’»]?$/.test(text) ||
      !/\p{L}{2}/u.test(text) ||
      !block.content.marked('strong', 0, text.length) ||
      !next ||
      !['paragraph', 'item', 'table', 'term', 'quote'].includes(next.kind) ||
      next.content.marked('strong', 0, next.content.text.length) ||
      readLabel(block.content, labels) ||
      (previous && readLabel(previous.content, labels)?.alone) ||
      isCallToAction(block.content, labels) ||
      contactsIn(block.content, labels).length > 0 ||
      askLabel(text, 'question', labels) !== null
    )
      return block;
    return { ...block, kind: 'heading', level: Math.min(6, above + 1), explicit: true };
  });
}

/** `3.8M` in large type above `people ...`: one sentence. */
function joinFigures(blocks: readonly PageBlock[]): PageBlock[] {
  const joined: PageBlock[] = [];
  for (const block of blocks) {
    const figure = joined.at(-1);
    if (
      figure?.kind === 'paragraph' &&
      block.kind === 'paragraph' &&
      figure.content.text.length <= 14 &&
      /^[$€£~<>]?\s?\d[\d.,\s–-]*(?:%|[KMB]|\+)?\+?$/.test(figure.content.text) &&
      /^\p{Ll}/u.test(block.content.text)
    )
      joined[joined.length - 1] = { ...block, content: Passage.join([figure.content, block.content]) };
    else joined.push(block);
  }
  return joined;
}

/** `Q: ...` and `A: ...` become a heading and its text; a question whose answer has no label stays as it is. */
function readQuestions(blocks: readonly PageBlock[], marked: boolean, raw: string, labels: LabelWords): PageBlock[] {
  const shaped: PageBlock[] = [];
  let above = 1;
  for (let index = 0; index < blocks.length; index += 1) {
    const block = blocks[index];
    if (!block) break;
    const ask = isText(block) ? askLabel(block.content.text, 'question', labels) : null;
    if (ask === null) {
      if (block.kind === 'heading' && block.explicit) above = block.level;
      shaped.push(block);
      continue;
    }
    const own = innerAnswer(block.content, ask, raw, labels);
    const at = own ? index : answerAfter(blocks, index, labels);
    if (at === null) {
      shaped.push(block);
      continue;
    }
    const level = block.kind === 'heading' && block.explicit ? block.level : marked ? Math.min(6, above + 1) : 2;
    shaped.push(
      pageBlock('heading', block.content.slice(ask, own?.at), { level, explicit: true, region: block.region }),
    );
    shaped.push(...blocks.slice(index + 1, at));
    if (own) shaped.push(pageBlock('paragraph', block.content.slice(own.at + own.label), { region: block.region }));
    else {
      const answer = blocks[at];
      if (answer)
        shaped.push({
          ...answer,
          kind: 'paragraph',
          content: answer.content.slice(askLabel(answer.content.text, 'answer', labels) ?? 0),
        });
    }
    index = at;
  }
  return shaped;
}

function isText(block: PageBlock | undefined): block is PageBlock {
  return block !== undefined && block.kind !== 'dropped' && block.kind !== 'table' && block.kind !== 'code';
}

/** The answer within the paragraph of its question: on a line of its own, or after the question mark. */
function innerAnswer(
  content: Passage,
  from: number,
  raw: string,
  labels: LabelWords,
): { at: number; label: number } | null {
  const text = content.text.slice(0, 1000);
  for (let at = from + 1; at < text.length; at += 1) {
    const before = text[at - 1] ?? '';
    if (before !== '\n' && before !== ' ') continue;
    const label = askLabel(text.slice(at), 'answer', labels);
    if (label === null) continue;
    if (before === '\n' || /\?["”)]*\s$/.test(text.slice(0, at)) || startsLine(content, at, raw)) return { at, label };
  }
  return null;
}

function answerAfter(blocks: readonly PageBlock[], index: number, labels: LabelWords): number | null {
  for (let at = index + 1; at < blocks.length && at <= index + 3; at += 1) {
    const block = blocks[at];
    if (!isText(block) || askLabel(block.content.text, 'question', labels) !== null) return null;
    if (askLabel(block.content.text, 'answer', labels) !== null) return at;
  }
  return null;
}

/** In plain text a heading is only our reading: one with no text below it (a subtitle) is a line of text. The first one names the page. */
function lowerEmptyHeadings(blocks: readonly PageBlock[], labels: LabelWords): PageBlock[] {
  const first = blocks.find((block) => block.kind === 'heading');
  return blocks.map((block, index) => {
    const next = blocks[index + 1];
    if (block.kind !== 'heading' || block.explicit || block === first || (next && next.kind !== 'heading'))
      return block;
    if (namesMyths(block.content.text, labels)) return block;
    return { ...block, kind: 'paragraph', level: 1 };
  });
}
