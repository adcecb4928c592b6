// A little longer than other files: every way to label a pair stands here, because each must yield to the next in one order.
/** Myth/fact pairs in every form that pages use. A lone label, or text that only alternates, is left as prose: a wrong pair is worse than none. */
import type { Ledger } from '../ledger.js';
import type { LabelWords } from '../labels/label-words.js';
import type { PageBlock } from '../page-block.js';
import { pageBlock } from '../page-block.js';
import { Passage } from '../passage.js';
import { finish, type Pair } from './pair.js';
import { tablePairs } from './table-pairs.js';
import { columnSide } from './labelled.js';
import { isCallToAction } from './actions.js';
import { contactsIn } from './contacts.js';
import { innerLabels, isClaim, isPairsHeading, namesMyths, pairsOrder, readLabel, type Label } from './labelled.js';

export type { Pair } from './pair.js';

export type Node = { at: 'block'; block: PageBlock } | { at: 'pair'; pair: Pair };

export function findPairs(input: readonly PageBlock[], raw: string, labels: LabelWords): Node[] {
  const blocks = input.flatMap((block) => splitAtLabels(block, raw, labels));
  const sides = blocks.map((block) => ({ kind: block.kind, label: labelOf(block, labels) }));
  // In plain text a numbered myth on its own line is as good as a heading where no fact has a label.
  const unanswered = sides.every(({ label }) => label?.side !== 'fact');
  const mythHeadings = sides.filter(
    ({ kind, label }) => label?.side === 'myth' && (kind === 'heading' || (unanswered && label.number !== null)),
  ).length;
  const plain = unanswered && mythHeadings > 1;
  const nodes: Node[] = [];
  let heading: PageBlock | null = null;
  let nearest: PageBlock | null = null;
  // Where claims carry labels, what carries none is no claim.
  let labelledBelow = false;
  for (let index = 0; index < blocks.length;) {
    const block = blocks[index];
    if (!block) break;
    const found =
      labelledPair(blocks, index, labels, mythHeadings, plain) ??
      tablePairs(block, heading, labels) ??
      (labelledBelow ? null : definitionPair(blocks, index, heading, nearest, labels)) ??
      (labelledBelow ? null : headedPair(blocks, index, heading, labels)) ??
      contrastPair(blocks, index, heading, labels);
    if (found) {
      for (const pair of found.pairs) nodes.push({ at: 'pair', pair });
      index += found.used;
      continue;
    }
    if (block.kind === 'heading') {
      nearest = block;
      if (!deeper(heading, block, labels)) {
        heading = block;
        labelledBelow = labelsBelow(blocks, index, labels);
      }
    }
    nodes.push({ at: 'block', block });
    index += 1;
  }
  return nodes;
}

type Prose = 'paragraph' | 'item' | 'quote' | 'details' | 'term' | 'code';

interface Found {
  pairs: Pair[];
  used: number;
}

function labelsBelow(blocks: readonly PageBlock[], index: number, labels: LabelWords): boolean {
  const level = blocks[index]?.level ?? 1;
  for (const block of blocks.slice(index + 1, index + 400)) {
    if (block.kind === 'heading' && block.level <= level) return false;
    if (labelOf(block, labels)?.side === 'myth') return true;
    const [header] = block.rows;
    if (block.kind === 'table' && header?.some((cell) => columnSide(cell.text, labels) === 'myth')) return true;
  }
  return false;
}

/** A heading below 'Myths and facts' does not end what that heading says. */
function deeper(heading: PageBlock | null, block: PageBlock, labels: LabelWords): boolean {
  return (
    heading !== null &&
    block.level > heading.level &&
    (pairsOrder(heading.content.text, labels) !== null || namesMyths(heading.content.text, labels))
  );
}

function splitAtLabels(block: PageBlock, raw: string, labels: LabelWords): PageBlock[] {
  if (
    block.kind === 'dropped' ||
    block.kind === 'table' ||
    block.kind === 'code' ||
    block.content.text.length > 200_000
  )
    return [block];
  if (!readLabel(block.content, labels)) return [block];
  const cuts = innerLabels(block.content, raw, labels);
  if (cuts.length === 0) return [block];
  return [0, ...cuts].map((from, index) => ({ ...block, content: block.content.slice(from, cuts[index]) }));
}

function isProse(block: PageBlock | undefined): block is PageBlock & { kind: Prose } {
  return (
    block !== undefined &&
    (block.kind === 'paragraph' ||
      block.kind === 'item' ||
      block.kind === 'quote' ||
      block.kind === 'details' ||
      block.kind === 'term' ||
      block.kind === 'code')
  );
}

function labelOf(block: PageBlock | undefined, labels: LabelWords): Label | null {
  return block && block.kind !== 'table' && block.kind !== 'dropped' ? readLabel(block.content, labels) : null;
}

function labelledPair(
  blocks: readonly PageBlock[],
  index: number,
  labels: LabelWords,
  mythHeadings: number,
  plain: boolean,
): Found | null {
  const first = blocks[index];
  const myth = labelOf(first, labels);
  if (!first || myth?.side !== 'myth') return null;
  const several = sharedFact(blocks, index, labels, mythHeadings, plain);
  if (several) return several;
  const parts: Passage[] = [first.content.slice(0, myth.rest)];
  const claim: Passage[] = myth.alone ? [] : [first.content.slice(myth.rest)];
  let at = index + 1;
  // The text of the myth, until the label of its fact.
  while (at < blocks.length && labelOf(blocks[at], labels) === null && at - index <= 4) {
    const block = blocks[at];
    if (!block || (!isProse(block) && !(block.kind === 'heading' && myth.alone && claim.length === 0))) break;
    claim.push(block.content);
    at += 1;
  }
  const second = blocks[at];
  const fact = labelOf(second, labels);
  if (!second || fact?.side !== 'fact' || claim.length === 0)
    return byNumber(blocks, index, labels) ?? mythHeading(blocks, index, myth, labels, mythHeadings, plain);
  if (second.kind === 'heading' && first.kind !== 'heading') return null;
  if (myth.number !== null && fact.number !== null && myth.number !== fact.number) return null;
  parts.push(second.content.slice(0, fact.rest));
  at += 1;
  let answer = fact.alone ? Passage.empty : second.content.slice(fact.rest);
  let box = second.box;
  if (fact.alone) {
    const next = blocks[at];
    if (!next || labelOf(next, labels) || !(isProse(next) || (next.kind === 'heading' && !next.explicit))) return null;
    answer = next.content;
    box = next.box;
    at += 1;
  }
  if (answer.isEmpty) return null;
  const more = furtherParagraphs(blocks, at, first, { ...second, box }, labels);
  const [head, ...rest] = claim;
  return {
    pairs: [
      finish(
        head ?? Passage.empty,
        answer,
        [...rest.map((passage) => pageBlock('paragraph', passage)), ...more.explanation],
        parts,
        labels,
      ),
    ],
    used: more.end - index,
  };
}

/** Two or three claims in a row that one fact corrects: each is a pair with that fact. */
function sharedFact(
  blocks: readonly PageBlock[],
  index: number,
  labels: LabelWords,
  mythHeadings: number,
  plain: boolean,
): Found | null {
  let last = index;
  while (last - index < 3 && claims(blocks[last + 1], labels)) last += 1;
  if (last === index || last - index > 2 || !claims(blocks[index], labels) || claims(blocks[index - 1], labels))
    return null;
  if (byNumber(blocks, index, labels)) return null;
  const rest = labelledPair(blocks, last, labels, mythHeadings, plain);
  const shared = rest?.pairs[0];
  if (!rest || !shared) return null;
  const others = blocks.slice(index, last).map((block) => {
    const label = labelOf(block, labels);
    return finish(
      block.content.slice(label?.rest ?? 0),
      shared.fact,
      shared.explanation,
      [block.content.slice(0, label?.rest)],
      labels,
    );
  });
  return { pairs: [...others, ...rest.pairs], used: last - index + rest.used };
}

/** A block that holds the label of a myth and the myth. */
function claims(block: PageBlock | undefined, labels: LabelWords): boolean {
  if (block?.kind === 'heading') return false;
  const label = labelOf(block, labels);
  return label?.side === 'myth' && !label.alone;
}

/** `Myth #1: ...` as a heading, its correction as the text below, without a label of its own. */
function mythHeading(
  blocks: readonly PageBlock[],
  index: number,
  myth: Label,
  labels: LabelWords,
  mythHeadings: number,
  plain: boolean,
): Found | null {
  const first = blocks[index];
  if (!first || myth.alone || (myth.number === null && mythHeadings < 2)) return null;
  const line = first.kind === 'paragraph' && myth.number !== null && first.content.text.length <= 200;
  if (first.kind !== 'heading' && !(plain && line)) return null;
  const answer = blocks[index + 1];
  if (!isProse(answer) || labelOf(answer, labels)) return null;
  const more = furtherParagraphs(blocks, index + 2, first, answer.kind === 'item' ? first : answer, labels);
  return {
    pairs: [
      finish(
        first.content.slice(myth.rest),
        answer.content,
        more.explanation,
        [first.content.slice(0, myth.rest)],
        labels,
      ),
    ],
    used: more.end - index,
  };
}

/** `Myth 1: ... Myth 2: ... Reality 1: ... Reality 2: ...`: matched by number when each side is listed apart. */
function byNumber(blocks: readonly PageBlock[], index: number, labels: LabelWords): Found | null {
  const sides = { myth: new Map<string, [Passage, Passage]>(), fact: new Map<string, [Passage, Passage]>() };
  let at = index;
  for (let label = labelOf(blocks[at], labels); label; label = labelOf(blocks[at], labels)) {
    const block = blocks[at];
    if (!block || label.alone || label.number === null || sides[label.side].has(label.number)) break;
    if (label.side === 'myth' && sides.fact.size > 0) break;
    sides[label.side].set(label.number, [block.content.slice(label.rest), block.content.slice(0, label.rest)]);
    at += 1;
  }
  if (sides.myth.size < 2 || sides.myth.size !== sides.fact.size) return null;
  const pairs: Pair[] = [];
  for (const [number, [myth, mythLabel]] of sides.myth) {
    const fact = sides.fact.get(number);
    if (!fact) return null;
    pairs.push(finish(myth, fact[0], [], [mythLabel, fact[1]], labels));
  }
  return { pairs, used: at - index };
}

/** What follows the fact and still belongs to the pair. */
function furtherParagraphs(
  blocks: readonly PageBlock[],
  from: number,
  first: PageBlock,
  fact: PageBlock,
  labels: LabelWords,
): { explanation: PageBlock[]; end: number } {
  const explanation: PageBlock[] = [];
  let at = from;
  for (; at < blocks.length; at += 1) {
    const block = blocks[at];
    if (!isProse(block) || labelOf(block, labels) || isCallToAction(block.content, labels)) break;
    // What stands outside the card of a fact is no part of it.
    if (fact.box !== 0 && block.box !== fact.box) break;
    // A number to call speaks to every reader of the page.
    if (block.kind === 'paragraph' && contactsIn(block.content, labels).length > 0) break;
    // In a list each pair keeps to its items: what stands outside the list is no part of it, and neither is a new list of claims.
    if (fact.kind === 'item' && (block.kind !== 'item' || (!block.continues && block.level <= fact.level))) break;
    if (first.kind === 'term' && block.kind !== 'details') break;
    if (fact.kind === 'details' && block.kind !== 'details') break;
    explanation.push(block);
  }
  return { explanation, end: at };
}

/** A definition list under a heading of myths and facts: the term is the myth, its definition the fact. */
function definitionPair(
  blocks: readonly PageBlock[],
  index: number,
  heading: PageBlock | null,
  nearest: PageBlock | null,
  labels: LabelWords,
): Found | null {
  const term = blocks[index];
  const fact = blocks[index + 1];
  if (
    term?.kind !== 'term' ||
    fact?.kind !== 'details' ||
    !heading ||
    heading !== nearest ||
    pairsOrder(heading.content.text, labels) !== 'myth-first'
  )
    return null;
  let end = index + 2;
  while (blocks[end]?.kind === 'details') end += 1;
  const label = readLabel(fact.content, labels);
  const rest = label?.side === 'fact' && !label.alone ? label.rest : 0;
  return {
    pairs: [
      finish(
        term.content,
        fact.content.slice(rest),
        blocks.slice(index + 2, end),
        [fact.content.slice(0, rest)],
        labels,
      ),
    ],
    used: end - index,
  };
}

/** Under a heading of myths and facts, a deeper heading that states something is a myth and the text below it its fact. */
function headedPair(
  blocks: readonly PageBlock[],
  index: number,
  heading: PageBlock | null,
  labels: LabelWords,
): Found | null {
  const block = blocks[index];
  if (block?.kind !== 'heading' || !block.explicit || !heading || block.level <= heading.level) return null;
  const text = block.content.text;
  const pure = isPairsHeading(heading.content.text, labels);
  const stated = /^(?:#?\d{1,2}[.):]\s|["“«])/.test(text);
  // Under 'Myths and facts' alone anything stated is a claim; where the heading says more, or names myths only, it must look like one.
  if (pairsOrder(heading.content.text, labels) === null && !(namesMyths(heading.content.text, labels) && stated))
    return null;
  if (pairsOrder(text, labels) !== null || !isClaim(text, pure || heading.level > 1 ? 3 : 4, labels)) return null;
  const answer = blocks[index + 1];
  if (!isProse(answer) || answer.kind === 'item') return null;
  const label = readLabel(answer.content, labels);
  if (label && (label.side !== 'fact' || label.alone)) return null;
  const rest = label?.rest ?? 0;
  const numbered = /^#?\d{1,2}[.):]\s/.exec(text)?.[0].length ?? 0;
  const more = furtherParagraphs(blocks, index + 2, block, answer, labels);
  return {
    pairs: [
      finish(
        block.content.slice(numbered),
        answer.content.slice(rest),
        more.explanation,
        [answer.content.slice(0, rest), block.content.slice(0, numbered)],
        labels,
      ),
    ],
    used: more.end - index,
  };
}

/** Under a heading that is only a label: claims in quotes or bold type, each followed by a plain paragraph. Nothing else tells the two apart. */
function contrastPair(
  blocks: readonly PageBlock[],
  index: number,
  heading: PageBlock | null,
  labels: LabelWords,
): Found | null {
  if (!heading || !(isPairsHeading(heading.content.text, labels) || namesMyths(heading.content.text, labels)))
    return null;
  const claim = blocks[index];
  const answer = blocks[index + 1];
  if (
    (claim?.kind !== 'paragraph' && claim?.kind !== 'quote' && !(claim?.kind === 'heading' && !claim.explicit)) ||
    answer?.kind !== 'paragraph' ||
    !isContrasted(claim) ||
    isContrasted(answer)
  )
    return null;
  let end = index + 2;
  for (; end < blocks.length; end += 1) {
    const block = blocks[end];
    if (block?.kind !== 'paragraph' || isContrasted(block) || isCallToAction(block.content, labels)) break;
  }
  return {
    pairs: [finish(claim.content, answer.content, blocks.slice(index + 2, end), [], labels)],
    used: end - index,
  };
}

function isContrasted(block: PageBlock): boolean {
  const text = block.content.text;
  return text.length < 300 && (block.content.marked('strong', 0, text.length) || /^["“«].+["”»][.!]?$/.test(text));
}

/** Claims everything a pair used for it. */
export function claimPair(pair: Pair, ledger: Ledger, target: string): void {
  for (const passage of [
    pair.myth,
    pair.fact,
    ...pair.labels,
    ...pair.otherPhrasings,
    ...pair.explanation.map((block) => block.content),
  ])
    ledger.claim(passage, { outcome: 'imported', target });
}
